"""What evolution strategies share: draws by row, utilities by rank, and the mean as a candidate."""

from typing import Any

import numpy as np
import pytest

from speciate import Evolution
from speciate.backends import dense
from speciate.draws.philox import Purpose
from speciate.evolution import strategies
from speciate.evolution.algorithm import Outcome
from speciate.values.evaluated import Evaluated, nobody

STRATEGIES = ["cma_es", "openai_es", "snes"]
LEARNED = ["openai_es", "snes"]


def evolution(algorithm: str, **changes: Any) -> Evolution:
    config = {"algorithm": algorithm, "population_size": 12, "seed": 4, "backend": "reference"}
    return Evolution(config | {"dense": {"hidden_layers": []}} | changes, n_inputs=3, n_outputs=2)


def utilities(objectives: list[list[float]], failed: list[int] | None = None) -> list[float]:
    """The utilities of genomes whose places have 10, 20, ... from the last to the best."""
    once = evolution("snes", population_size=len(objectives))
    flags = nobody(len(objectives)).copy()
    flags[failed or []] = True
    asked = Evaluated(once.population, np.array(objectives), flags)
    outcome = Outcome(0, asked, nobody(len(objectives)), None, None, 0)
    of_places = np.arange(10.0 * len(objectives), 0.0, -10.0, dtype=np.float64)
    found: list[float] = strategies.by_row(of_places, asked.rank(once.backend), outcome).tolist()
    return found


def test_the_best_has_the_utility_of_the_first_place() -> None:
    assert utilities([[1.0], [3.0], [2.0]]) == [10.0, 30.0, 20.0]


def test_equal_genomes_share_the_utilities_of_their_places() -> None:
    assert utilities([[1.0], [3.0], [3.0], [0.0]]) == [20.0, 35.0, 35.0, 10.0]


def test_failed_genomes_share_the_worst_utilities() -> None:
    assert utilities([[0.0], [-5.0], [0.0], [7.0]], failed=[0, 2]) == [15.0, 30.0, 15.0, 40.0]


def test_several_objectives_count_by_front_and_crowding() -> None:
    corners = [[0.0, 4.0], [4.0, 0.0]]
    assert utilities([*corners, [3.0, 3.0], [3.2, 2.9], [1.0, 1.0]]) == [45.0, 45.0, 30.0, 20.0, 10.0]


