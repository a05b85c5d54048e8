"""Importing the package and asking for help load next to nothing."""

import subprocess
import sys

import pytest

import speciate

HEAVY = ("numpy", "pydantic", "rich", "moocore", "safetensors")
LIGHT = f"import sys; {{}}; print(sorted(set({HEAVY}) & set(sys.modules)))"


@pytest.mark.parametrize(
    "statement", ["import speciate", "import speciate.cli.main", "import speciate; speciate.__version__"]
)
def test_nothing_heavy_is_loaded(statement: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(statement)],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    assert done.stdout.strip() == "[]"


def test_the_reference_backend_knows_nothing_of_pickled_environments() -> None:
    modules = [
        "speciate.pickling.snapshots",
        "speciate.pickling.by_value",
        "speciate.environments",
        "cloudpickle",
    ]
    program = (
        "import sys, speciate.backends.reference.backend, speciate.backends.reference.population.columns; "
        f"print([name for name in {modules} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=_environment()
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", speciate.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(speciate, name) is not None
    assert name in dir(speciate)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = speciate.nonsense


def _environment() -> dict[str, str]:
    import os  # noqa: PLC0415

    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
