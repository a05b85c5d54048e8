"""Weights by distribution as users meet them: drawn, learnt, remembered, and offered as candidates."""

from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution
from speciate.errors import CheckpointError, ConfigError
from speciate.values.snapshot import Snapshot

RUNS: dict[str, dict[str, Any]] = {
    "distribution": {},
    "adaptive": {"reproduction": {"weights": "adaptive"}},
    "two objectives": {"objectives": ("a", "b")},
    "survivors compete": {"objectives": ("a", "b"), "selection": {"survival": "mixed"}},
    "recurrent": {"genome": {"recurrent": True}},
    "islands": {"islands": {"n_islands": 2, "migration_generations": 2, "n_migrants": 2}},
    "hyperneat": {"algorithm": "hyperneat", "dense": {"hidden_layers": (4,)}},
}


def founded(backend: str = "native", snapshot: Snapshot | None = None, **changes: Any) -> Evolution:
    settings: dict[str, Any] = {
        "population_size": 24,
        "seed": 5,
        "mutation": {"add_node_rate": 0.3, "add_connection_rate": 0.4},
        "reproduction": {"weights": "distribution"},
        "backend": backend,
    }
    return Evolution(Config(**settings | changes), n_inputs=3, n_outputs=2, snapshot=snapshot)


def told(evolution: Evolution, n_generations: int) -> Snapshot:
    """The snapshot after so many generations, which play for outputs near 0.3 and, second, small ones."""
    for _ in range(n_generations):
        outputs = evolution.ask().forward(np.array([0.5, -1.0, 0.25], dtype=np.float32))
        columns = [-np.abs(outputs - 0.3).sum(axis=1), -np.abs(outputs).sum(axis=1)]
        evolution.tell(np.stack(columns[: len(evolution.names)], axis=1).astype(np.float64))
    return evolution.snapshot()


def assert_equal_snapshots(one: Snapshot, other: Snapshot) -> None:
    assert one.scalars == other.scalars
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        assert array.tobytes() == other.arrays[name].tobytes(), name


@pytest.mark.parametrize("kind", RUNS)
def test_a_resumed_run_goes_on_bit_for_bit(kind: str) -> None:
    whole = told(founded(**RUNS[kind]), 9)
    half = told(founded(**RUNS[kind]), 5)
    assert_equal_snapshots(told(founded(snapshot=half, **RUNS[kind]), 4), whole)


@pytest.mark.parametrize("kind", RUNS)
def test_both_backends_and_any_number_of_threads_evolve_the_same(kind: str) -> None:
    native = told(founded(**RUNS[kind]), 5)
    assert_equal_snapshots(told(founded("reference", **RUNS[kind]), 5), native)
    assert_equal_snapshots(told(founded(threads=3, **RUNS[kind]), 5), native)


def test_a_run_with_perturbed_weights_remembers_no_distributions() -> None:
    perturbed = told(founded(reproduction={"weights": "perturbed"}), 3)
    assert not any(name.startswith("distributions") for name in perturbed.arrays)
    assert_equal_snapshots(told(founded(reproduction={}), 3), perturbed)


def test_step_sizes_and_the_share_of_drawn_offspring_are_metrics() -> None:
    evolution = founded()
    told(evolution, 3)
    assert 0.02 <= evolution.metrics["mean_step_size"] <= 3.0
    assert evolution.metrics["drawn_fraction"] > 0.7  # all but the champions
    adaptive = founded(reproduction={"weights": "adaptive"})
    told(adaptive, 3)
    assert 0.1 < adaptive.metrics["drawn_fraction"] < 0.9


def test_the_networks_of_the_means_are_candidates_for_the_champion() -> None:
    evolution = founded(population_size=60)
    assert evolution.candidates is None
    told(evolution, 25)
    candidates = evolution.candidates
    assert candidates is not None
    assert 1 <= len(candidates) <= 5
    outputs = speciate.values.networks.Networks(candidates, evolution.backend).forward(
        np.array([0.5, -1.0, 0.25], dtype=np.float32)
    )
    misses = np.abs(outputs - 0.3).sum(axis=1)
    assert misses.min() < 0.3  # founders miss by about 1


def test_candidates_have_the_means_of_their_species() -> None:
    evolution = founded()
    snapshot = told(evolution, 4)
    candidates, arrays = evolution.candidates, snapshot.arrays
    assert candidates is not None
    species = int(arrays["best_species"][0])
    start, stop = arrays["distributions.offsets"][species : species + 2].tolist()
    means = dict(
        zip(
            arrays["distributions.genes"][start:stop].tolist(),
            arrays["distributions.means"][start:stop].tolist(),
            strict=True,
        )
    )
    columns = candidates.columns()
    n_first = int(columns["connection_offsets"][1])
    known = [
        (weight, np.float32(means[innovation]))
        for innovation, weight in zip(
            columns["innovation"][:n_first].tolist(), columns["weight"][:n_first].tolist(), strict=True
        )
        if innovation in means
    ]
    assert len(known) > 3
    assert all(weight == mean for weight, mean in known)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("distributions.means", np.inf, "not all finite"),
        ("distributions.means", 9.0, "means beyond weight_limit = 8"),
        ("distributions.steps", 0.0, "steps that are not all from 0.02 to 3"),
        ("distributions.shares", 2.0, "shares that are not all from 0 to 1"),
        ("distributions.genes", 0, "genes that do not ascend"),
        ("distributions.granted", 77, "name species or kinds"),
        ("distributions.kinds", 4, "name species or kinds"),
        ("best_species", 77, "best_species"),
    ],
)
def test_damaged_distributions_are_refused_by_name(key: str, value: float, message: str) -> None:
    snapshot = told(founded(), 3)
    array = snapshot.arrays[key].copy()
    array[:] = value
    damaged = Snapshot(snapshot.arrays | {key: array}, snapshot.scalars)
    with pytest.raises(CheckpointError, match=message):
        founded(snapshot=damaged)


@pytest.mark.parametrize("key", ["offsets", "genes", "means", "steps", "shares", "ids", "granted", "kinds"])
def test_missing_columns_are_refused_by_name(key: str) -> None:
    snapshot = told(founded(), 3)
    arrays = {name: array for name, array in snapshot.arrays.items() if name != f"distributions.{key}"}
    with pytest.raises(CheckpointError, match=f"distributions.{key}|distributions.genes"):
        founded(snapshot=Snapshot(arrays, snapshot.scalars))


def test_a_snapshot_without_distributions_begins_to_learn_them() -> None:
    before = told(founded(reproduction={"weights": "perturbed"}), 3)
    evolution = founded(snapshot=before)
    assert evolution.candidates is None
    told(evolution, 2)
    assert evolution.metrics["drawn_fraction"] > 0.5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"reproduction": {"weights": "drawn"}}, r"reproduction\.weights"),
        (
            {
                "algorithm": "map_elites",
                "measures": ("x",),
                "map_elites": {"grid_lower": (0.0,), "grid_upper": (1.0,), "grid_genomes": "neat"},
                "reproduction": {"weights": "distribution"},
            },
            "has no species that learn",
        ),
    ],
)
def test_what_cannot_draw_weights_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Config(**settings)
