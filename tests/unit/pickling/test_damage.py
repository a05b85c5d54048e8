"""Pickles that are damaged or of another version are refused in one line."""

import copyreg
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from speciate import Evolution, FunctionEnvironment, Neat, Nsga2, Run
from speciate.errors import CheckpointError, SpeciateError
from speciate.values.snapshot import Snapshot


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


LACKS = object()


def damaged(value: Any, **changes: Any) -> None:
    """Makes a value again out of a pickle in which something is another thing, or lacks."""
    rebuild, (kind, saved), *_ = value.__reduce__()
    values = {name: one for name, one in (saved | changes).items() if one is not LACKS}
    rebuild(kind, values)


@pytest.mark.parametrize("what", ["neat", "vectors", "run"])
def test_a_pickle_of_another_version_or_a_damaged_one_is_refused(what: str) -> None:
    evolution = Neat(n_inputs=1, n_outputs=1, population_size=4)
    run = Run(evolution, FunctionEnvironment(float, n_inputs=1, n_outputs=1), [], False, False, None, None)
    value: Any = {"neat": evolution, "vectors": Nsga2(n_variables=2), "run": run}[what]
    name = type(value).__name__
    for version in (0, 2, "1", None, LACKS):
        with pytest.raises(CheckpointError, match=f"the pickle of {name} is of another version of speciate"):
            damaged(value, version=version)
    lacking = "solved" if what == "run" else "snapshot"
    with pytest.raises(CheckpointError, match=f"the pickle of {name} lacks {lacking}; it is damaged"):
        damaged(value, **{lacking: LACKS})
    if what == "run":
        with pytest.raises(CheckpointError, match="the environment in a pickle cannot be made again"):
            damaged(value, environment=b"garbage")
        return
    with pytest.raises(CheckpointError, match=f"the pickle of {name} holds no snapshot"):
        damaged(value, snapshot=7)
    arrays = {key: array for key, array in value.snapshot().arrays.items() if not key.startswith("asked")}
    with pytest.raises(CheckpointError, match=r"the snapshot has no .asked"):
        damaged(value, snapshot=Snapshot(arrays, value.snapshot().scalars))


@pytest.mark.parametrize("wrong", [None, 7, -1, "x", [], (1,), (1, None), (0, 1), (2**20, 2**20), {}, 0.5])
@pytest.mark.parametrize("what", ["neat", "vectors"])
def test_a_damaged_pickle_of_a_loop_is_refused_in_one_line(what: str, wrong: Any) -> None:
    values: dict[str, Any] = {
        "neat": Neat(n_inputs=1, n_outputs=1, population_size=4),
        "vectors": Nsga2(n_variables=2),
    }
    names = {"neat": ("version", "config", "ends", "snapshot"), "vectors": ("version", "snapshot", "backend")}
    snapshots = [Snapshot(wrong, {}), Snapshot({}, wrong)]
    for changes in ({name: wrong} for name in names[what]):
        with pytest.raises(SpeciateError) as refusal:
            damaged(values[what], **changes)
        assert "\n" not in str(refusal.value)
    for snapshot in snapshots:
        with pytest.raises(CheckpointError):
            damaged(values[what], snapshot=snapshot)


def test_a_pickle_whose_config_is_refused_says_so() -> None:
    with pytest.raises(
        CheckpointError, match="pickle of Neat: holds a config that is refused: population_size"
    ):
        damaged(Neat(n_inputs=1, n_outputs=1), config="population_size = 1")


@pytest.mark.parametrize("name", ["neat", "genetic"])
def test_columns_of_a_damaged_pickle_are_refused(name: str, backend: str) -> None:
    settings = {"algorithm": name, "population_size": 10, "seed": 3, "backend": backend}
    population = Evolution(settings, n_inputs=2, n_outputs=1).population
    rebuild, arguments = taken_apart(population)
    columns = dict(next(one for one in arguments if isinstance(one, dict)))
    for change in ({"ids": columns["ids"][:3]}, None):
        wrong = columns | change if change else {"ids": columns["ids"]}
        with pytest.raises(CheckpointError, match="the pickle of genomes is damaged: "):
            rebuild(*(wrong if isinstance(one, dict) else one for one in arguments))


def taken_apart(value: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """How pickle takes a value apart."""
    reduce = copyreg.dispatch_table.get(type(value))
    taken: Any = reduce(value) if reduce else value.__reduce__()
    rebuild, arguments, *_ = taken
    return rebuild, arguments
