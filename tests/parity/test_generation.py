"""A generation in one call."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from tests.parity.backends import RUNS, both
from tests.parity.evolving import assert_equal_arrays, evolve
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy, settings_with

from speciate.errors import ShapeError
from speciate.values.generation import EvaluatedGeneration

START: dict[str, Any] = {"generation": 0, "stagnant_generations": 0}


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
def test_arrays_that_do_not_fit_are_refused(wrong: dict[str, Any], message: str) -> None:
    native, _ = both(settings_with())
    asked, ledger = native.found()
    nobody = np.zeros(len(asked), dtype=np.bool_)
    evaluated = EvaluatedGeneration(
        None, asked, np.zeros((12, 1)), nobody, nobody, None, None, ledger, **START
    )._replace(**wrong)
    with pytest.raises((ShapeError, ValueError), match=message):
        native.advance(evaluated)


def test_species_of_another_kind_of_genome_are_refused() -> None:
    native, _ = both(settings_with())
    other, _ = both(settings_with(n_inputs=4))
    nobody = np.zeros(12, dtype=np.bool_)
    asked, ledger = other.found()
    values = np.zeros((12, 1))
    evaluated = EvaluatedGeneration(None, asked, values, nobody, nobody, None, None, ledger, **START)
    known = other.advance(evaluated).species
    asked, ledger = native.found()
    with pytest.raises(ShapeError, match="other inputs"):
        native.advance(evaluated._replace(asked=asked, ledger=ledger, species=known))


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked": None},
        {"carried": 3},
        {"failed": np.zeros(12)},
        {"objectives": np.zeros(12)},
        {"ledger": (1, -1)},
        {"generation": 2**32},
    ],
)
def test_a_value_of_another_kind_is_refused_by_the_name_of_its_field(wrong: dict[str, Any]) -> None:
    native, _ = both(settings_with())
    asked, ledger = native.found()
    nobody = np.zeros(12, dtype=np.bool_)
    evaluated = EvaluatedGeneration(
        None, asked, np.zeros((12, 1)), nobody, nobody, None, None, ledger, **START
    )
    with pytest.raises(TypeError, match=next(iter(wrong))):
        native.advance(evaluated._replace(**wrong))
