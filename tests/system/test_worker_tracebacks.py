"""What a run says of a fault in a worker: the user's own file, its lines and their source."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import os, time, speciate

class Game:
    def score(self, network):
        return 1 / (network.n_inputs - 1)  # line of score

def hangs(network):
    while True: pass  # line of hangs

def dies(network):
    os.abort()  # line of dies

deeds = {"score": Game().score, "hangs": hangs, "dies": dies}
deeds["<lambda>"] = lambda network: {}["key"]  # line of <lambda>
environment = speciate.FunctionEnvironment(deeds[NAME], n_inputs=1, n_outputs=1, each=True)
config = {"workers": 1, "retries": 0, "evaluation_timeout_seconds": 5.0}
try:
    speciate.train(environment, population_size=2, config=config, quiet=True, run_directory="run")
except speciate.errors.EvaluationError as error:
    assert len(str(error).splitlines()) == 1
"""

INTERACTIVE = """
import linecache, sys
name = "<ipython-input-3-0123456789ab>"
source = open("script.py").read()
linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
exec(compile(source, name, "exec"))
"""


def found(folder: Path, name: str, *command: str) -> str:
    """The text of the fault that a script meets."""
    (folder / "script.py").write_text(SCRIPT.replace("NAME", repr(name)))
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, timeout=300)
    (text,) = (folder / "run" / "faults").glob("*.txt")
    return text.read_text()


@pytest.mark.parametrize("name", ["score", "hangs", "dies", "<lambda>"])
def test_a_traceback_of_a_worker_shows_the_line_of_the_script(name: str, tmp_path: Path) -> None:
    text = found(tmp_path, name, "script.py")
    ((number, source),) = (
        (place, line.strip())
        for place, line in enumerate(SCRIPT.splitlines(), 1)
        if line.endswith(f"  # line of {name}")
    )
    shown = text.splitlines()
    place = next(place for place, line in enumerate(shown) if f'script.py", line {number}' in line)
    assert shown[place].split(",")[0] == f'  File "{tmp_path / "script.py"}"'
    assert shown[place].endswith(f" in {name}")
    assert shown[place + 1].strip() == source
    assert "<dynamic-code>" not in text


def test_a_traceback_of_a_worker_shows_the_line_of_a_notebook(tmp_path: Path) -> None:
    text = found(tmp_path, "score", "-c", INTERACTIVE)
    assert 'File "<ipython-input-3-0123456789ab>", line 6, in score' in text
    assert "return 1 / (network.n_inputs - 1)  # line of score" in text
