"""The header of a checkpoint: where every column is, and the description, as strict JSON.

The layout is that of safetensors: the length of the header (uint64, little-endian), the header as JSON with
spaces at its end, and the columns, one after the other. The description is JSON too, the only entry of
``__metadata__``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate._version import __version__
from speciate.errors import CheckpointError, DamagedError
from speciate.parsing import strict_json
from speciate.storage.checkpoint import checksums, version_1

FORMAT_VERSION: Final = 3
LENGTH_BYTES: Final = 8
"""Bytes of the number that a file begins with."""

SUMS: Final = "checksums"
"""The column with the checksums of all others; until format 2 they stood in the description."""

_KEY: Final = "speciate"
_METADATA: Final = "__metadata__"
_MAX_COLUMNS: Final = 1_000
_MAX_DIMENSIONS: Final = 2
_MAX_LENGTH: Final = 2**40
_TYPES: Final = {
    "BOOL": "|b1",
    "U8": "|u1",
    "I8": "|i1",
    "U16": "<u2",
    "I16": "<i2",
    "U32": "<u4",
    "I32": "<i4",
    "U64": "<u8",
    "I64": "<i8",
    "F16": "<f2",
    "F32": "<f4",
    "F64": "<f8",
}
_KINDS: Final = {
    "run": "the state of a run",
    "champion": "a champion",
    "genomes": "genomes",
    "evolution": "the state of a loop of your own",
    "fault": "a faulty evaluation",
    "vectors": "the state of Nsga2",
}

_NAMES: Final = {kind: name for name, kind in _TYPES.items()}


@dataclass(frozen=True)
class Column:
    """Where a column is and what it holds.

    Attributes:
        kind: Type of a number, little-endian.
        shape: One or two lengths.
        begin: The first byte, counted from the end of the header.
        end: The byte after the last.
        first_sum: The position of its first checksum in the column of checksums.
        checksums: Until version 2, of every block of ``checksums.BLOCK`` bytes; in version 1 of all of it.
    """

    kind: np.dtype[Any]
    shape: tuple[int, ...]
    begin: int
    end: int
    first_sum: int = 0
    checksums: tuple[int, ...] = ()


@dataclass(frozen=True)
class Header:
    """What a file says of itself.

    Attributes:
        description: Format version, version of speciate, kind, config and scalars.
        columns: By name.
        sums: The column with the checksums of all others, uint32; None until format 2.
    """

    description: Mapping[str, Any]
    columns: Mapping[str, Column]
    sums: Column | None


def in_words(kind: str) -> str:
    """What a file of a kind holds."""
    return _KINDS.get(kind, f'"{kind}"')


def limit(n_bytes: int) -> int:
    """The longest header of a file of so many bytes: longer ones are refused before they are read."""
    return 2**20 + n_bytes // 1_000


def compose(columns: Mapping[str, NDArray[Any]], description: Mapping[str, Any]) -> bytes:
    """The beginning of a file: length and header, a multiple of 8 bytes.

    Args:
        columns: In the order of the file, as ``in_order`` gives them, with that of the checksums.
        description: Values that JSON takes.

    Raises:
        CheckpointError: There is something that does not fit in a header.
    """
    tensors, begin = {}, 0
    for name, column in columns.items():
        offsets = [begin, begin + column.nbytes]
        tensors[name] = {
            "dtype": _NAMES[column.dtype.str],
            "shape": list(column.shape),
            "data_offsets": offsets,
        }
        begin = offsets[1]
    try:
        own = {**description, "checksum": _checksum(tensors, description)}
        text = strict_json.dumps({_METADATA: {_KEY: strict_json.dumps(own)}, **tensors}).encode()
    except (ValueError, TypeError) as error:
        raise CheckpointError(
            f"the state cannot be described: {error}; expected finite numbers and texts"
        ) from None
    text += b" " * (-len(text) % 8)
    if len(text) > limit(begin):
        raise CheckpointError(
            f"the config and the scalars take {len(text):,} bytes; at most {limit(begin):,} fit"
        )
    return len(text).to_bytes(LENGTH_BYTES, "little") + text


def in_order(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Contiguous little-endian columns in the order of the file: wide types first, so that each is aligned.

    Raises:
        CheckpointError: A column has a type or a shape that the format does not know.
    """
    columns = {}
    for name in sorted(arrays, key=lambda name: (-arrays[name].dtype.itemsize, name)):
        array = np.asarray(arrays[name])
        kind = array.dtype.newbyteorder("<")
        if kind.str not in _NAMES or not 1 <= array.ndim <= _MAX_DIMENSIONS or name == _METADATA:
            raise CheckpointError(
                f"column {name}: type {array.dtype} and shape {array.shape} cannot be saved; "
                "expected numbers of one or two dimensions"
            )
        columns[name] = np.ascontiguousarray(array, dtype=kind)
    return columns


