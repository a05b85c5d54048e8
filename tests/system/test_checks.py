"""The project's own checks: they fail where they have checked nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("bash", "seq", "dirname", "mkdir", "cat", "chmod")
DIGESTS = "tests/system/test_resuming.py"
NEWEST = f"""#!/bin/sh
# stands for a newer Python: an environment of it is the one that runs the tests
if [ "$1" = -m ]; then
    mkdir -p "$4/bin"
    printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' > "$4/bin/python"
    printf '#!/bin/sh\\n' > "$4/bin/pip"
    chmod +x "$4/bin/python" "$4/bin/pip"
fi
"""
PASSES = "def test_digest_that_is_kept():\n    pass\n"
SKIPS = "import pytest\n\ndef test_digest_that_is_kept():\n    pytest.skip('not here')\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the script, where only the commands that it needs are found."""
    root = tmp_path / "project"
    (root / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci/newest", root / ".ci/newest")
    written(root / "pyproject.toml", "[project]\ndependencies = []\n")
    written(root / "python/speciate/_native.abi3.so", "")
    (tmp_path / "commands").mkdir()
    for name in NEEDED:
        (tmp_path / "commands" / name).symlink_to(str(shutil.which(name)))
    return root


def newest(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    commands = project.parent / "commands"
    inherited = {key: value for key, value in os.environ.items() if key == "LD_LIBRARY_PATH"}
    return subprocess.run(
        [commands / "bash", project / ".ci/newest"],
        env=inherited | {"PATH": str(commands), "HOME": str(project)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def with_a_newer_python(project: Path, tests: str) -> Path:
    python = written(project.parent / "commands/python3.30", NEWEST)
    python.chmod(0o755)
    written(project / DIGESTS, tests)
    return project


needs_bash = pytest.mark.skipif(os.name != "posix", reason="the script needs bash")


@needs_bash
def test_without_a_newer_python_the_comparison_of_digests_fails_and_says_how_to_go_on(project: Path) -> None:
    done = newest(project)
    assert done.returncode == 1
    assert "set NEWEST_MAY_BE_MISSING=1 to go on without" in done.stdout
    assert newest(project, NEWEST_MAY_BE_MISSING="1").returncode == 0


@needs_bash
def test_digests_that_are_equal_pass(project: Path) -> None:
    done = newest(with_a_newer_python(project, PASSES))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


@needs_bash
@pytest.mark.parametrize(
    ("tests", "message"),
    [
        (SKIPS, "1 tests of digests, of which 1 were skipped"),
        (PASSES + SKIPS.replace("digest", "other_digest"), "2 tests of digests, of which 1 were skipped"),
        (PASSES.replace("digest", "sum"), "1 deselected"),
        (PASSES.replace("pass", "assert False"), "1 failed"),
    ],
    ids=["all are skipped", "one is skipped", "there are none", "one fails"],
)
def test_digests_that_were_not_compared_fail(project: Path, tests: str, message: str) -> None:
    done = newest(with_a_newer_python(project, tests))
    assert done.returncode != 0
    assert message in done.stdout + done.stderr


def with_plain_tests(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of tests with this project's ``conftest.py``, where there is no native core."""
    package = folder / "package"
    shutil.copytree(
        ROOT / "python/speciate", package / "speciate", ignore=shutil.ignore_patterns("_native.*")
    )
    shutil.copy(ROOT / "tests/conftest.py", folder / "conftest.py")
    written(
        folder / "test_plain.py", "def test_both(backend):\n    pass\n\ndef test_one(native):\n    pass\n"
    )
    config = written(folder / "pytest.ini", "[pytest]\n")
    plain = ["-c", str(config), "-p", "no:cacheprovider", *arguments, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(package)}
    command = [sys.executable, "-m", "pytest", *plain]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_the_native_core_no_test_runs_unless_that_is_asked_for(tmp_path: Path) -> None:
    refused = with_plain_tests(tmp_path / "refused")
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "the native core is not built: run `make install`" in refused.stderr
    asked_for = with_plain_tests(tmp_path / "asked", "--without-native")
    assert asked_for.returncode == 0
    assert "1 passed, 2 skipped" in asked_for.stdout
