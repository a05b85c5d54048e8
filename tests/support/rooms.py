"""The rooms of the package and who imports whom: `python rooms.py [SOURCE]` prints the graph in numbers.

A room is a folder of the package, or a module beside the folders.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = "speciate"
COMPILED = "_native"
SOURCE = Path(__file__).parents[2] / "python"

ORDER = (
    "errors",
    "_version",
    "phrases",
    "tables",
    "arguments",
    "native_core",
    "system",
    "parsing",
    "draws",
    "values",
    "pickling",
    "config",
    "backends",
    "storage",
    "checkpoint",
    "environments",
    "evaluators",
    "evolution",
    "training",
    "exporting",
    "study",
    "extending",
    "testing",
    "registration",
    "cli",
    "__main__",
    "",
)
"""The folders and modules of the package from the lowest to the highest; "" is the package itself."""

Graph = Mapping[str, set[str]]


def modules(source: Path = SOURCE) -> dict[str, Path]:
    """The files of the modules, by name without the package's."""
    found = {}
    for path in (source / PACKAGE).rglob("*.py"):
        parts = path.relative_to(source / PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(source: Path = SOURCE) -> dict[str, set[str]]:
    """The modules that each module imports, also those that it only needs for its types."""
    known = modules(source)
    return {name: set(_imported(path, source, known)) - {name} for name, path in known.items()}


def between(graph: Graph, room_of: Mapping[str, str]) -> dict[str, set[str]]:
    """The rooms that each room imports, besides itself."""
    rooms: dict[str, set[str]] = {room: set() for room in room_of.values()}
    for module, imported in graph.items():
        rooms[room_of[module]] |= {room_of[other] for other in imported} - {room_of[module]}
    return rooms


def top_rooms(names: Iterable[str]) -> dict[str, str]:
    """The first part of each module's name."""
    return {name: name.split(".")[0] for name in names}


def folders(source: Path = SOURCE) -> dict[str, str]:
    """The folder of each module; a module of the package itself is a room of its own."""
    return {
        name: name if path.name == "__init__.py" else name.rpartition(".")[0] or name
        for name, path in modules(source).items()
    }


def circle(graph: Graph) -> list[str]:
    """Modules or rooms that import each other in a circle; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def upward(graph: Graph) -> list[str]:
    """Imports of modules that lie higher than the one that imports."""
    place = {room: number for number, room in enumerate(ORDER)}  # a new room has to be given its place
    room_of = top_rooms(graph)
    return [
        f"{module or PACKAGE} imports {other}"
        for module, imported in sorted(graph.items())
        for other in sorted(imported)
        if place.get(room_of[module], 0) < place.get(room_of[other], len(ORDER))
    ]


def loaded_by_name(source: Path = SOURCE) -> set[str]:
    """The modules that import others by a text, which the graph does not show."""
    return {
        name
        for name, path in modules(source).items()
        if re.search(r"\b(import_module|__import__|exec_module)\(", path.read_text(encoding="utf-8"))
    }


def _imported(path: Path, source: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = path.relative_to(source).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in _names(node, package):
            first, _, inner = name.partition(".")
            if first == PACKAGE and inner.split(".")[0] != COMPILED:
                yield _module_of(inner, known)


def _names(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """What a statement imports, by full names; a name may be that of a module or of something in one."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = package[: len(package) + 1 - node.level] if node.level else ()
    start = ".".join((*above, *([node.module] if node.module else [])))
    return [f"{start}.{alias.name}" for alias in node.names]


def _module_of(name: str, known: Mapping[str, Path]) -> str:
    """The module that a name without the package's belongs to; "" is the package itself."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def on_circles(graph: Graph) -> int:
    """How many imports are part of a circle: those between two that reach each other."""
    reached = {start: _reached(graph, start) for start in graph}
    return sum(start in reached.get(other, ()) for start in graph for other in graph[start])


def _reached(graph: Graph, start: str) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        for other in graph.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    whole = imports(chosen)
    for what, graph in (
        ("modules", whole),
        ("folders and modules beside them", between(whole, top_rooms(whole))),
        ("folders, nested ones too", between(whole, folders(chosen))),
    ):
        n_arrows = sum(map(len, graph.values()))
        print(f"{what}: {len(graph)}, imports {n_arrows}, of these on circles {on_circles(graph)}")
