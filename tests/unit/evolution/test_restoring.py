"""From a snapshot back to a run: whatever contradicts the config or itself is refused by name."""

from typing import Any

import numpy as np
import pytest

from speciate import Config, Evolution
from speciate.errors import CheckpointError
from speciate.values.snapshot import Snapshot

CONFIGS = {
    "one": Config(population_size=8, backend="reference"),
    "two": Config(population_size=8, backend="reference", objectives=("a", "b")),
    "novel": Config(population_size=8, backend="reference", objectives=("novelty",), measures=("x", "y")),
    "both": Config(population_size=8, backend="reference", objectives=("a", "novelty"), measures=("x",)),
}


def trained(config: Config) -> Snapshot:
    evolution = Evolution(config, n_inputs=2, n_outputs=1)
    for generation in range(3):
        evolution.ask()
        n_told, n_measures = max(len(evolution.told_names), 1), len(config.measures)
        values = np.random.default_rng(generation).random((8, n_told + n_measures))
        evolution.tell(values[:, :n_told], measures=values[:, n_told:] if n_measures else None)
    return evolution.snapshot()


@pytest.fixture(scope="module")
def snapshots() -> dict[str, Snapshot]:
    return {name: trained(config) for name, config in CONFIGS.items()}


def go_on(name: str, snapshot: Snapshot) -> Evolution:
    return Evolution(CONFIGS[name], n_inputs=2, n_outputs=1, snapshot=snapshot)


@pytest.mark.parametrize("name", CONFIGS)
def test_a_snapshot_gives_the_same_snapshot_again(name: str, snapshots: dict[str, Snapshot]) -> None:
    again = go_on(name, snapshots[name]).snapshot()
    assert again.scalars == snapshots[name].scalars
    assert again.arrays.keys() == snapshots[name].arrays.keys()
    for key, array in again.arrays.items():
        assert array.tobytes() == snapshots[name].arrays[key].tobytes()


@pytest.mark.parametrize(
    ("name", "key", "value", "message"),
    [
        ("one", "generation", -1, "generation is -1; expected a whole number from 0"),
        ("one", "generation", 2**32, "generation is 4294967296"),
        ("one", "generation", True, "generation is True"),
        ("one", "generation", 0, "does not fit its config: it has best, leaders genomes"),
        ("two", "generation", "3", "generation is 3; expected"),
        ("one", "last_improved", 3, "last_improved is 3; expected a whole number from 0 to 2"),
        ("one", "next_innovation", 1, "ledger would give out innovation"),
        ("one", "next_node_id", 1, "ledger would give out node_id"),
        ("one", "next_species_id", 0, "next_species_id is 0"),
        ("one", "threshold", -1.0, "threshold is -1.0; expected a finite number"),
        ("one", "threshold", None, "threshold is None"),
        ("one", "metrics", [], "metrics are no table"),
    ],
)
def test_a_scalar_that_cannot_be_is_refused(
    snapshots: dict[str, Snapshot], name: str, key: str, value: Any, message: str
) -> None:
    snapshot = snapshots[name]
    with pytest.raises(CheckpointError, match=message):
        go_on(name, Snapshot(snapshot.arrays, snapshot.scalars | {key: value}))
    without = {other: one for other, one in snapshot.scalars.items() if other != key}
    with pytest.raises(CheckpointError, match=f"no '{key}'"):
        go_on(name, Snapshot(snapshot.arrays, without))


U32: Any = np.uint32


