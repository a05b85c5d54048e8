"""What a worker sends back, as bytes: numbers and texts only, so that reading it runs no code."""

import json
import struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.evaluators.attempt import Attempt
from speciate.evaluators.workers.messages import BrokenMessageError
from speciate.parsing import strict_json
from speciate.values import faults
from speciate.values.faults import Fault
from speciate.values.normalization import Observed
from speciate.values.types import Uint32s

_LENGTH: Final = struct.Struct("<I")
_ROW_BYTES: Final = 16
_NUMBER_BYTES: Final = 8
_ENVELOPE_BYTES: Final = 256
_FAULT_BYTES: Final = 12 * (faults.MOST_CHARACTERS + faults.MOST_SUMMARY) + _ENVELOPE_BYTES
"""JSON writes a character in up to 12 bytes."""


def most_bytes(n_rows: int, n_results: int, n_inputs: int = 0) -> int:
    """The most bytes that an answer for ``n_rows`` genomes has."""
    numbers = n_results + 1 + 2 * n_inputs
    row = _NUMBER_BYTES * numbers + 1 + _ROW_BYTES + _FAULT_BYTES
    return _LENGTH.size + _ENVELOPE_BYTES + _FAULT_BYTES + n_rows * row


def packed(answer: Attempt | Fault | None) -> bytes:
    """An answer as bytes: what an attempt gave, why there is nothing, or None if all is well."""
    if isinstance(answer, Attempt):
        found = [[positions.tolist(), *_texts(fault)] for positions, fault in answer.faults]
        text = json.dumps({"faults": found, "observed": answer.observed is not None}).encode("ascii")
        results = answer.results.astype("<f8", copy=False).tobytes()
        observed = [] if answer.observed is None else [_little(array) for array in answer.observed]
        return b"".join((_LENGTH.pack(len(text)), text, results, *observed, answer.failed.tobytes()))
    text = json.dumps({"fault": None if answer is None else _texts(answer)}).encode("ascii")
    return _LENGTH.pack(len(text)) + text


def unpacked(content: bytes, n_rows: int, n_results: int, n_inputs: int = 0) -> Attempt | Fault | None:
    """The answer in bytes.

    Args:
        content: What ``packed`` gave.
        n_rows: How many genomes it is for; 0 where a worker says whether it has started.
        n_results: Results of each.
        n_inputs: Length of an observation.

    Raises:
        BrokenMessageError: It is none, or for another number of genomes or results.
    """
    try:
        return _unpacked(content, n_rows, n_results, n_inputs)
    except (ValueError, TypeError, KeyError, struct.error) as error:
        raise BrokenMessageError(f"an answer that cannot be read ({error})") from None


def _unpacked(content: bytes, n_rows: int, n_results: int, n_inputs: int) -> Attempt | Fault | None:
    (n_bytes,) = _LENGTH.unpack_from(content)
    start = _LENGTH.size + n_bytes
    table = strict_json.loads(content[_LENGTH.size : start])
    if "fault" in table:
        return None if table["fault"] is None else _fault(*table["fault"])
    between = start + _NUMBER_BYTES * n_rows * n_results
    end = between + (_NUMBER_BYTES * n_rows * (1 + 2 * n_inputs) if table["observed"] is True else 0)
    if not n_rows or len(content) != end + n_rows:
        raise ValueError(f"{len(content)} bytes for {n_rows} genomes")
    results = np.frombuffer(content[start:between], dtype="<f8").reshape(n_rows, n_results)
    failed = np.frombuffer(content[end:], dtype=np.uint8)
    if failed.max() > 1:
        raise ValueError("a truth value that is neither 0 nor 1")
    found = [(_positions(rows, n_rows), _fault(*texts)) for rows, *texts in table["faults"]]
    observed = _observed(content[between:end], n_rows, n_inputs) if end > between else None
    return Attempt(results.astype(np.float64), failed.astype(np.bool_), found, observed)


def _little(array: NDArray[Any]) -> bytes:
    """Numbers of eight bytes each, the least byte first."""
    return array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()


def _observed(content: bytes, n_rows: int, n_inputs: int) -> Observed:
    counts, numbers = np.split(np.frombuffer(content, dtype="<i8"), [n_rows])
    means, squares = numbers.view("<f8").astype(np.float64).reshape(2, n_rows, n_inputs)
    if counts.min() < 0 or not np.isfinite(means).all() or not (squares >= 0.0).all():
        raise ValueError("moments that are none")
    return Observed(counts.astype(np.int64), means.copy(), squares.copy())


def _texts(fault: Fault) -> list[str]:
    return [fault.kind, fault.summary, fault.traceback]


def _fault(kind: Any, summary: Any, traceback: Any) -> Fault:
    if kind not in faults.KINDS or not isinstance(summary, str) or not isinstance(traceback, str):
        raise ValueError("a fault that is none")
    return Fault(kind, summary, traceback)


def _positions(rows: Any, n_rows: int) -> Uint32s:
    if not isinstance(rows, list) or not rows or not all(type(row) is int for row in rows):
        raise ValueError("positions that are none")
    if min(rows) < 0 or max(rows) >= n_rows or len(set(rows)) < len(rows):
        raise ValueError(f"positions {str(rows)[:60]} of {n_rows} genomes")
    return np.array(rows, dtype=np.uint32)
