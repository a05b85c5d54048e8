"""Results as a file for programs and a table for people."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from speciate import tables
from speciate.study import machine

Results = dict[str, Any]
"""By contender: its version, its way, and by test what was counted."""

_NOT_RUN = "not run"


def _of(test: str, count: str, total: str) -> Callable[[Mapping[str, Any]], str]:
    def cell(entry: Mapping[str, Any]) -> str:
        return f"{entry[test][count]} of {entry[test][total]}" if test in entry else _NOT_RUN

    return cell


def _word(test: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda entry: entry.get(test, _NOT_RUN)


ROWS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "killed: newest checkpoint unreadable": _of("kill", "newest_unreadable", "n_kills"),
    "killed: no readable checkpoint left": _of("kill", "nothing_readable", "n_kills"),
    "killed: refuses to go on": _of("kill", "not_resumed", "n_kills"),
    "killed: goes on to another result": _of("kill", "differs", "n_kills"),
    "killed: leaves litter": _of("kill", "littered", "n_kills"),
    "bit flipped: refused": _of("flip", "refused", "n_files"),
    "bit flipped: read as something else": _of("flip", "silent", "n_files"),
    "bit flipped: crashes or hangs": _of("flip", "crashed", "n_files"),
    "bit flipped: read as before": _of("flip", "equal", "n_files"),
    "cut off: refused": _of("truncate", "refused", "n_files"),
    "cut off: read as something else": _of("truncate", "silent", "n_files"),
    "cut off: crashes or hangs": _of("truncate", "crashed", "n_files"),
    "cut off: read as before": _of("truncate", "equal", "n_files"),
    "planted file": _word("hostile"),
    "checkpoints change the training": _word("changes"),
    "a worker dies": _word("worker dies"),
    "a worker hangs": _word("worker hangs"),
}
"""The lines of the table, and what each says of a contender."""


def table(results: Results) -> str:
    """A Markdown table with one line per question and one column per contender."""
    heads = [f"{name} {entry['version']}" for name, entry in results.items()]
    lines = [[question, *(cell(entry) for entry in results.values())] for question, cell in ROWS.items()]
    return "\n".join(tables.markdown(["", *heads], lines))


def markdown(results: Results, on: Mapping[str, Any]) -> str:
    """The table with the machine above and what each contender does below."""
    ways = "\n".join(f"- **{name}**: {entry['way']}." for name, entry in results.items())
    head = f"{on['date']}, {on['processor']}, {on['cores']} cores, {on['system']}, Python {on['python']}."
    return f"# Durability\n\n{head}\n\n{table(results)}\n\n{ways}\n"


def write(folder: Path, results: Results) -> None:
    """Writes ``durability.json`` and ``durability.md``."""
    on = machine.describe()
    content = json.dumps({"machine": on, "results": results}, indent=1)
    (folder / "durability.json").write_text(content + "\n", encoding="utf-8")
    (folder / "durability.md").write_text(markdown(results, on), encoding="utf-8")


def read(folder: Path) -> Results:
    """The results that a folder holds; none if it holds none."""
    path = folder / "durability.json"
    results: Results = json.loads(path.read_text(encoding="utf-8"))["results"] if path.exists() else {}
    return results