@pytest.mark.parametrize(
    ("name", "key", "change", "message"),
    [
        ("one", "asked.ids", lambda a: a[:7], "it has 7 asked genomes; expected 8"),
        ("one", "asked.weight", lambda a: a * np.float32(np.nan), "asked: .*weight is nan"),
        ("one", "asked.weight", lambda a: a.astype(np.float64), "asked: .*weight"),
        ("one", "asked.source", lambda a: a + U32(50), "asked: .*source"),
        ("one", "asked.node_offsets", lambda a: a[::-1].copy(), "asked: .*node_offsets"),
        ("one", "species.assignment", lambda a: a + U32(100), "species are fewer than the genomes say"),
        (
            "one",
            "species.assignment",
            lambda a: a[:5],
            r"assignment have type uint32 and shape \(5,\)",
        ),
        ("one", "species.created", lambda a: a + U32(9), "species come from the future"),
        ("one", "species.last_improved", lambda a: a + U32(9), "species come from the future"),
        ("one", "species.ids", lambda a: a + U32(99), "species have ids that are not their own"),
        ("one", "species.best_fitness", lambda a: a * np.nan, "species have a fitness that is no number"),
        ("one", "best:objectives", lambda a: a * np.inf, "best:objectives are not all finite"),
        ("one", "best:objectives", lambda a: a.reshape(-1), "best:objectives have type float64 and shape"),
        ("one", "best:failed", lambda a: ~a, "best hold genomes that failed"),
        ("two", "carried:failed", lambda a: ~a, "carried hold genomes that failed"),
        ("two", "archive:failed", lambda a: a.astype(np.uint8), "archive:failed have type uint8"),
        ("two", "reference_point", lambda a: a[:1], "reference_point have type float64 and shape"),
        ("two", "reference_point", lambda a: a * np.nan, "reference_point are not all finite"),
        ("novel", "best:measures", lambda a: a * np.nan, "best:measures are not all finite"),
        ("both", "carried:quality", lambda a: a[1:], r"carried:quality have type float64 and shape \(7,\)"),
        (
            "novel",
            "novelty_archive:measures",
            lambda a: a[:, :1],
            "novelty_archive:measures have type float64",
        ),
        ("novel", "novelty_archive:measures", lambda a: a * np.inf, "archive:measures are not all finite"),
        (
            "novel",
            "novelty_archive:quality",
            lambda a: np.resize(a, 10**5),
            "no novelty archive of up to 10000",
        ),
    ],
)
def test_an_array_that_cannot_be_is_refused(
    snapshots: dict[str, Snapshot], name: str, key: str, change: Any, message: str
) -> None:
    snapshot = snapshots[name]
    changed = snapshot.arrays | {key: change(snapshot.arrays[key])}
    with pytest.raises(CheckpointError, match=message):
        go_on(name, Snapshot(changed, snapshot.scalars))


@pytest.mark.parametrize(("name", "group"), [("one", "best"), ("one", "leaders"), ("two", "archive")])
def test_whoever_failed_is_in_no_archive_and_no_leader_though_nothing_else_is_wrong(
    snapshots: dict[str, Snapshot], name: str, group: str
) -> None:
    arrays = dict(snapshots[name].arrays)
    arrays[f"{group}:objectives"] = np.zeros_like(arrays[f"{group}:objectives"])
    arrays[f"{group}:failed"] = np.ones_like(arrays[f"{group}:failed"])
    with pytest.raises(CheckpointError, match=f"{group} hold genomes that failed"):
        go_on(name, Snapshot(arrays, snapshots[name].scalars))


def test_genomes_that_such_a_run_does_not_have_are_refused(snapshots: dict[str, Snapshot]) -> None:
    one, two = snapshots["one"], snapshots["two"]
    carried = {key: array for key, array in two.arrays.items() if not key.startswith("carried")}
    with pytest.raises(CheckpointError, match="it has no carried genomes"):
        go_on("two", Snapshot(carried, two.scalars))
    with pytest.raises(CheckpointError, match=r"arrays that belong to nothing: species\.more"):
        go_on("one", Snapshot(one.arrays | {"species.more": np.zeros(1)}, one.scalars))
    with pytest.raises(CheckpointError, match=r"best:objectives have .* shape \(1, 1\); expected"):
        go_on("two", one)
    with pytest.raises(CheckpointError, match=r"objectives have .* shape \(\d+, 2\)|does not fit its config"):
        go_on("one", two)
