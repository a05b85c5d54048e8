"""Words for messages and short descriptions: numbers of things, and the name that was meant."""

import difflib
from collections.abc import Iterable
from typing import Final

DIRECTIONS: Final = ("max", "min")
"""What objectives may be."""

_LEAST_LETTERS: Final = 3
"""What a name and its longer form have to share, as "min" and "minimize" do."""

_N_SHOWN: Final = 80
"""Characters of a value in a message, at most."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean "seed"?``, or nothing if no known name is near."""
    names, written = list(known), word.replace("-", "_").lower()
    shorter = [name for name in names if len(name) >= _LEAST_LETTERS and written.startswith(name)]
    matches = difflib.get_close_matches(written, names, n=1) or shorter
    return f'; did you mean "{matches[0]}"?' if matches else ""


def meant(given: Iterable[object] | None, known: Iterable[str]) -> str:
    """The hint of ``nearest`` for the first of several words that is not known."""
    names = list(known)
    words = [word for word in given or () if isinstance(word, str) and word not in names]
    return nearest(words[0], names) if words else ""


def reason(error: BaseException) -> str:
    """The class of an error and its text, in one line, as in ``KeyError: 'k'``."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")


def shown(value: object) -> str:
    """A value as Python writes it, in one line that is not too long."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _N_SHOWN else text[:_N_SHOWN] + "..."


def counted(n: int, noun: str) -> str:
    """A number of things, such as "1 output" or "2 outputs"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def genomes_of(n_genomes: int, n_inputs: int, n_outputs: int, n_connections: int) -> str:
    """A population in short, whatever its class."""
    ends = f"{counted(n_inputs, 'input')} and {counted(n_outputs, 'output')}"
    return f"Population({counted(n_genomes, 'genome')} of {ends}, {counted(n_connections, 'connection')})"
