"""A generation in one call."""

import numpy as np
import pytest
from hypothesis import given
from tests.parity.backends import RUNS, both
from tests.parity.evolving import assert_equal_arrays, evolve
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy, settings_with

from speciate.errors import ShapeError


@RUNS
@given(settings_strategy(), EVALUATIONS)
def test_one_call_makes_what_single_steps_make(settings: Settings, evaluations: Evaluations) -> None:
    native, reference = both(settings)
    by_steps = evolve(reference, settings, evaluations, 4)
    for backend in native, reference:
        at_once = evolve(backend, settings, evaluations, 4, at_once=True)
        for ours, theirs in zip(at_once, by_steps, strict=True):
            assert_equal_arrays(ours, {name: theirs[name] for name in ours})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"objectives": np.zeros((11, 1))}, "objectives has 11 entries, expected 12"),
        ({"objectives": np.zeros((12, 2))}, "objectives have 2 columns, but the run has 1"),
        ({"failed": np.zeros(3, dtype=np.bool_)}, "failed has 3 entries, expected 12"),
        ({"accepted": np.zeros(13, dtype=np.bool_)}, "accepted has 13 entries, expected 12"),
        ({"objectives": np.full((12, 1), np.nan)}, "row 0 are not a number"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, np.ndarray], message: str) -> None:
    native, _ = both(settings_with())
    asked, ledger = native.found()
    nobody = np.zeros(len(asked), dtype=np.bool_)
    fitting = {"objectives": np.zeros((len(asked), 1)), "failed": nobody, "accepted": nobody}
    arrays = fitting | wrong
    with pytest.raises((ShapeError, ValueError), match=message):
        native.advance(
            None,
            asked,
            arrays["objectives"],
            arrays["failed"],
            arrays["accepted"],
            archive=None,
            previous=None,
            ledger=ledger,
            generation=0,
            stagnant_generations=0,
        )


def test_species_of_another_kind_of_genome_are_refused() -> None:
    native, _ = both(settings_with())
    other, _ = both(settings_with(n_inputs=4))
    nobody = np.zeros(12, dtype=np.bool_)
    asked, ledger = other.found()
    known = other.advance(None, asked, np.zeros((12, 1)), nobody, nobody, None, None, ledger, 0, 0).species
    asked, ledger = native.found()
    with pytest.raises(ShapeError, match="other inputs"):
        native.advance(None, asked, np.zeros((12, 1)), nobody, nobody, None, known, ledger, 1, 0)
