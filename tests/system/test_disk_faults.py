"""A disk that refuses: an error that names the file, the old checkpoint as it was, and a way to go on."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.disks import RefusingDisk, SippingDisk

import speciate
from speciate.cli.main import main
from speciate.config import Config
from speciate.errors import RunDirectoryError
from speciate.storage.checkpoint.folder import is_whole
from speciate.storage.run_directory import RunDirectory
from speciate.training import runs
from speciate.training.tracker_choice import CallbackTracker

CONFIG = Config(
    environment="xor", backend="reference", population_size=4, generations=3, checkpoint_seconds=0.0
)
JOURNALLED = CONFIG.changed(checkpoint_seconds=1e6)

RESULT = ("generation-00000003.safetensors", "champion.safetensors")


def contents(run: Path) -> dict[str, bytes]:
    """Checkpoints and champion, by name."""
    return {path.name: path.read_bytes() for path in run.rglob("*.safetensors")}


@pytest.fixture(scope="module", params=[CONFIG, JOURNALLED], ids=["checkpoints", "journal"])
def config(request: pytest.FixtureRequest) -> Config:
    chosen: Config = request.param
    return chosen


@pytest.fixture(scope="module")
def straight(config: Config, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("straight") / "run"
    runs.start(config, run_directory=folder)
    return contents(folder)


def test_a_disk_that_takes_seven_bytes_at_a_time_gives_the_same_files(
    config: Config, straight: dict[str, bytes], tmp_path: Path
) -> None:
    runs.start(config, run_directory=tmp_path / "run", disk=SippingDisk())
    assert contents(tmp_path / "run") == straight


@pytest.mark.parametrize("forever", [False, True], ids=["once", "forever"])
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
def test_whichever_operation_fails_the_error_names_the_file_and_the_run_goes_on(
    config: Config,
    straight: dict[str, bytes],
    tmp_path: Path,
    number: int,
    forever: bool,  # noqa: FBT001
) -> None:
    everything = RefusingDisk(10**9, number, forever=forever)
    runs.start(config, run_directory=tmp_path / "whole", disk=everything)
    for first in range(everything.n_operations):
        run = tmp_path / f"{first}"
        told: list[dict[str, Any]] = []
        with pytest.raises(RunDirectoryError, match=f"/{first}/.*cannot be written .{os.strerror(number)}"):
            runs.start(
                config,
                run_directory=run,
                disk=RefusingDisk(first, number, forever=forever),
                trackers=[CallbackTracker(told.append)],
            )
        assert all(is_whole(path) for path in run.rglob("*.safetensors"))
        if RunDirectory(run).checkpoints.newest() is None:
            assert not told
            runs.start(config, run_directory=run)
        else:
            assert speciate.load(run).generation >= len(told)
            speciate.resume(run, quiet=True)
        found = contents(run)
        assert all(found[name] == straight[name] for name in RESULT)
        assert not RunDirectory(run).litter()


def mounted(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no mount for this user here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted("-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder))
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody can write to, not even root."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    runs.start(CONFIG, run_directory=folder / "run")
    mounted("--bind", str(folder), str(folder))
    try:
        mounted("-o", "remount,ro,bind", str(folder))
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_an_error_with_its_path_and_the_old_checkpoint_stays(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = small_disk / "run"
    arguments = ["--population-size", "150", "--generations", "300", "--backend", "reference", "--quiet"]
    flags = ["--checkpoint-seconds", "0", "--checkpoints-kept", "10000", "--run-directory", str(run)]
    assert main(["train", "xor", *arguments, *flags, "--no-stop-when-solved"]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {run}")
    assert "cannot be written (No space left on device)" in error
    assert "Traceback" not in error
    directory = RunDirectory.open(run)
    paths = list(directory.checkpoints.paths().values())
    assert len(paths) > 1
    assert all(is_whole(path) for path in paths)
    for path in paths[:-2]:
        path.unlink()
    generation = speciate.load(run).generation
    resumed = speciate.resume(run, generations=generation + 1, quiet=True)
    assert resumed.generation == generation + 1


def test_a_folder_that_cannot_be_written_is_an_error_with_its_path(
    read_only: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(read_only / "run")
    assert main(["resume", str(read_only / "run"), "--generations", "5", "--quiet"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == f"error: {read_only}/run/.lock: cannot be written (Read-only file system)"
    assert contents(read_only / "run") == before
    assert main(["evaluate", str(read_only / "run")]) == 0


HOLDING = """
import os, sys, time
from pathlib import Path
from speciate.storage.run_directory import RunDirectory
with RunDirectory(Path(sys.argv[1])).locked():
    if not os.fork():
        time.sleep(60)
        os._exit(0)
    time.sleep(0.05)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_refused_until_the_first_has_died_even_if_it_leaves_a_child(
    tmp_path: Path,
) -> None:
    run = tmp_path / "run"
    runs.start(CONFIG, run_directory=run)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(run)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(RunDirectoryError, match=f"process {process.pid} writes to this run; wait"):
            speciate.resume(run, generations=4, quiet=True)
        process.kill()
        process.wait()
        assert speciate.resume(run, generations=4, quiet=True).generation == 4
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the child
        process.communicate()
