"""The power goes out after any operation: the run goes on from what was saved last, or later."""

import itertools
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.disks import DATA, NAMES, Operation, RecordingDisk, Remains

from speciate.config import Config
from speciate.errors import SpeciateError
from speciate.storage import journal
from speciate.storage.journal import Entry, Journal
from speciate.storage.run_directory import RunDirectory
from speciate.training import runs
from speciate.values.snapshot import Snapshot

N_GENERATIONS = 5
CONFIG = Config(
    environment="xor",
    objectives=("fitness", "correct"),
    backend="reference",
    population_size=4,
    generations=N_GENERATIONS,
    checkpoint_seconds=3.0,
    checkpoints_kept=1,
    validation_episodes=1,
)
CHECKPOINTS = {0.0: [0, 1, 2, 3, 4, 5], 3.0: [0, 3, 5]}
"""By the seconds between them, where a look at the clock takes one."""


class Clock:
    """A clock that goes on by a second whenever somebody looks."""

    perf_counter = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.monotonic = itertools.count(1.0).__next__


def noted(patch: pytest.MonkeyPatch, disk: RecordingDisk) -> None:
    """Adds to the operations when a generation may be on disk, and when it is for sure."""
    save, append, flush = RunDirectory.save, Journal.append, Journal.flush

    def noted_save(self: RunDirectory, snapshot: Snapshot, *arguments: Any) -> None:
        save(self, snapshot, *arguments)
        disk.operations.append(("saved", snapshot.scalars["generation"]))

    def noted_append(self: Journal, entry: Entry) -> None:
        disk.operations.append(("begun", entry.generation + 1))
        append(self, entry)

    def noted_flush(self: Journal) -> None:
        flush(self)
        disk.operations.append(("saved", self._n_flushed))

    patch.setattr(RunDirectory, "save", noted_save)
    patch.setattr(Journal, "append", noted_append)
    patch.setattr(Journal, "flush", noted_flush)


@pytest.fixture(scope="module", params=[3.0, 0.0], ids=["journal", "checkpoints"])
def operations(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What a run does to the disk, with paths from its folder on, and when it takes a state for saved."""
    folder = tmp_path_factory.mktemp("recorded") / "run"
    disk = RecordingDisk()
    with pytest.MonkeyPatch.context() as patch:
        noted(patch, disk)
        patch.setattr("speciate.training.trainer.time", Clock())
        runs.start(CONFIG.changed(checkpoint_seconds=request.param), run_directory=folder, disk=disk)
    assert list(contents(disk.operations)) == CHECKPOINTS[request.param]
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


def lines(operations: list[Operation]) -> set[bytes]:
    """Every line of a journal as it was written."""
    paths = {operation[1]: operation[2] for operation in operations if operation[0] == "append"}
    return {
        line
        for name, *arguments in operations
        if name == "write" and paths.get(arguments[0], Path()).suffix == journal.SUFFIX
        for line in arguments[1].splitlines()
    }


def promised(operations: list[Operation]) -> Iterator[tuple[int, int]]:
    """After each operation: the generation that is saved for sure, and the newest that may be; -1 is none."""
    saved = begun = -1
    for name, *arguments in operations:
        if name == "rename" and (generation := generation_of(arguments[1])) is not None:
            begun = generation
        if name == "begun":
            begun = arguments[0]
        if name == "saved":
            saved = max(saved, arguments[0])
        yield saved, begun


def violations(operations: list[Operation], folder: Path, ignored: str = "") -> list[str]:
    """What goes wrong in all the ways in which the power can go out."""
    disk, wrong = Remains(frozenset({ignored})), []
    whole, written = contents(operations), lines(operations)
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
                if problem := recovered(path, left, bounds, whole, written):
                    wrong.append(f"after {number} {operation[0]}, data {data}, names {names}: {problem}")
    assert len(tried) > 50
    return wrong


def recovered(
    folder: Path,
    left: dict[Path, bytes],
    bounds: tuple[int, int],
    whole: dict[int, bytes],
    written: set[bytes],
) -> str:
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
            finished = snapshot.scalars["generation"]
            with directory.entries() as entries:
                later = [b'{"generation": %d}\n' % entry.generation for entry in entries]
            directory.metrics.keep(finished, later)
    except (SpeciateError, UserWarning) as error:
        return str(error)
    if not saved <= finished + len(later) <= begun or newest.read_bytes() != whole[finished]:
        return f"generation {finished} and {len(later)} more of {saved} or {begun}"
    if later and not set(journal.path_of(newest).read_bytes().splitlines()[: len(later) + 1]) <= written:
        return "a line of the journal that was never written"
    return f"litter: {directory.litter()}" if directory.litter() else ""


def test_a_run_goes_on_from_what_was_saved_or_from_later_wherever_the_power_goes_out(
    operations: list[Operation], tmp_path: Path
) -> None:
    assert violations(operations, tmp_path) == []


@pytest.mark.parametrize("ignored", ["sync", "sync_folder"])
def test_a_disk_that_does_not_sync_would_lose_checkpoints(
    operations: list[Operation], tmp_path: Path, ignored: str
) -> None:
    assert violations(operations, tmp_path, ignored) != []


@pytest.mark.parametrize("place", [".safetensors", "metrics.jsonl", journal.SUFFIX, "the journal's folder"])
def test_every_sync_is_needed(operations: list[Operation], tmp_path: Path, place: str) -> None:
    """Without those of the checkpoints, the metrics, the journal or its name alone, something is lost."""
    opened = {operation[1]: operation[2] for operation in operations if operation[0] in {"create", "append"}}
    synced = {
        number: str(opened[operation[1]])
        for number, operation in enumerate(operations)
        if operation[0] == "sync"
    }
    if place == "the journal's folder":
        places = [number for number, operation in enumerate(operations) if operation[0] == "sync_folder"]
        journals = [number for number, path in synced.items() if path.endswith(journal.SUFFIX)]
        dropped = {min(later for later in places if later > number) for number in journals}
    else:
        dropped = {number for number, path in synced.items() if place in path}
    if not dropped and ("begun", 1) in operations and list(contents(operations)) == CHECKPOINTS[0.0]:
        return  # every generation is in a checkpoint, so that nobody waits for the journal
    assert dropped
    kept = [operation for number, operation in enumerate(operations) if number not in dropped]
    assert violations(kept, tmp_path) != []
