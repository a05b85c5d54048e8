"""What a user has: a package in a folder, an installed one, and a shell."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from speciate.config.algorithms import ALGORITHMS
from speciate.values.environment_record import ENVIRONMENTS

USER_PACKAGE = Path(__file__).parent / "user_package"

Shell = Callable[..., str]


@pytest.fixture
def user_folder(tmp_path: Path) -> Path:
    """A folder of the user's with the package in it."""
    folder = tmp_path / "work"
    shutil.copytree(USER_PACKAGE / "my_package", folder / "my_package")
    return folder


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder of installed packages with the user's one in it, which has entry points."""
    folder = tmp_path / "site"
    shutil.copytree(USER_PACKAGE / "my_package", folder / "my_package")
    about = folder / "my_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n")
    shutil.copy(USER_PACKAGE / "entry_points.txt", about / "entry_points.txt")
    return folder


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Runs ``speciate`` with arguments, as its console script does, and returns what it prints."""

    def run(*arguments: str, folder: Path = tmp_path, path: str = "", code: int = 0) -> str:
        paths = [str(USER_PACKAGE.parents[2] / "python"), *filter(None, [path])]
        done = subprocess.run(
            [sys.executable, "-P", "-m", "speciate", *arguments],
            cwd=folder,
            env=dict(os.environ) | {"PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture
def my_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's package can be imported, and what it registers is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(USER_PACKAGE))
    for registry in (ALGORITHMS, ENVIRONMENTS):
        monkeypatch.setattr(registry, "_registered", {})
    for name in ("my_package", "my_package.climbing", "my_package.environment"):
        monkeypatch.delitem(sys.modules, name, raising=False)
