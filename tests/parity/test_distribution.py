"""Weights by distribution."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from tests.parity.backends import RUNS, both
from tests.parity.evolving import assert_equal_arrays, evolve
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy, settings_with
from tests.support.threads import SEVERAL_BLOCKS

from speciate.errors import ShapeError
from speciate.values.generation import AT_MEANS, DRAWN, Advanced, EvaluatedGeneration

EVALUATED = Evaluations(seed=3, kind="normal", failure_rate=0.05)


def assert_equal_generations(settings: Settings, evaluations: Evaluations, n_generations: int = 5) -> None:
    native, reference = both(settings)
    expected = evolve(reference, settings, evaluations, n_generations, at_once=True)
    found = evolve(native, settings, evaluations, n_generations, at_once=True)
    for ours, theirs in zip(found, expected, strict=True):
        assert_equal_arrays(ours, theirs)
    assert all("distributions means" in one for one in found[1:])


@pytest.mark.parametrize("weights", ["distribution", "adaptive"])
@RUNS
@given(settings=settings_strategy(), evaluations=EVALUATIONS)
def test_both_backends_learn_and_draw_the_same(
    weights: str, settings: Settings, evaluations: Evaluations
) -> None:
    settings["reproduction"]["weights"] = weights
    assert_equal_generations(settings, evaluations)


@pytest.mark.parametrize("weights", ["distribution", "adaptive"])
@pytest.mark.parametrize("selection", [{}, {"survival": "mixed"}])
def test_three_threads_and_the_reference_learn_the_same_in_several_blocks(
    weights: str, selection: dict[str, Any]
) -> None:
    settings = settings_with(
        population_size=SEVERAL_BLOCKS, threads=3, reproduction={"weights": weights}, selection=selection
    )
    assert_equal_generations(settings, EVALUATED, 3)


def test_most_weights_are_drawn_once_species_know_their_genes() -> None:
    settings = settings_with(population_size=60, reproduction={"weights": "distribution"})
    native, _ = both(settings)
    last = evolve(native, settings, EVALUATED, 4, at_once=True)[-1]
    assert (last["distributions kinds"] == 1).mean() > 0.8
    assert len(last["distributions genes"]) > 8


def test_the_first_drawn_offspring_of_each_species_has_the_means_as_weights() -> None:
    settings = settings_with(population_size=60, reproduction={"weights": "adaptive"})
    for backend in both(settings):
        last = evolve(backend, settings, EVALUATED, 4, at_once=True)[-1]
        kinds, granted = last["distributions kinds"], last["distributions granted"]
        for species in np.unique(granted):
            drawn = np.flatnonzero((granted == species) & np.isin(kinds, [DRAWN, AT_MEANS]))
            assert (kinds[drawn] == AT_MEANS).tolist() == [row == drawn[0] for row in drawn]
            if len(drawn):
                assert_at_means(last, int(drawn[0]), int(species))


def assert_at_means(found: dict[str, Any], row: int, species: int) -> None:
    start, end = found["distributions offsets"][species : species + 2].tolist()
    means = dict(
        zip(
            found["distributions genes"][start:end].tolist(),
            found["distributions means"][start:end],
            strict=True,
        )
    )
    first, last = found["offspring connection_offsets"][row : row + 2].tolist()
    innovations = found["offspring innovation"][first:last].tolist()
    known = [k for k, innovation in enumerate(innovations) if innovation in means]
    assert known
    weights = found["offspring weight"][first:last][known]
    assert weights.tolist() == [np.float32(means[innovations[k]]) for k in known]


def advanced_once() -> tuple[Any, EvaluatedGeneration, Advanced]:
    native, _ = both(settings_with(reproduction={"weights": "distribution"}))
    asked, ledger = native.found()
    nobody = np.zeros(12, dtype=np.bool_)
    first = EvaluatedGeneration(None, asked, np.zeros((12, 1)), nobody, nobody, None, None, ledger, 0, 0)
    made = native.advance(first)
    following = first._replace(
        asked=made.offspring,
        species=made.species,
        ledger=made.ledger,
        generation=1,
        distributions=made.distributions,
    )
    return native, following, made


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"means": np.zeros(1)}, "means has 1 entries"),
        ({"kinds": np.full(12, 4, dtype=np.uint8)}, "granted or kinds name what is not there"),
        ({"granted": np.full(12, 99, dtype=np.uint32)}, "granted or kinds name what is not there"),
        ({"shares": np.zeros(99)}, "offsets has"),
    ],
)
def test_columns_that_do_not_fit_together_are_refused(wrong: dict[str, Any], message: str) -> None:
    native, following, _ = advanced_once()
    assert following.distributions is not None
    native.advance(following)
    with pytest.raises(ShapeError, match=message):
        native.advance(following._replace(distributions=following.distributions._replace(**wrong)))


def test_a_genome_that_has_migrated_counts_as_not_drawn() -> None:
    native, following, _ = advanced_once()
    assert following.distributions is not None
    ids = following.distributions.ids.copy()
    ids[:] = 1 << 40  # none of these genomes came from the species that the columns name
    stranger = native.advance(following._replace(distributions=following.distributions._replace(ids=ids)))
    home = native.advance(following)
    assert stranger.distributions is not None
    assert home.distributions is not None
    assert not np.array_equal(stranger.distributions.steps, home.distributions.steps)
