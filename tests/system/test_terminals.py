"""What is printed where the terminal lacks a character, and names that look like markup."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import speciate
from speciate.training.trackers.console import ConsoleTracker

ARGUMENTS = ["train", "xor", "--generations", "1", "--population-size", "10", "--run-directory", "run_空"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437"])
def test_characters_that_the_terminal_lacks_are_printed_as_escapes(encoding: str, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": encoding}

    def ended(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "speciate", *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)

    for arguments in (ARGUMENTS, ["inspect", "run_空"], ["evaluate", "run_空"], ["resume", "run_空"]):
        process = ended(*arguments)
        assert process.returncode == 0, process.stderr.decode()
        assert b"Traceback" not in process.stdout + process.stderr
    assert rb"run_\u7a7a" in ended("inspect", "run_空").stdout
    refused = ended("inspect", "none_空")
    assert refused.returncode == 2
    assert refused.stderr.startswith(rb"error: none_\u7a7a")


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("name", ["rate[/s]", "speed[m/s]", "distance[m]", "[bold]", "[/]", "größe[空]"])
@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_name_of_an_objective_is_printed_as_it_is(name: str, is_terminal: bool, encoding: str) -> None:  # noqa: FBT001
    written = io.BytesIO()
    stream = (Terminal if is_terminal else io.TextIOWrapper)(written, encoding=encoding)
    environment = speciate.FunctionEnvironment(
        lambda network: float(network.forward([1.0])[0]), n_inputs=1, n_outputs=1, each=True, results=[name]
    )
    config = {"generations": 2, "population_size": 10, "backend": "reference"}
    speciate.train(environment, config=config, quiet=True, trackers=[ConsoleTracker(stream)])
    stream.flush()
    expected = name.encode(encoding, "backslashreplace").decode(encoding)
    assert expected in written.getvalue().decode(encoding)
