"""JSON that has one meaning only: no key twice, no NaN or infinity, no deep nesting."""

import json
import math
from collections import Counter
from typing import Any, Final

MAX_DEPTH: Final = 16
"""How many tables and lists may contain each other."""


def loads(text: str | bytes) -> Any:
    """The value of JSON text, or of bytes in UTF-8.

    Raises:
        ValueError: It is no JSON, or more than one reader would understand differently; says where or why.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    try:
        value = json.loads(text, object_pairs_hook=_table, parse_constant=_no_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check_depth(value, MAX_DEPTH)
    return value


def dumps(value: Any) -> str:
    """A value as JSON text in ASCII, keys sorted, no spaces: equal values give equal text.

    Raises:
        ValueError: It holds NaN or infinity, or contains itself.
        TypeError: It holds something that JSON does not know.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {twice[:60]!r} is there twice")
    return table


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number that JSON allows")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:60]} is too large")
    return number


def _check_depth(value: Any, depth: int) -> None:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if parts and not depth:
        raise ValueError("it is nested too deeply")
    for part in parts:
        if isinstance(part, dict | list):
            _check_depth(part, depth - 1)
