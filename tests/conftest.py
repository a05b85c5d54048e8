"""What all tests share: the backends that are there."""

import importlib.util
import os
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run side by side, and each would take all cores

HAS_NATIVE = importlib.util.find_spec("speciate._native") is not None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without-native",
        action="store_true",
        help="test the reference alone, and skip what needs the native core",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Without the native core most tests would be skipped, and nobody would notice."""
    if not HAS_NATIVE and not config.getoption("--without-native"):
        raise pytest.UsageError(
            "the native core is not built: run `make install`, or pass --without-native to test the reference"
            " alone"
        )


@pytest.fixture(
    params=[
        "reference",
        pytest.param(
            "native", marks=pytest.mark.skipif(not HAS_NATIVE, reason="the native core is not built")
        ),
    ]
)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def native() -> str:
    if not HAS_NATIVE:
        pytest.skip("the native core is not built")
    return "native"


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that name no folder write here."""
    monkeypatch.chdir(tmp_path)
