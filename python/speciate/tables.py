"""Tables as text for a terminal or a log, laid out by rich, and as Markdown for files."""

import io
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Final

Line = Sequence[str]
"""The cells of one line of a table."""

_UNLIMITED: Final = 100_000
_GAP: Final = 2
_FIGURES: Final = re.compile(r"[-+.]?\d((?![a-z]{4}).)*")
"""A number, and behind it anything but words."""
_RULE_BELOW_HEADER: Final = "    \n    \n -- \n    \n    \n    \n    \n    \n"
"""A box of rich: one line for each part of a table, from its top to its bottom."""


def text(header: Line, lines: Sequence[Line], width: int | None = None) -> str:
    """A table with aligned columns. Columns of figures are aligned to the right.

    Args:
        header: The names of the columns.
        lines: The cells of each line, one for each column.
        width: Characters of the longest line. A wider table becomes several tables below each other, each
            with the first column. None: as many as the cells need.
    """
    blocks = _blocks(header, lines, width or _UNLIMITED)
    return "\n\n".join(
        _laid_out(
            [header[column] for column in block],
            [[line[column] for column in block] for line in lines],
            width,
        )
        for block in blocks
    )


def terminal_width() -> int | None:
    """Characters of a line of the terminal, or None if the standard output is no terminal."""
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if is_terminal else None


def markdown(header: Line, lines: Sequence[Line]) -> list[str]:
    """The lines of a Markdown table."""
    head, *rows = [f"| {' | '.join(map(_escaped, line))} |" for line in (header, *lines)]
    return [head, "|" + "---|" * len(header), *rows]


def _escaped(cell: str) -> str:
    """A cell whose bars do not end it."""
    return cell.replace("|", "\\|")


def _blocks(header: Line, lines: Sequence[Line], width: int) -> Iterator[list[int]]:
    """Columns that fit side by side: the first column and as many others as there is room for."""
    from rich.cells import cell_len  # noqa: PLC0415  # rich takes time to load

    first, *others = [
        max(cell_len(line[column]) for line in (header, *lines)) for column in range(len(header))
    ]
    block, used = [0], first
    for column, needed in enumerate(others, start=1):
        if len(block) > 1 and used + _GAP + needed > width:
            yield block
            block, used = [0], first
        block.append(column)
        used += _GAP + needed
    yield block


def _laid_out(header: Line, lines: Sequence[Line], width: int | None) -> str:
    from rich.box import Box  # noqa: PLC0415  # as above
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(
        box=Box(_RULE_BELOW_HEADER, ascii=True), show_edge=False, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for column, name in enumerate(header):
        figures = all(_FIGURES.fullmatch(line[column]) for line in lines if line[column])
        table.add_column(Text(name), justify="right" if figures else "left", overflow="fold")
    for line in lines:
        table.add_row(*map(Text, line))
    written = io.StringIO()
    Console(file=written, width=width or _UNLIMITED, color_system=None, force_terminal=False).print(table)
    return "\n".join(line.rstrip() for line in written.getvalue().rstrip("\n").split("\n"))
