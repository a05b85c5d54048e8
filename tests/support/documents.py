"""The Markdown documents of the repository, and the code in them."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

_BLOCK: Final = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN: Final = re.compile(r"`([^`]+)`")


def text(document: str) -> str:
    """A document, by its path in the repository."""
    return (ROOT / document).read_text(encoding="utf-8")


def code_blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [code for of, code in _BLOCK.findall(text(document)) if of == language]


def code_spans(document: str) -> list[str]:
    """The code in the lines of the prose and of tables, each on one line."""
    return [" ".join(span.split()) for span in _SPAN.findall(_BLOCK.sub("", text(document)))]