@pytest.mark.parametrize("block", [1, 7, 50])
def test_draws_do_not_depend_on_how_many_rows_are_drawn_at_once(
    monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    drawn = np.concatenate(list(strategies.deviates(3, Purpose.SNES, 2, 9, 5)))
    assert drawn.shape == (9, 5)
    monkeypatch.setattr(strategies, "_BLOCK", block)
    again = np.concatenate(list(strategies.deviates(3, Purpose.SNES, 2, 9, 5)))
    assert again.tobytes() == drawn.tobytes()


def test_deviates_are_normal() -> None:
    drawn = np.concatenate(list(strategies.deviates(3, Purpose.OPENAI_ES, 0, 400, 101))).astype(np.float64)
    assert abs(drawn.mean()) < 0.02
    assert abs(drawn.std() - 1.0) < 0.02
    assert abs((drawn[:, 0] * drawn[:, 1]).mean()) < 0.15


def told(once: Evolution, n_generations: int) -> None:
    for _ in range(n_generations):
        once.ask()
        weights = dense.own(once.population).weights.astype(np.float64)
        columns = [-((weights - place) ** 2).sum(axis=1) for place in (0.5, -0.5)]
        once.tell(np.stack(columns[: len(once.names)], axis=1))


@pytest.mark.parametrize("algorithm", STRATEGIES)
def test_the_mean_is_offered_and_its_id_is_that_of_no_genome(algorithm: str) -> None:
    once = evolution(algorithm)
    told(once, 3)
    offered = dense.own(once.candidates)  # type: ignore[arg-type]  # it is there
    name = "cma.mean" if algorithm == "cma_es" else f"{algorithm}.mean"
    assert offered.weights.tolist() == once.snapshot().arrays[name].astype(np.float32)[None].tolist()
    assert offered.ids.tolist() == [strategies.MEAN_ID]


@pytest.mark.parametrize("algorithm", STRATEGIES)
def test_the_offered_mean_is_within_the_limit_of_weights(algorithm: str) -> None:
    once = evolution(algorithm, genome={"weight_limit": 0.3})
    told(once, 20)
    offered = dense.own(once.candidates)  # type: ignore[arg-type]  # it is there
    for population in (offered, once.population):
        assert np.abs(population.columns()["weights"]).max() <= np.float32(0.3)
        once.backend.population(population.columns())


@pytest.mark.parametrize("algorithm", LEARNED)
def test_a_search_begins_where_the_outputs_are_0(algorithm: str) -> None:
    once = evolution(algorithm, dense={"hidden_layers": [4]})
    mean = once.snapshot().arrays[f"{algorithm}.mean"]
    n_hidden = 4 * 3 + 4
    assert not mean[n_hidden:].any()
    assert len(mean) == n_hidden + 2 * 4 + 2
    founder = Evolution(once.config.changed(algorithm="genetic"), n_inputs=3, n_outputs=2).population
    assert mean[:n_hidden].tolist() == dense.own(founder).weights[0, :n_hidden].tolist()


@pytest.mark.parametrize("algorithm", ["genetic", "neat"])
def test_other_algorithms_offer_nothing(algorithm: str) -> None:
    once = Evolution({"algorithm": algorithm, "backend": "reference"}, n_inputs=3, n_outputs=2)
    assert once.candidates is None


def test_islands_without_candidates_offer_nothing() -> None:
    config = {"algorithm": "genetic", "islands": {"n_islands": 2}, "backend": "reference"}
    assert Evolution(config, n_inputs=3, n_outputs=2).candidates is None


@pytest.mark.parametrize("algorithm", LEARNED)
def test_the_mean_is_offered_where_objectives_participate_at_times(algorithm: str) -> None:
    once = evolution(algorithm, objectives=["a", "b"], participation={"participation_rates": [0.5]})
    told(once, 4)
    assert once.candidates is not None


@pytest.mark.parametrize("population_size", [2, 3, 12, 13])
@pytest.mark.parametrize("objectives", [["a"], ["a", "b"]])
@pytest.mark.parametrize("algorithm", LEARNED)
def test_both_backends_give_the_same_bits(
    native: str, algorithm: str, objectives: list[str], population_size: int
) -> None:
    pair = [
        evolution(
            algorithm,
            backend=backend,
            objectives=objectives,
            population_size=population_size,
            dense={"hidden_layers": [4]},
        )
        for backend in (native, "reference")
    ]
    for once in pair:
        told(once, 6)
    one, other = (once.snapshot().arrays for once in pair)
    assert {name: array.tobytes() for name, array in one.items()} == {
        name: array.tobytes() for name, array in other.items()
    }


@pytest.mark.parametrize("objectives", [["a"], ["a", "b"]])
@pytest.mark.parametrize("algorithm", LEARNED)
def test_a_snapshot_goes_on_bit_for_bit(algorithm: str, objectives: list[str]) -> None:
    once = evolution(algorithm, objectives=objectives)
    told(once, 5)
    again = Evolution(once.config, n_inputs=3, n_outputs=2, snapshot=once.snapshot())
    for one in (once, again):
        told(one, 4)
    assert (dense.own(once.population).weights == dense.own(again.population).weights).all()


@pytest.mark.parametrize("n_failing", [12, 0])
@pytest.mark.parametrize("algorithm", LEARNED)
def test_a_generation_of_equals_changes_nothing_but_the_draw(algorithm: str, n_failing: int) -> None:
    once = evolution(algorithm)
    told(once, 3)  # an optimizer that moves stays where it is, too
    before, first = once.snapshot().arrays[f"{algorithm}.mean"], dense.own(once.population).weights
    once.ask()
    once.tell(np.full(12, 3.0), failed=np.arange(12) < n_failing)
    assert once.snapshot().arrays[f"{algorithm}.mean"].tolist() == before.tolist()
    assert (dense.own(once.population).weights != first).all()


@pytest.mark.parametrize("algorithm", LEARNED)
def test_whoever_failed_does_not_attract_the_search(algorithm: str) -> None:
    once = evolution(algorithm, population_size=40)
    for _ in range(80):
        once.ask()
        weights = dense.own(once.population).weights
        once.tell(weights[:, 0], failed=weights[:, 0] > 1.0)
    assert 0.3 < once.snapshot().arrays[f"{algorithm}.mean"][0] < 1.2
    assert 0.6 < float(dense.own(once.champion.genome).weights[0, 0]) <= 1.0


@pytest.mark.parametrize("algorithm", LEARNED)
def test_several_objectives_find_a_place_on_their_front(algorithm: str) -> None:
    """The front lies between the places 0.5 and -0.5 of all weights."""
    once = evolution(algorithm, objectives=["a", "b"], population_size=60)
    told(once, 120)
    mean = once.snapshot().arrays[f"{algorithm}.mean"]
    assert np.abs(mean).max() < 0.8
    assert mean.std() < 0.3
    assert len(once.pareto_front.genomes) > 5
