"""Code of users that forks the process that trains: a copy of that never goes on with the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.evil import nothing_left

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")

SCRIPT = """
import hashlib, os, pathlib, sys, speciate

def returns(): os.fork()
def exits():
    if not os.fork(): sys.exit(0)
def raises():
    if not os.fork(): raise ZeroDivisionError
def interrupts():
    if not os.fork(): raise KeyboardInterrupt
def often():
    for _ in range(4): os.fork()

deed = {"nothing": lambda: None} | globals()
deed, where, workers = deed[sys.argv[1]], sys.argv[2], int(sys.argv[3])
n_calls = [0]

def nearness(network):
    return 1.0 - abs(float(network.forward([1.0])[0]) - 0.25)

def at(place):
    n_calls[0] += 1
    if place == where and n_calls[0] % 7 == 3:
        deed()

def each(network):
    pathlib.Path(f"process-{os.getpid()}").touch()
    at("each")
    return nearness(network)

def seeded(network, seed):
    return each(network) + seed % 2

def together(networks):
    at("together")
    return [nearness(network) for network in networks]

class Exam:
    def take(self, networks):
        at("exam")

class Tracker:
    def on_start(self, config, generation): where == "start" and deed()
    def on_generation(self, metrics): at("generation")
    def on_end(self, run): where == "end" and deed()

function = {"together": together, "seeded": seeded}.get(where, each)
environment = speciate.FunctionEnvironment(
    function, n_inputs=1, n_outputs=1, each=function is not together, seeded=function is seeded
)
if where == "exam":
    environment.exam = Exam()
where = "each" if where == "seeded" else where
run = speciate.train(
    environment, population_size=10, generations=8, seed=1, workers=workers, quiet=True, trackers=[Tracker()],
    run_directory="run", stop_when_solved=where == "exam",
)
state = hashlib.sha256()
for array in run.evolution.snapshot().arrays.values():
    state.update(array.tobytes())
lines = [(line.pop("timing"), line)[1] for line in run.metrics]
print(state.hexdigest(), hashlib.sha256(str(lines).encode()).hexdigest(), flush=True)
"""


def ended(folder: Path, *arguments: str) -> tuple[str, list[str]]:
    """What the script prints, and the files of its run."""
    folder.mkdir()
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    output = folder / "output"  # no pipe, which copies would keep open
    with nothing_left(), output.open("w") as file:
        subprocess.run(
            [sys.executable, "-c", SCRIPT, *arguments],
            cwd=folder,
            env=dict(os.environ) | path,
            check=True,
            stdout=file,
            stderr=file,
            timeout=120,
        )
    return output.read_text(), sorted(str(path.relative_to(folder)) for path in folder.glob("run/**/*"))


@pytest.mark.parametrize(
    ("deed", "where"),
    [
        ("returns", "each"),
        ("exits", "each"),
        ("raises", "each"),
        ("interrupts", "each"),
        ("often", "each"),
        ("returns", "seeded"),
        ("returns", "together"),
        ("exits", "together"),
        ("returns", "exam"),
        ("exits", "exam"),
        ("returns", "generation"),
        ("exits", "generation"),
        ("returns", "start"),
        ("exits", "end"),
    ],
)
def test_a_copy_of_the_process_that_trains_ends_without_a_trace(
    deed: str, where: str, tmp_path: Path
) -> None:
    printed, files = ended(tmp_path / "clean", "nothing", where, "0")
    assert ended(tmp_path / "forks", deed, where, "0") == (printed, files)
    assert len(printed.splitlines()) == 1
    assert len(list((tmp_path / "forks").glob("process-*"))) <= 1


@pytest.mark.parametrize("where", ["generation", "each"])
def test_a_copy_of_a_process_with_workers_leaves_these_alone(where: str, tmp_path: Path) -> None:
    clean = ended(tmp_path / "clean", "nothing", where, "2")
    assert ended(tmp_path / "forks", "exits", where, "2") == clean