def parse(text: bytes, n_data: int) -> Header:
    """The header of a file.

    Args:
        text: The header, with its padding.
        n_data: Bytes after it.

    Raises:
        CheckpointError: The file is of a newer version, or of another program.
        DamagedError: It contradicts itself or its checksum.
    """
    try:
        table = strict_json.loads(text)
        metadata = _table(_table(table, "the header").pop(_METADATA, {}), "the metadata")
        if _KEY not in metadata:
            raise CheckpointError("was not written by speciate; give the path of a run")
        description = _table(strict_json.loads(metadata[_KEY]), "the description")
        version = _version(description)
        if version == 1:
            columns = _columns(table, n_data)
            return Header(description, _summed(columns, version_1.column_checksums(description), _one), None)
        _check_canonical(text, table, metadata)
        _check_header(description, table)
        columns = _columns(table, n_data)
        if version == 2:  # noqa: PLR2004
            sums = _table(description.get("checksums"), "the checksums")
            return Header(description, _summed(columns, sums, checksums.count), None)
        return _numbered(description, columns)
    except (TypeError, ValueError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise DamagedError(f"is damaged or no checkpoint ({error})") from None


def _one(n_bytes: int) -> int:
    del n_bytes
    return 1


def _summed(
    columns: Mapping[str, Column], sums: Mapping[str, Any], n_checksums: Callable[[int], int]
) -> dict[str, Column]:
    """Columns with their checksums from the description, as until version 2. Raises ``ValueError``."""
    if columns.keys() != sums.keys():
        raise ValueError("its columns and their checksums do not match")
    with_sums = {}
    for name, column in columns.items():
        with_sums[name] = replace(column, checksums=_wholes(sums[name], f"the checksums of {name}"))
        if len(with_sums[name].checksums) != n_checksums(column.end - column.begin):
            raise ValueError(f"column {name} has another number of checksums")
    return with_sums


def _numbered(description: Mapping[str, Any], columns: dict[str, Column]) -> Header:
    """A header whose checksums are a column, in the order of the others. Raises ``ValueError``."""
    _whole(description.get("checksums"), "the checksum of the checksums")
    sums = columns.pop(SUMS, None)
    if sums is None or sums.kind.str != "<u4" or len(sums.shape) != 1:
        raise ValueError("it has no checksums")
    n_sums, numbered = 0, {}
    for name, column in sorted(columns.items(), key=_place):
        numbered[name] = replace(column, first_sum=n_sums)
        n_sums += checksums.count(column.end - column.begin)
    if n_sums != sums.shape[0]:
        raise ValueError(f"it has {sums.shape[0]} checksums, expected {n_sums}")
    return Header(description, {name: numbered[name] for name in columns}, sums)


def _place(item: tuple[str, Column]) -> tuple[int, int]:
    return item[1].begin, item[1].end


def _version(description: dict[str, Any]) -> int:
    version = _whole(description.get("format_version"), "the format version")
    if version > FORMAT_VERSION:
        raise CheckpointError(
            f"has format {version}, this speciate {__version__} reads up to {FORMAT_VERSION}; it was "
            f"written by speciate {description.get('speciate_version')}, update to that"
        )
    if version == 0:
        raise ValueError("there is no format 0")
    for name, kind in (("speciate_version", str), ("kind", str), ("config", str), ("scalars", dict)):
        if not isinstance(description.get(name), kind):
            raise TypeError(f"the description has no {name}")
    return version


def _check_canonical(text: bytes, tensors: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Refuses a header that ``compose`` would have written otherwise."""
    canonical = strict_json.dumps({_METADATA: metadata, **tensors}).encode()
    if canonical + b" " * (-len(canonical) % 8) != text:
        raise ValueError("its header has changed")


def _check_header(description: dict[str, Any], tensors: dict[str, Any]) -> None:
    """Compares the checksum of the header. Raises ``ValueError``."""
    covered = {name: value for name, value in description.items() if name != "checksum"}
    if description.get("checksum") != _checksum(tensors, covered):
        raise ValueError("its header has changed")


def _checksum(tensors: Mapping[str, Any], description: Mapping[str, Any]) -> int:
    """The checksum of all that a header says: of the description, and of every column's type and place."""
    return checksums.of(strict_json.dumps([tensors, description]).encode())


def _columns(tensors: dict[str, Any], n_data: int) -> dict[str, Column]:
    """Where the columns are, one after the other without a gap. Raises ``ValueError``."""
    if len(tensors) > _MAX_COLUMNS:
        raise ValueError(f"it has {len(tensors)} columns, expected {_MAX_COLUMNS} at most")
    columns = {name: _column(name, tensors[name]) for name in tensors}
    expected = max((column.end for column in columns.values()), default=0)
    if expected != n_data:
        raise ValueError(f"it has {n_data} bytes of columns, expected {expected}")
    position = 0
    for name, column in sorted(columns.items(), key=_place):
        if column.begin != position or column.end < position:
            raise ValueError(f"column {name} does not begin where the one before it ends")
        position = column.end
    return columns


def _column(name: str, entry: Any) -> Column:
    entry = _table(entry, f"column {name}")
    if entry.keys() != {"dtype", "shape", "data_offsets"} or entry["dtype"] not in _TYPES:
        raise ValueError(f"column {name} has an unknown type")
    kind = np.dtype(_TYPES[entry["dtype"]])
    shape = _wholes(entry["shape"], f"the shape of {name}")
    offsets = _wholes(entry["data_offsets"], f"the offsets of {name}")
    if not 1 <= len(shape) <= _MAX_DIMENSIONS or max(shape) > _MAX_LENGTH or len(offsets) != 2:  # noqa: PLR2004
        raise ValueError(f"column {name} has an absurd shape")
    begin, end = offsets
    if prod(shape) * kind.itemsize != end - begin or begin % kind.itemsize:
        raise ValueError(f"column {name} has a shape that does not fit its place")
    return Column(kind, shape, begin, end)


def _wholes(value: Any, what: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{what} are no list")
    return tuple(_whole(number, what) for number in value)


def _whole(value: Any, what: str) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{what}: {str(value)[:60]} is no whole number from 0")
    return value


def _table(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{what} is no table")
    return value
