"""Islands as users meet them: each evolves alone, the best migrate, and the run is one run."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.support.threads import SEVERAL_BLOCKS

from speciate import Config, Evolution
from speciate.backends import dense
from speciate.config.islands import sizes
from speciate.draws.philox import Draws, Purpose
from speciate.errors import CheckpointError, ConfigError, StateError
from speciate.values.snapshot import Snapshot

SIZE, N_ISLANDS = 23, 3
PARTS = [slice(0, 8), slice(8, 16), slice(16, 23)]
KINDS: dict[str, dict[str, Any]] = {
    "neat": {},
    "neat, two objectives": {"objectives": ("a", "b")},
    "genetic": {"algorithm": "genetic"},
    "genetic, two objectives": {"algorithm": "genetic", "objectives": ("a", "b")},
}


def config(backend: str, **changes: Any) -> Config:
    islands = {"n_islands": N_ISLANDS, "migration_generations": 3, "n_migrants": 2}
    settings: dict[str, Any] = {
        "population_size": SIZE,
        "seed": 5,
        "mutation": {"add_node_rate": 0.3, "add_connection_rate": 0.4},
        "islands": islands | changes.pop("islands", {}),
        "backend": backend,
    }
    return Config(**settings | changes)


def founded(config: Config, snapshot: Snapshot | None = None) -> Evolution:
    return Evolution(config, n_inputs=3, n_outputs=2, snapshot=snapshot)


def told(evolution: Evolution, n_generations: int) -> list[dict[str, NDArray[Any]]]:
    """The populations of so many generations, which play for outputs near 0.3 and, second, small ones."""
    populations = []
    for _ in range(n_generations):
        populations.append(dict(evolution.population.columns()))
        outputs = evolution.ask().forward(np.array([0.5, -1.0, 0.25], dtype=np.float32))
        columns = [-np.abs(outputs - 0.3).sum(axis=1), -np.abs(outputs).sum(axis=1)]
        n_objectives = len(evolution.names)
        evolution.tell(np.stack(columns[:n_objectives], axis=1).astype(np.float64))
    return [*populations, dict(evolution.population.columns())]


def assert_equal_snapshots(one: Snapshot, other: Snapshot) -> None:
    assert one.scalars == other.scalars
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        assert array.tobytes() == other.arrays[name].tobytes(), name


def genes_of(columns: dict[str, NDArray[Any]], row: int) -> bytes:
    """A genome but for its id, as bytes."""
    parts = []
    for offsets, names in (
        ("node_offsets", ("node_id", "node_bias")),
        ("connection_offsets", ("innovation", "source", "target", "weight", "enabled")),
    ):
        start, stop = (int(offset) for offset in columns[offsets][row : row + 2])
        parts += [columns[name][start:stop].tobytes() for name in names]
    return b"".join(parts)


def test_a_population_is_split_as_evenly_as_can_be() -> None:
    assert sizes(23, 3) == [8, 8, 7]
    assert sizes(24, 3) == [8, 8, 8]
    assert sizes(7, 1) == [7]


def test_one_island_is_no_islands(backend: str) -> None:
    off = config(backend, islands={"n_islands": 1, "n_migrants": 7, "migration_topology": "random"})
    plain = Config(**off.model_dump() | {"islands": {}})
    one, other = founded(off), founded(plain)
    told(one, 4)
    told(other, 4)
    assert_equal_snapshots(one.snapshot(), other.snapshot())


@pytest.mark.parametrize("kind", KINDS)
def test_generations_have_the_size_that_was_set_and_ids_never_come_twice(backend: str, kind: str) -> None:
    populations = told(founded(config(backend, **KINDS[kind])), 8)
    ids = np.concatenate([columns["ids"] for columns in populations])
    assert ids.tolist() == list(range(9 * SIZE))


def test_equal_innovations_join_the_same_nodes_on_all_islands(backend: str) -> None:
    joins: dict[int, tuple[int, int]] = {}
    evolution = founded(config(backend))
    populations = told(evolution, 12)
    for columns in populations:
        names = ("innovation", "source", "target")
        for innovation, *ends in zip(*(columns[name].tolist() for name in names), strict=True):
            assert joins.setdefault(innovation, tuple(ends)) == tuple(ends)
    assert len(joins) > 40


def test_equal_changes_of_a_generation_get_equal_numbers_on_all_islands(backend: str) -> None:
    always = {"add_connection_rate": 1.0, "add_node_rate": 0.0}
    start = {"founders": "unconnected"}
    first, second = told(founded(config(backend, mutation=always, genome=start)), 1)
    assert not len(first["innovation"])
    pairs = list(zip(second["source"].tolist(), second["target"].tolist(), strict=True))
    assert len(set(pairs)) == len(set(second["innovation"].tolist())) < len(pairs)


@pytest.mark.parametrize("n_objectives", [1, 2])
def test_without_migrants_each_island_is_a_run_of_its_own(backend: str, n_objectives: int) -> None:
    kind = {"algorithm": "genetic", "objectives": ("a", "b")[:n_objectives]}
    whole = told(founded(config(backend, islands={"n_migrants": 0}, **kind)), 5)
    seeds = [Draws(5, Purpose.ISLAND).word(island) >> 1 for island in range(N_ISLANDS)]
    spread = {"spread_growth": 1.0}  # stagnation is that of all islands
    whole = told(founded(config(backend, islands={"n_migrants": 0}, genetic=spread, **kind)), 5)
    for part, seed in zip(PARTS, seeds, strict=True):
        alone = {"islands": {"n_islands": 1}, "population_size": part.stop - part.start, "seed": seed}
        expected = told(founded(config(backend, genetic=spread, **alone | kind)), 5)
        for ours, theirs in zip(whole, expected, strict=True):
            assert ours["weights"][part].tobytes() == theirs["weights"].tobytes()


def planted(evolution: Evolution, generation: int) -> tuple[bytes, list[bytes]]:
    """Lets a genome of the second island win in one generation; it, and all genomes of the next one."""
    for now in range(generation + 1):
        evolution.ask()
        fitness = np.random.default_rng(now).random(SIZE)
        if now == generation:
            fitness[11] = 9.0
            winner = genes_of(dict(evolution.population.columns()), 11)
        evolution.tell(fitness)
    columns = dict(evolution.population.columns())
    return winner, [genes_of(columns, row) for row in range(SIZE)]


def found_on(winner: bytes, genomes: list[bytes]) -> list[int]:
    """The islands that hold a genome."""
    return [island for island, part in enumerate(PARTS) if winner in genomes[part]]


def test_the_best_genome_is_on_the_next_island_after_a_migration(backend: str) -> None:
    assert found_on(*planted(founded(config(backend)), 2)) == [1, 2]
    assert found_on(*planted(founded(config(backend)), 5)) == [1, 2]


def test_there_is_no_migration_between_two_times_of_it(backend: str) -> None:
    for generation in (0, 1, 3, 4):
        assert found_on(*planted(founded(config(backend)), generation)) == [1]
    assert found_on(*planted(founded(config(backend, islands={"n_migrants": 0})), 2)) == [1]


def test_a_random_ring_sends_to_either_neighbour_and_never_back(backend: str) -> None:
    every = {"migration_generations": 1, "migration_topology": "random", "n_migrants": 1}
    found = {
        tuple(found_on(*planted(founded(config(backend, islands=every, seed=seed)), 0))) for seed in range(12)
    }
    assert found == {(0, 1), (1, 2)}


def test_migrants_take_the_places_of_the_worst_and_the_best_of_the_target_stays(backend: str) -> None:
    copies = {
        "weight_crossover_rate": 0.0,
        "mutation_rate": 0.0,
        "elite_count": 4,
        "tournament_size": 1,
    }
    evolution = founded(config(backend, algorithm="genetic", genetic=copies))
    for _ in range(2):
        evolution.ask()
        evolution.tell(np.zeros(SIZE))
    evolution.ask()
    before = dense.own(evolution.population).weights
    fitness = np.zeros(SIZE)
    fitness[[3, 4]] = 5.0, 6.0  # these migrate to the second island
    fitness[8:16] = [1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 7.0, 8.0]  # whose rows 12 and 13 are the worst
    evolution.tell(fitness)
    children = dense.own(evolution.population).weights[8:16]
    assert children[:4].tobytes() == before[[15, 14, 4, 3]].tobytes()
    parents = {row.tobytes() for row in before[[3, 4, 8, 9, 10, 11, 14, 15]]}
    assert {row.tobytes() for row in children} <= parents


def test_whoever_failed_does_not_leave(backend: str) -> None:
    evolution = founded(config(backend, objectives=("a", "b"), islands={"migration_generations": 1}))
    evolution.ask()
    values = np.stack([np.arange(float(SIZE)), np.zeros(SIZE)], axis=1)
    evolution.tell(values, failed=np.arange(SIZE) < 8)
    failed = evolution.snapshot().arrays["carried:failed"]
    assert [int(failed[part].sum()) for part in PARTS] == [6, 0, 0]  # two came from the last island
    assert evolution.metrics["island_best"] == [None, 15.0, 22.0]


def test_the_archive_does_not_breed_on_islands(backend: str) -> None:
    populations = []
    for rate in (0.0, 1.0):
        selection = {"archive_breeding_rate": rate}
        evolution = founded(config(backend, objectives=("a", "b"), selection=selection))
        populations.append(told(evolution, 4)[-1])
    assert all(populations[0][name].tobytes() == populations[1][name].tobytes() for name in populations[0])


@pytest.mark.parametrize("kind", KINDS)
def test_islands_go_on_from_any_snapshot_bit_for_bit(backend: str, kind: str) -> None:
    straight = founded(config(backend, **KINDS[kind]))
    told(straight, 7)
    for cut in (0, 2, 3, 6):
        evolution = founded(config(backend, **KINDS[kind]))
        told(evolution, cut)
        again = founded(config(backend, **KINDS[kind]), evolution.snapshot())
        told(again, 7 - cut)
        assert_equal_snapshots(again.snapshot(), straight.snapshot())


@pytest.mark.parametrize("kind", KINDS)
def test_both_backends_and_any_number_of_threads_give_the_same_bits(native: str, kind: str) -> None:
    for size, n_generations in ((SIZE, 7), (N_ISLANDS * SEVERAL_BLOCKS, 4)):
        runs = [
            founded(config(backend, **KINDS[kind], threads=threads, population_size=size))
            for backend, threads in (("reference", 1), (native, 1), (native, 3))
        ]
        for evolution in runs:
            told(evolution, n_generations)
        expected = runs[0].snapshot()
        for evolution in runs[1:]:
            assert_equal_snapshots(evolution.snapshot(), expected)


def test_a_damaged_island_is_refused(backend: str) -> None:
    evolution = founded(config(backend, objectives=("a", "b")))
    told(evolution, 2)
    snapshot = evolution.snapshot()
    for scalars, message in (
        ({"island_1.next_node_id": 99}, "islands have several ledgers"),
        ({"island_2.threshold": -1.0}, "threshold is -1.0"),
    ):
        with pytest.raises(CheckpointError, match=message):
            founded(evolution.config, Snapshot(snapshot.arrays, snapshot.scalars | scalars))
    changes: list[tuple[str, Any, str]] = [
        ("island_1.species.assignment", lambda a: a[:-1], r"shape \(7,\); expected uint32 and \(8,\)"),
        ("island_0.species.created", lambda a: a + np.uint32(9), "come from the future"),
        ("carried.ids", lambda a: a[:-1], "it has 22 carried genomes; expected 23"),
    ]
    for name, change, message in changes:
        arrays = snapshot.arrays | {name: change(snapshot.arrays[name])}
        with pytest.raises(CheckpointError, match=message):
            founded(evolution.config, Snapshot(arrays, snapshot.scalars))
    with pytest.raises(CheckpointError, match="expected uint32 and"):
        founded(evolution.config.changed(islands={"n_islands": 4}), snapshot)


def test_metrics_sum_up_the_islands(backend: str) -> None:
    evolution = founded(config(backend, directions=("min",)))
    evolution.ask()
    evolution.tell(np.arange(float(SIZE)))
    metrics = evolution.metrics
    assert metrics["island_best"] == [0.0, 8.0, 16.0]
    assert metrics["n_species"] == sum(len(species.ids) for species in evolution.island_species)
    assert metrics["mean_connections"] == 6.0
    with pytest.raises(StateError, match="every island has its own"):
        _ = evolution.species


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"algorithm": "cma_es"}, 'algorithm = "cma_es" has no islands'),
        ({"islands": {"n_islands": 12}}, "expected at most 11"),
        ({"islands": {"n_islands": 0}}, "islands.n_islands = 0: expected"),
        ({"islands": {"n_migrants": 7}}, "islands.n_migrants = 7: expected less than the 7 genomes"),
        ({"islands": {"migration_generations": 0}}, "islands.migration_generations = 0"),
        ({"islands": {"migration_topology": "star"}}, "islands.migration_topology"),
        ({"speciation": {"target_species": 8}}, "target_species = 8: expected at most 7"),
    ],
)
def test_settings_that_make_no_islands_are_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config("reference", **settings)


def test_species_are_those_of_an_island() -> None:
    split: dict[str, Any] = {"population_size": 150, "islands": {"n_islands": 2}}
    resolved = Config(**split).resolved()
    assert resolved.speciation.target_species == 5
    assert Config(population_size=150).resolved().speciation.target_species == 10
