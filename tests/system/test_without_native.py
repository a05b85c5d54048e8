"""The source tree alone, without the compiled core."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "python"
BLOCKED = "import sys; sys.modules['speciate._native'] = None; "


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ) | {"PYTHONPATH": str(SOURCE)}
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_reference_backend_trains_xor(tmp_path: Path) -> None:
    done = python(
        "import speciate; run = speciate.train('xor', backend='reference', seed=1, quiet=True); "
        "print(run.solved)",
        tmp_path,
    )
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize("arguments", [["train", "xor"], ["envs"]])
def test_asking_for_the_native_core_explains_how_to_get_it(arguments: list[str], tmp_path: Path) -> None:
    done = python(f"from speciate.cli.main import main; sys.exit(main({arguments}))", tmp_path)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "pip install ." in line
    assert 'backend = "reference"' in line


def test_pareto_sorting_works_without_it(tmp_path: Path) -> None:
    code = "from speciate import pareto; points = [[1, 1], [0, 0]]; f = pareto.fronts(points); "
    code += "print(f, pareto.crowding(points, f))"
    assert python(code, tmp_path).stdout.strip() == "[0 1] [0. 0.]"
