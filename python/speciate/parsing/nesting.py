"""How deeply TOML text is nested, found before it is parsed: a parser takes the square of a key's parts."""

import re
from typing import Final

MOST_PARTS: Final = 16
"""How many tables and lists may contain each other, and how many parts a key may have."""

_TOKEN: Final = re.compile(r"""[.,=\n#"'\[\]{}]""")

_ENDS: Final = {
    '"""': re.compile(r'\\.|"""', re.DOTALL),
    "'''": re.compile("'''"),
    '"': re.compile(r'\\.|["\n]', re.DOTALL),
    "'": re.compile(r"['\n]"),
}
"""By the quotes that a text begins with: what ends it, or is skipped in it because it is escaped."""


def is_deep(text: str) -> bool:
    """Whether TOML text nests more than ``MOST_PARTS`` deep, in time that grows with its length alone.

    Text that is no TOML may give either answer.
    """
    depth = n_dots = position = 0
    while match := _TOKEN.search(text, position):
        found, position = match[0], match.end()
        if found in "\"'":
            position = _after_quoted(text, match.start())
        elif found == "#":
            position = _after(text, "\n", position)
        elif found == ".":
            n_dots += 1
        else:
            depth += (found in "[{") - (found in "]}")
            n_dots = 0
        if max(depth, n_dots) >= MOST_PARTS:
            return True
    return False


def _after_quoted(text: str, start: int) -> int:
    """The position after a quoted text that begins at ``start``."""
    quotes = text[start] * 3 if text.startswith(text[start] * 3, start) else text[start]
    position = start + len(quotes)
    while match := _ENDS[quotes].search(text, position):
        position = match.end()
        if not match[0].startswith("\\"):
            return position
    return len(text)


def _after(text: str, end: str, position: int) -> int:
    found = text.find(end, position)
    return len(text) if found < 0 else found + len(end)
