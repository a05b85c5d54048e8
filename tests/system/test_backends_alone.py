"""Each backend works where the other one is not there: no module needs both."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "python" / "speciate"

PROGRAM = """
import numpy as np
import speciate
from speciate import pareto

small = {"population_size": 20, "backend": BACKEND, "quiet": True}
speciate.train("xor", generations=3, run_directory="run", **small)
again = speciate.resume("run", generations=5, quiet=True)
assert again.generation == 5, again.generation
assert speciate.load("run").champion.forward([0.0, 1.0, 1.0]).shape == (1,)

for algorithm in ("genetic", "hyperneat"):
    speciate.train("xor", generations=2, algorithm=algorithm, **small)

points = np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 2.0]])
fronts = pareto.fronts(points)
assert fronts.tolist() == [0, 1, 0]
assert pareto.crowding(points, fronts).shape == (3,)
assert pareto.survivors(points, 2).tolist() == [0, 2]
assert pareto.thinned(points, 2).shape == (2,)

evolution = speciate.Nsga2(n_variables=2, population_size=4, backend=BACKEND)
evolution.tell(evolution.ask())
assert evolution.generation == 1

from speciate.backends import create
try:
    create(OTHER)
except (speciate.errors.BackendError, ModuleNotFoundError) as error:
    print("alone:", error)
"""


def package(folder: Path, removed: tuple[str, ...]) -> Path:
    """A copy of the package without the files of some patterns."""
    copy = folder / "python" / "speciate"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for pattern in removed:
        for path in list(copy.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return copy.parent


def run(folder: Path, backend: str, other: str, *removed: str) -> str:
    code = f"BACKEND, OTHER = {backend!r}, {other!r}\n{PROGRAM}"
    environment = dict(os.environ) | {"PYTHONPATH": str(package(folder, removed))}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("native")
def test_everything_but_the_reference_works_without_it(tmp_path: Path) -> None:
    said = run(tmp_path, "native", "reference", "backends/reference")
    assert "alone: No module named 'speciate.backends.reference'" in said


def test_everything_but_the_native_backend_works_without_the_compiled_module(tmp_path: Path) -> None:
    said = run(tmp_path, "reference", "native", "_native.*")
    assert "alone: the native backend is not installed" in said


def test_the_reference_needs_no_module_of_the_native_backend(tmp_path: Path) -> None:
    said = run(tmp_path, "reference", "native", "_native.*", "backends/native")
    assert "alone: No module named 'speciate.backends.native'" in said
