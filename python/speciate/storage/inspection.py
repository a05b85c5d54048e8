"""What is in a checkpoint or a run directory, and whether it is whole. Nothing is changed or run."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from speciate.config import Config
from speciate.config.changes import differences
from speciate.errors import CheckpointError, ConfigError, RunDirectoryError
from speciate.storage import journal, moments, network_views, normalizations
from speciate.storage.checkpoint.folder import SUFFIX, check_name
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.run_directory import RunDirectory
from speciate.system import lock
from speciate.values.snapshot import LAST

Found = dict[str, Any]
"""Values that JSON takes."""


def of_file(path: Path) -> Found:
    """A checkpoint: what it says of itself, its columns, and under "problem" what is wrong, or None.

    Of a journal instead: which checkpoint it continues, and how many generations it holds.
    """
    if path.suffix == journal.SUFFIX:
        return _journal(path)
    try:
        with Reader(path) as reader:
            return {"path": str(path), "bytes": reader.n_bytes} | _described(reader)
    except CheckpointError as error:
        return {"path": str(path), "problem": str(error)}


def of_run(folder: Path) -> Found:
    """A run directory: its checkpoints, oldest first, its champion, metrics and config, and all problems.

    Raises:
        RunDirectoryError: It is none.
    """
    directory = RunDirectory.open(folder)
    writer = lock.writer(folder)
    files = _files(directory)
    problems = [file["problem"] for file in files if file["problem"]]
    n_metrics = _n_metrics(directory, problems)
    saved = _saved(directory)
    if saved is not None and writer is None:
        problems += _missing(directory, *saved[1:])
    return {
        "path": str(folder),
        "writer": writer,
        "files": files,
        "n_metrics": n_metrics,
        "n_saved": None if saved is None else saved[0],
        "unfinished": [str(path) for path in directory.litter()] if writer is None else [],
        "problems": problems,
    }


def _files(directory: RunDirectory) -> list[Found]:
    """Every file of numbers, oldest first. Those that a process removes while it trains are left out."""
    while True:
        newest = directory.checkpoints.newest()
        paths = list(directory.checkpoints.paths().values())
        if newest is not None and newest not in paths:
            paths.insert(0, newest)
        paths += directory.checkpoints.journals().values()
        if newest is not None and _is_strange(continuing := journal.path_of(newest)):
            paths.append(continuing)
        paths += [path for path in (directory.champion_path, directory.polished_path) if path.exists()]
        found = {path: of_file(path) for path in reversed(paths)}  # the newest first: it goes last
        there = [found[path] for path in paths if not (found[path]["problem"] and _is_gone(path))]
        if newest is None or found[newest] in there:
            return there


def _is_strange(path: Path) -> bool:
    """Whether a link, a pipe or a device is at a path, which no run leaves there."""
    try:
        return not stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_gone(path: Path) -> bool:
    """Whether a file, or the checkpoint that a journal continues, is not there any more."""
    return not os.path.lexists(path) or not path.with_suffix(SUFFIX).exists()


def _described(reader: Reader) -> Found:
    description, scalars = reader.description, reader.description["scalars"]
    found: Found = {
        **{key: description[key] for key in ("format_version", "speciate_version", "kind")},
        "seed": scalars.get("seed"),
        "generation": scalars.get("generation"),
        "n_views": None,
        "normalizes": normalizations.are_in(reader.columns),
        "n_observed": scalars.get(moments.COUNT),
        "columns": {
            name: {"type": column.kind.name, "shape": list(column.shape)}
            for name, column in reader.columns.items()
        },
        "problem": None,
    }
    try:
        reader.verify()
        check_name(reader.path, scalars.get("generation"))
        found["n_views"] = network_views.number_of(description)
    except CheckpointError as error:
        found["problem"] = str(error)
    return found


def _journal(path: Path) -> Found:
    """A journal, verified; without the checkpoint that it continues it cannot be, and is of no use."""
    checkpoint = path.with_suffix(SUFFIX)
    found: Found = {"path": str(path), "kind": "journal", "continues": str(checkpoint), "problem": None}
    if not checkpoint.exists():
        return found | {"n_generations": 0}
    n_generations = 0
    try:
        found["bytes"] = path.lstat().st_size
        for _ in journal.read(checkpoint):
            n_generations += 1
    except CheckpointError as error:
        found["problem"] = f"{path}: {error}"
    except OSError as error:
        found["problem"] = f"{path}: cannot be read ({error.strerror or error})"
    return found | {"n_generations": n_generations}


def _n_metrics(directory: RunDirectory, problems: list[str]) -> int | None:
    try:
        return sum(1 for _ in directory.metrics.lines())
    except RunDirectoryError as error:
        problems.append(str(error))
        return None


def _saved(directory: RunDirectory) -> tuple[int, bool, Config] | None:
    """How many generations the newest checkpoint has finished, whether the run is over, and its config.

    None if it cannot be read; another line says so.
    """
    try:
        snapshot, config = directory.load()
        n_finished = snapshot.whole("generation", 0, LAST)
    except CheckpointError:
        return None
    return n_finished, n_finished >= config.generations or "results" in snapshot.scalars, config


def _missing(directory: RunDirectory, is_over: bool, saved: Config) -> Iterator[str]:  # noqa: FBT001  # a value
    """Files that are gone, and settings that were edited and may not be."""
    again = f"`speciate resume {directory.path}` writes it again"
    if is_over and not directory.champion_path.exists():
        yield f"{directory.champion_path}: is missing, and the run is over; {again}"
    yield from _config_problems(directory, saved, again)


def _config_problems(directory: RunDirectory, saved: Config, again: str) -> Iterator[str]:
    try:
        edited = directory.read_config()
    except ConfigError as error:
        yield str(error)
        return
    if edited is None:
        yield f"{directory.config_path}: is missing; {again}"
    else:
        yield from (f"{directory.config_path}: {line}" for line in differences(saved, edited))
