"""Several processes and one folder.

Runs that start together get folders of their own, readers get whole states, and a process whose folder was
replaced stops.
"""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import speciate
from speciate.cli.main import main
from speciate.errors import RunDirectoryError
from speciate.storage.run_directory import RunDirectory
from speciate.system.disk import RealDisk
from speciate.system.guard import GuardedDisk, Place

ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"}
SPECIATE = [sys.executable, "-m", "speciate"]
N_STARTS = int(os.environ.get("STARTS", "12"))
"""``STARTS=100`` does it on a larger scale, and so does ``READS``."""

N_READS = int(os.environ.get("READS", "40"))
PATIENCE = 120.0


def waited_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether something came true within a time that any machine keeps to."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.02)
    return False


@contextmanager
def training(run: Path, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A training that goes on for ever in a process of its own, after its first generations."""
    size = ["--population-size", "20", "--generations", "1000000", "--no-stop-when-solved", "--threads", "1"]
    process = subprocess.Popen(
        [*SPECIATE, "train", "xor", *size, "--quiet", "--run-directory", str(run), *arguments],
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        metrics = run / "metrics.jsonl"
        assert waited_for(lambda: metrics.exists() and metrics.read_bytes().count(b"\n") > 10)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_runs_that_start_together_get_a_number_each(tmp_path: Path) -> None:
    size = ["--generations", "1", "--population-size", "10"]
    starts = [
        subprocess.Popen(
            [*SPECIATE, "train", "xor", *size, "--quiet", "--seed", str(seed)],
            env=ENVIRONMENT,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in range(N_STARTS)
    ]
    ends = [(start.communicate()[1], start.returncode) for start in starts]
    assert ends == [("", 0)] * N_STARTS
    names = sorted(path.name for path in (tmp_path / "runs").iterdir())
    assert names == [f"xor-{number:04d}" for number in range(1, N_STARTS + 1)]
    assert {RunDirectory(tmp_path / "runs" / name).load()[1].seed for name in names} == set(range(N_STARTS))


def test_a_process_that_starts_in_a_folder_which_another_has_just_filled_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked when it was empty; the other one was faster."""
    settings = {"population_size": 10, "generations": 2}
    create = RunDirectory.create.__func__  # type: ignore[attr-defined]

    def created(cls: type[RunDirectory], *arguments: object) -> RunDirectory:
        directory = create(cls, *arguments)
        monkeypatch.undo()
        speciate.train("xor", config=settings, run_directory=tmp_path / "run", quiet=True)
        return directory  # type: ignore[no-any-return]

    monkeypatch.setattr(RunDirectory, "create", classmethod(created))
    with pytest.raises(RunDirectoryError, match="exists already and is not empty; go on with"):
        speciate.train("xor", config=settings, run_directory=tmp_path / "run", quiet=True)
    assert speciate.load(tmp_path / "run").generation == 2


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def stranger(folder: Path) -> dict[str, str]:
    """A finished run of somebody else, and what is in its files."""
    size = [
        "--generations",
        "3",
        "--population-size",
        "10",
        "--seed",
        "5",
        "--quiet",
        "--no-stop-when-solved",
    ]
    main(["train", "xor", *size, "--run-directory", str(folder)])
    return contents(folder)


REPLACED = ("by another", "by a link", "by nothing", "checkpoints by others", "checkpoints by a link")


@pytest.mark.parametrize("saving", ["0", "1000000"], ids=["checkpoints", "journal"])
@pytest.mark.parametrize("replaced", REPLACED)
def test_a_training_whose_folder_is_replaced_stops_in_one_line_and_touches_nothing(
    tmp_path: Path, replaced: str, saving: str
) -> None:
    other, mine, moved = tmp_path / "other", tmp_path / "mine", tmp_path / "moved"
    before = stranger(other)
    with training(mine, "--checkpoint-seconds", saving) as process:
        source, place = (
            (other / "checkpoints", mine / "checkpoints") if "checkpoints" in replaced else (other, mine)
        )
        place.rename(moved)
        if replaced.endswith("link"):
            place.symlink_to(source)
        elif not replaced.endswith("nothing"):
            source.rename(place)
            source = place
        process.wait(PATIENCE)
        assert process.stderr is not None
        lines = process.stderr.read().splitlines()
    assert process.returncode == 2
    assert len(lines) == 1, lines
    assert lines[0].startswith(
        f"error: {place}: was moved, replaced or removed while process {process.pid} wrote"
    )
    if replaced.endswith("nothing"):
        assert not mine.exists()
    elif "checkpoints" in replaced:
        assert contents(source) == {
            name.removeprefix("checkpoints/"): hash_
            for name, hash_ in before.items()
            if "checkpoints" in name
        }
    else:
        assert contents(source) == before
    if "checkpoints" not in replaced:
        assert speciate.load(moved).generation > 0, "what was saved is whole"


class Replacing:
    """A tracker that puts a stranger's folder in the place of one of its run."""

    def __init__(self, place: Path, source: Path, *, at_start: bool) -> None:
        self._place, self._source, self._at_start = place, source, at_start

    def on_start(self, config: object, generation: int) -> None:
        del config, generation
        if self._at_start:
            self._replace()

    def on_generation(self, metrics: object) -> None:
        del metrics
        if not self._at_start and self._source.exists():
            self._replace()

    def on_end(self, run: object) -> None:
        """Nothing to do."""

    def _replace(self) -> None:
        self._place.rename(self._place.with_name("moved"))
        self._source.rename(self._place)


@pytest.mark.parametrize("at_start", [True, False])
@pytest.mark.parametrize("name", ["checkpoints", "."])
def test_a_folder_that_is_replaced_before_the_first_write_of_a_resumed_run_is_not_taken_for_its_own(
    tmp_path: Path,
    name: str,
    at_start: bool,  # noqa: FBT001
) -> None:
    before = stranger(tmp_path / "other")
    stranger(tmp_path / "mine")
    place, source = (tmp_path / "mine" / name).resolve(), (tmp_path / "other" / name).resolve()
    with pytest.raises(RunDirectoryError, match="was moved, replaced or removed"):
        speciate.resume(
            tmp_path / "mine",
            generations=9,
            quiet=True,
            trackers=[Replacing(place, source, at_start=at_start)],
        )
    names = {path for path in before if name == "." or path.startswith(name)}
    left = contents(tmp_path / "mine")
    assert {path: left[path] for path in names} == {path: before[path] for path in names}


@pytest.mark.parametrize("operation", ["create", "append", "append new"])
def test_a_folder_that_is_replaced_between_the_check_and_the_opening_of_a_file_keeps_its_content(
    tmp_path: Path, operation: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("mine")

    class Slow(RealDisk):
        def append(self, path: Path) -> int:
            (tmp_path / "mine").rename(tmp_path / "moved")
            (tmp_path / "other").rename(tmp_path / "mine")
            return super().append(path)

        def create(self, path: Path) -> int:
            (tmp_path / "mine").rename(tmp_path / "moved")
            (tmp_path / "other").rename(tmp_path / "mine")
            return super().create(path)

    guarded = GuardedDisk(Slow(), Place(tmp_path / "mine"))
    path = tmp_path / "mine" / ("file" if operation == "append" else "new")
    (tmp_path / "mine" / "file").write_text("ours")
    with pytest.raises(RunDirectoryError, match="was moved, replaced or removed"):
        getattr(guarded, operation.split(maxsplit=1)[0])(path)
    assert (tmp_path / "mine" / "file").read_text() == "mine"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file"], "nothing is left there"


@pytest.mark.parametrize("operation", ["create", "append", "rename", "remove", "make_folder", "sync_folder"])
def test_a_folder_that_is_removed_between_the_check_and_an_operation_is_the_error(
    tmp_path: Path, operation: str
) -> None:
    """The system says "no such file", which does not tell the user what happened."""
    folder = tmp_path / "mine"
    folder.mkdir()

    disk = RealDisk()

    def removing(*arguments: object) -> object:
        folder.rename(tmp_path / "moved")
        return getattr(RealDisk, operation)(disk, *arguments)

    setattr(disk, operation, removing)
    guarded = GuardedDisk(disk, Place(folder))
    paths = {"rename": [folder / "old", folder / "new"], "sync_folder": [folder]}
    with pytest.raises(RunDirectoryError, match="was moved, replaced or removed"):
        getattr(guarded, operation)(*paths.get(operation, [folder / "one"]))


def test_a_champion_of_fewer_generations_is_not_that_of_a_run_that_goes_on(tmp_path: Path) -> None:
    run = tmp_path / "run"
    settings = {"population_size": 30, "generations": 2, "stop_when_solved": False}
    speciate.train("xor", config=settings, run_directory=run, quiet=True)
    assert speciate.load(run).chosen is not None
    loaded = []

    def seen(metrics: object) -> None:
        del metrics
        loaded.append(speciate.load(run))

    ended = speciate.resume(run, generations=12, quiet=True, on_generation=seen)
    last = loaded[-1]
    validated = last.champion_results["fitness"]
    assert last.generation == 12
    assert validated == ended.champion_results["fitness"]
    assert loaded[0].champion_results["fitness"] < validated


def test_a_relative_run_directory_outlives_a_change_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulators change it."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)

    def changing(metrics: object) -> None:
        del metrics
        os.chdir(tmp_path / "elsewhere")

    settings = {"population_size": 10, "generations": 3, "stop_when_solved": False}
    run = speciate.train("xor", config=settings, run_directory="run", quiet=True, on_generation=changing)
    assert len(run.metrics) == 3
    assert speciate.load(tmp_path / "run").generation == 3


def test_threads_that_save_to_one_path_do_not_disturb_each_other(tmp_path: Path) -> None:
    evolution = speciate.Neat(n_inputs=2, n_outputs=1, population_size=5, backend="reference")
    errors: list[Exception] = []

    def save() -> None:
        for _ in range(30):
            try:
                evolution.save(tmp_path / "loop")
            except speciate.SpeciateError as error:
                errors.append(error)

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert speciate.Neat.load(tmp_path / "loop").generation == 0
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]


@pytest.mark.parametrize("name", ["a/b", "none/such.tom", "../x"])
def test_a_name_with_a_slash_is_refused_and_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["train", name]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_numbered_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RunDirectoryError, match="cannot be made"), RunDirectory.numbered(tmp_path, "a/b"):
        pass


