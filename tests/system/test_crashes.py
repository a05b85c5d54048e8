"""The power goes out after any operation: the run goes on from the old checkpoint or the new one."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.disks import DATA, NAMES, Operation, RecordingDisk, Remains

from speciate import runs
from speciate.config import Config
from speciate.errors import SpeciateError
from speciate.run_directory import RunDirectory
from speciate.snapshot import Snapshot

N_GENERATIONS = 5
CONFIG = Config(
    environment="xor",
    objectives=("fitness", "correct"),
    backend="reference",
    population_size=4,
    generations=N_GENERATIONS,
    checkpoint_seconds=0.0,
    checkpoints_kept=1,
    validation_episodes=1,
)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What a run does to the disk, with paths from its folder on, and when it takes a state for saved."""
    folder = tmp_path_factory.mktemp("recorded") / "run"
    disk = RecordingDisk()
    save = RunDirectory.save

    def recorded(self: RunDirectory, snapshot: Snapshot, *arguments: Any) -> None:
        save(self, snapshot, *arguments)
        disk.operations.append(("saved", snapshot.scalars["generation"]))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunDirectory, "save", recorded)
        runs.start(CONFIG, run_directory=folder, disk=disk)
    return [
        tuple(part.relative_to(folder) if isinstance(part, Path) else part for part in operation)
        for operation in disk.operations
    ]


def generation_of(path: Path) -> int | None:
    return int(path.stem.removeprefix("generation-")) if path.match("checkpoints/generation-*") else None


def contents(operations: list[Operation]) -> dict[int, bytes]:
    """Every checkpoint as it was written, by generation; the end of a run saves the last one."""
    whole, files, names = {}, {}, {}
    for name, *arguments in operations:
        if name == "create":
            files[arguments[0]], names[arguments[1]] = b"", arguments[0]
        elif name == "write" and arguments[0] in files:
            files[arguments[0]] += arguments[1]
        elif name == "rename" and (generation := generation_of(arguments[1])) is not None:
            whole[generation] = files[names[arguments[0]]]
    return whole


def promised(operations: list[Operation]) -> Iterator[tuple[int, int]]:
    """After each operation: the generation that is saved for sure, and the newest that may be; -1 is none."""
    saved = begun = -1
    for name, *arguments in operations:
        if name == "rename" and (generation := generation_of(arguments[1])) is not None:
            begun = generation
        if name == "saved":
            saved = arguments[0]
        yield saved, begun


def violations(operations: list[Operation], folder: Path, ignored: str = "") -> list[str]:
    """What goes wrong in all the ways in which the power can go out."""
    disk, whole, wrong = Remains(frozenset({ignored})), contents(operations), []
    tried: set[int] = set()
    for number, (operation, bounds) in enumerate(zip(operations, promised(operations), strict=True)):
        disk.replay(operation)
        for data in DATA:
            for names in NAMES:
                left = disk.after(data, names)
                key = hash((bounds, frozenset(left.items())))
                if key in tried:
                    continue
                tried.add(key)
                path = folder / f"{len(tried)}"
                if problem := recovered(path, left, bounds, whole):
                    wrong.append(f"after {number} {operation[0]}, data {data}, names {names}: {problem}")
    assert len(tried) > 50
    return wrong


def recovered(folder: Path, left: dict[Path, bytes], bounds: tuple[int, int], whole: dict[int, bytes]) -> str:
    """What is wrong with a folder after the power is back, or nothing."""
    for path, content in left.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    saved, begun = bounds
    directory = RunDirectory(folder)
    newest = directory.checkpoints.newest()
    if newest is None:
        return "the checkpoint is gone" if saved >= 0 else ""
    try:
        with directory.locked(), warnings.catch_warnings():
            warnings.simplefilter("error")
            snapshot, _ = directory.load()
            generation = snapshot.scalars["generation"]
            directory.metrics.keep(generation)
    except (SpeciateError, UserWarning) as error:
        return str(error)
    if not saved <= generation <= begun or newest.read_bytes() != whole[generation]:
        return f"generation {generation} of {saved} or {begun}"
    return f"litter: {directory.litter()}" if directory.litter() else ""


def test_a_run_goes_on_from_the_old_or_the_new_checkpoint_wherever_the_power_goes_out(
    operations: list[Operation], tmp_path: Path
) -> None:
    assert list(contents(operations)) == list(range(N_GENERATIONS + 1))
    assert violations(operations, tmp_path) == []


@pytest.mark.parametrize("ignored", ["sync", "sync_folder"])
def test_a_disk_that_does_not_sync_would_lose_checkpoints(
    operations: list[Operation], tmp_path: Path, ignored: str
) -> None:
    assert violations(operations, tmp_path, ignored) != []


@pytest.mark.parametrize("place", ["checkpoints", "metrics.jsonl"])
def test_every_sync_is_needed(operations: list[Operation], tmp_path: Path, place: str) -> None:
    """Without those of the checkpoints, or those of the metrics alone, something is lost."""
    opened = {operation[1]: operation[2] for operation in operations if operation[0] in {"create", "append"}}
    kept = [
        operation
        for operation in operations
        if not (operation[0] == "sync" and place in str(opened[operation[1]]))
    ]
    assert len(kept) < len(operations)
    assert violations(kept, tmp_path) != []
