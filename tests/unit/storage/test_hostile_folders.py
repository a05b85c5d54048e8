"""Run folders from a stranger: nothing in them hangs, fills memory, or makes a run write somewhere else."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from speciate.cli.main import main
from speciate.parsing import strict_json
from speciate.storage.run_directory import RunDirectory

TEXTS = ("metrics.jsonl", "config.toml", "journal")
COMMANDS = {"inspect": [], "resume": ["--generations", "7", "--quiet"], "evaluate": []}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "run"
    arguments = ["--generations", "5", "--population-size", "10", "--no-stop-when-solved", "--quiet"]
    assert main(["train", "xor", "--backend", "reference", *arguments, "--run-directory", str(folder)]) == 0
    return folder


def copied(base: Path, target: Path, name: str) -> Path:
    """A copy of a run in which one text file is to be replaced; returns that file's path."""
    subprocess.run(["cp", "-r", str(base), str(target)], check=True)
    file = target / name
    if name == "journal":
        newest = RunDirectory(target).checkpoints.newest()
        assert newest is not None
        file = newest.with_suffix(".journal")
    file.unlink(missing_ok=True)
    return file


def fifo(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20 * 2**30)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("replaced", [fifo, device, sparse])
def test_what_is_no_text_of_a_run_is_refused_in_one_line(
    base: Path, tmp_path: Path, name: str, replaced: Callable[[Path], None], command: str
) -> None:
    replaced(copied(base, tmp_path / "run", name))
    arguments = [command, str(tmp_path / "run"), *COMMANDS[command]]
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 * 2**30, 3 * 2**30)); "
        "from speciate.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if command == "evaluate" and name == "config.toml":  # it reads the config in the checkpoint
        assert ended.returncode == 0
        return
    assert ended.returncode == 2, ended.stdout + ended.stderr
    errors = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == len(ended.stderr.splitlines()) == 1, ended.stderr


@pytest.mark.filterwarnings("ignore:.*has 0 of the 5 generations")
@pytest.mark.parametrize("name", TEXTS)
def test_no_link_is_followed_when_a_run_is_written(base: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside.txt"
    copied(base, tmp_path / "run", name).symlink_to(outside)
    code = main(["resume", str(tmp_path / "run"), "--generations", "7", "--quiet"])
    assert not outside.exists()
    if name != "config.toml":  # which is written anew, as a file, in the place of the link
        assert code == 2


def test_a_folder_of_checkpoints_that_is_a_link_is_not_written_to(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["cp", "-r", str(base), str(tmp_path / "run")], check=True)
    outside = tmp_path / "outside"
    (tmp_path / "run" / "checkpoints").rename(outside)
    (tmp_path / "run" / "checkpoints").symlink_to(outside)
    before = sorted(path.name for path in outside.iterdir())
    assert main(["resume", str(tmp_path / "run"), "--generations", "7", "--quiet"]) == 2
    assert "checkpoints: is no folder but a link or a file; move it away" in capsys.readouterr().err
    assert sorted(path.name for path in outside.iterdir()) == before


@pytest.mark.parametrize("text", ["9" * 20, "9" * 10, "2147483648", "-1", "one", "", "\0" * 9])
def test_whatever_is_in_the_file_of_the_lock_tells_a_process_or_none(
    base: Path, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["cp", "-r", str(base), str(tmp_path / "run")], check=True)
    (tmp_path / "run" / ".lock").write_text(text)
    assert main(["inspect", str(tmp_path / "run")]) == 0
    assert "writes to this run" not in capsys.readouterr().out


def test_a_folder_in_the_place_of_the_champion_is_refused_before_training(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(base, tmp_path / "run", "champion.safetensors").mkdir()
    assert main(["resume", str(tmp_path / "run"), "--generations", "7", "--quiet"]) == 2
    assert "champion.safetensors: is a folder, and the run has to write a file" in capsys.readouterr().err
    newest = RunDirectory(tmp_path / "run").checkpoints.newest()
    assert newest is not None
    assert newest.name == "generation-00000005.safetensors", "nothing was trained"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_journal_that_is_a_link_to_nowhere_is_refused_by_all(
    base: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(base, tmp_path / "run", "journal").symlink_to(tmp_path / "nowhere")
    assert main([command, str(tmp_path / "run"), *COMMANDS[command]]) == 2
    assert "it is a link that leads nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_checkpoint_under_the_name_of_another_generation_is_refused(
    base: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = copied(base, tmp_path / "run", "journal").with_suffix(".safetensors")
    subprocess.run(
        ["cp", str(newest), str(newest.with_name("generation-9999999999.safetensors"))], check=True
    )
    assert main([command, str(tmp_path / "run"), *COMMANDS[command]]) == 2
    assert "holds generation 5, not that of its name; rename it" in capsys.readouterr().err


def test_a_key_that_is_there_twice_among_very_many_is_found_at_once() -> None:
    """To count each of 200,000 keys would take hours."""
    text = json.dumps({f"key {number}": 0 for number in range(200_000)})[:-1] + ', "key 199999": 1}'
    with pytest.raises(ValueError, match="the key 'key 199999' is there twice"):
        strict_json.loads(text)