@pytest.mark.parametrize("saving", ["0", "0.3"], ids=["checkpoints", "journal"])
def test_readers_of_a_run_that_is_written_always_get_a_whole_state(tmp_path: Path, saving: str) -> None:
    run = tmp_path / "run"
    problems: list[str] = []
    with training(run, "--checkpoint-seconds", saving, "--checkpoints-kept", "1"):

        def read() -> None:
            last = 0
            for _ in range(N_READS // 4):
                try:
                    loaded = speciate.load(run)
                    metrics = loaded.metrics
                    generations = [len(metrics), metrics[-1]["generation"] + 1]
                    if generations != [loaded.generation] * 2 or loaded.generation < last:
                        problems.append(f"{generations} of {loaded.generation} after {last}")
                    last = loaded.generation
                except speciate.SpeciateError as error:
                    problems.append(f"{type(error).__name__}: {error}")

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for _ in range(N_READS // 4):
            code = main(["inspect", str(run)])
            problems += [] if code == 0 else [f"inspect ended with {code}"]
        for reader in readers:
            reader.join()
    assert problems == []


def test_inspect_tells_who_writes_to_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with training(tmp_path / "run") as process:
        assert main(["inspect", str(tmp_path / "run")]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == f"process {process.pid} writes to this run"
    assert main(["inspect", str(tmp_path / "run")]) == 0
    assert f"process {process.pid}" not in capsys.readouterr().out
