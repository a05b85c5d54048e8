"""The figures of a row as text."""

from collections.abc import Callable
from typing import Final

from benchmarks.suite.cases import Row

HEADER: Final = ("contender", "median", "low", "high", "per", "times native", "remark")
"""The columns of the figures of one case."""


def cells(row: Row) -> tuple[str, ...]:
    """The cells of a row, as in ``HEADER``. Low and high are the quartiles."""
    samples, show = sorted(row.samples), _SHOW[row.quantity]
    spread = (
        (show(samples[len(samples) // 4]), show(samples[(3 * len(samples)) // 4])) if samples else ("", "")
    )
    median = "" if row.median is None else show(row.median)
    ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
    return (row.contender, median, *spread, row.unit, ratio, _remark(row))


def _remark(row: Row) -> str:
    """Why there is no figure, the note of the contender, and a first call that took long."""
    parts = [row.status if row.status != "ok" else "", row.note]
    if row.first_seconds is not None and row.samples and row.first_seconds > 1.0:
        parts.append(f"first call {row.first_seconds:.2g} s")
    return "; ".join(filter(None, parts))


def _time(microseconds: float) -> str:
    for limit, scale, unit in ((1.0, 1e-3, "ns"), (1e3, 1.0, "us"), (1e6, 1e3, "ms")):
        if microseconds < limit:
            return f"{microseconds / scale:.3g} {unit}"
    return f"{microseconds / 1e6:.3g} s"


def _bytes(number: float) -> str:
    size = abs(number)
    for limit, scale, unit in ((1e3, 1.0, "B"), (1e6, 1e3, "kB")):
        if size < limit:
            return f"{number / scale:.3g} {unit}"
    return f"{number / 1e6:.3g} MB"


_SHOW: Final[dict[str, Callable[[float], str]]] = {"microseconds": _time, "bytes": _bytes}
