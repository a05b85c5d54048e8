"""Each room of the package imports only rooms below it, and no modules import each other in a circle."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.support import rooms


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    return rooms.imports()


def test_a_room_imports_only_rooms_below_it(graph: dict[str, set[str]]) -> None:
    assert rooms.upward(graph) == []


def test_every_room_has_its_place_in_the_order(graph: dict[str, set[str]]) -> None:
    assert set(rooms.top_rooms(graph).values()) <= set(rooms.ORDER)


def test_no_modules_import_each_other_in_a_circle(graph: dict[str, set[str]]) -> None:
    assert rooms.circle(graph) == []


def test_the_tests_of_a_module_lie_in_the_folder_of_its_room() -> None:
    """A folder of unit tests has the name of a room, of what lies beside the package, or of documents."""
    unit = Path(__file__).parent
    known = {room for room in rooms.ORDER if (rooms.SOURCE / rooms.PACKAGE / room).is_dir()}
    folders = {path.name for path in unit.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= known | {"benchmarks", "documents"}


def test_an_import_that_runs_upwards_is_found(tmp_path: Path) -> None:
    package = tmp_path / rooms.PACKAGE
    for name, text in {
        "draws/philox.py": "from speciate.values import types\n",
        "values/types.py": "if True:\n    import speciate.draws.philox\n",
    }.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    graph = rooms.imports(tmp_path)
    assert rooms.upward(graph) == ["draws.philox imports values.types"]
    assert set(rooms.circle(graph)) == {"draws.philox", "values.types"}


BY_NAME = {
    "",
    "backends",
    "backends.reference.games",
    "cli.bench",
    "cli.main",
    "environments.imported",
    "values.registry",
    "values.user_modules",
}
"""Modules that load others by a text: parts with records, commands, backends, games, and users' modules."""


def test_few_modules_load_others_by_name() -> None:
    assert rooms.loaded_by_name() == BY_NAME


@pytest.mark.parametrize(
    "statement",
    [
        "from speciate.cli import main",
        "from speciate import cli",
        "import speciate.cli.main",
        "from ..cli import main",
        "from .. import cli",
        "from ..cli.main import group",
        "import speciate",
        "from speciate import train",
    ],
)
def test_every_form_of_an_import_that_runs_upwards_is_found(tmp_path: Path, statement: str) -> None:
    package = tmp_path / rooms.PACKAGE
    for name, text in {"draws/philox.py": statement, "cli/main.py": "", "cli/__init__.py": ""}.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(text)
    (package / "__init__.py").write_text("")
    assert len(rooms.upward(rooms.imports(tmp_path))) == 1


def test_the_graph_is_printed_in_numbers() -> None:
    done = subprocess.run(
        [sys.executable, rooms.__file__], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert [line.split(":")[0] for line in done] == [
        "modules",
        "folders and modules beside them",
        "folders, nested ones too",
    ]
