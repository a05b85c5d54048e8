"""Checkpoints: what is read is what was written, and what was changed is refused."""

import json
import os
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as to_bytes

from speciate.errors import CheckpointError, DamagedError, RunDirectoryError
from speciate.parsing import strict_json
from speciate.storage import checkpoint
from speciate.storage.checkpoint import checksums
from speciate.storage.checkpoint.reader import Reader
from speciate.values.snapshot import Arrays, Snapshot

ARRAYS: Arrays = {
    "ids": np.arange(5, dtype=np.uint64),
    "weight": np.linspace(-1.0, 1.0, 7, dtype=np.float32),
    "enabled": np.array([True, False]),
    "kind": np.arange(3, dtype=np.uint8),
    "empty": np.zeros((0, 2)),
    "objectives": np.array([[0.1, -np.inf], [1e-300, 3.0]]),
}
SCALARS: dict[str, Any] = {"generation": 3, "threshold": 0.1 + 0.2, "metrics": {"best": {"fitness": None}}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "checkpoint.safetensors"
    checkpoint.save(file, Snapshot(ARRAYS, SCALARS), kind="run", config="seed = 1\n")
    return file


def test_the_compiled_checksums_are_those_of_zlib(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = (0, 1, checksums.BLOCK - 1, checksums.BLOCK, 3 * checksums.BLOCK + 5)
    columns = [np.random.default_rng(n).integers(0, 256, n, dtype=np.uint8) for n in lengths]
    compiled = checksums.of_columns(columns)
    assert [len(sums) for sums in compiled] == [0, 1, 1, 1, 4]
    monkeypatch.setitem(sys.modules, "speciate._native", None)
    monkeypatch.delattr("speciate._native", raising=False)
    assert (
        checksums.of_columns(columns) == compiled == [checksums.of_blocks(column.data) for column in columns]
    )


def test_reading_gives_back_what_was_written(path: Path) -> None:
    snapshot, config = checkpoint.load(path, kind="run")
    assert config == "seed = 1\n"
    assert snapshot.scalars == SCALARS
    assert snapshot.arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        assert snapshot.arrays[name].dtype == array.dtype
        assert snapshot.arrays[name].tobytes() == array.tobytes()


def test_arrays_that_are_not_contiguous_are_written_right(tmp_path: Path) -> None:
    array = np.arange(12).reshape(3, 4).T
    checkpoint.save(tmp_path / "c", Snapshot({"a": array}, {}), kind="run", config="")
    assert checkpoint.load(tmp_path / "c", kind="run")[0].arrays["a"].tolist() == array.tolist()


def test_saving_leaves_nothing_beside_the_file(path: Path) -> None:
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_save_keeps_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(f"disk full ({descriptor})")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(RunDirectoryError, match=r"checkpoint\.safetensors: cannot be written \(disk full"):
        checkpoint.save(path, Snapshot({}, {}), kind="run", config="")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be read"):
        checkpoint.load(tmp_path / "none", kind="run")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.safetensors"
    file.write_bytes(to_bytes({"a": np.zeros(3)}))
    with pytest.raises(CheckpointError, match="was not written by speciate"):
        checkpoint.load(file, kind="run")
    file.write_text("hello")
    with pytest.raises(CheckpointError, match="is damaged or no checkpoint"):
        checkpoint.load(file, kind="run")


def test_a_checkpoint_of_another_kind_is_refused(path: Path) -> None:
    with pytest.raises(CheckpointError, match="holds the state of a run; expected a champion"):
        checkpoint.load(path, kind="champion")


def test_a_newer_format_is_refused_with_the_version_to_update_to(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "FORMAT_VERSION", 4)
    monkeypatch.setattr(checkpoint, "__version__", "9.9.9")
    checkpoint.save(path, Snapshot(ARRAYS, SCALARS), kind="run", config="")
    monkeypatch.undo()
    with pytest.raises(CheckpointError, match=r"has format 4, .* reads up to 3; .* 9\.9\.9, update"):
        checkpoint.load(path, kind="run")


def test_scalars_are_plain_json(path: Path) -> None:
    header = path.read_bytes()
    length = int.from_bytes(header[:8], "little")
    metadata = json.loads(header[8 : 8 + length])["__metadata__"]
    assert json.loads(metadata["speciate"])["scalars"] == SCALARS


def test_equal_content_gives_equal_bytes(path: Path) -> None:
    again = path.with_name("again")
    checkpoint.save(again, Snapshot(dict(reversed(ARRAYS.items())), SCALARS), kind="run", config="seed = 1\n")
    assert again.read_bytes() == path.read_bytes()


SMALL = Snapshot({"a": np.arange(3, dtype=np.uint16), "b": np.array([True, False])}, {"generation": 3})


def small() -> bytes:
    return b"".join(checkpoint.composed(SMALL, kind="run", config=""))


def test_every_flipped_bit_of_a_small_file_is_noticed(tmp_path: Path) -> None:
    content, path = small(), tmp_path / "small"
    assert len(content) < 1000
    for bit in range(8 * len(content)):
        damaged = bytearray(content)
        damaged[bit // 8] ^= 1 << (bit % 8)
        path.write_bytes(damaged)
        with pytest.raises(CheckpointError, match="small: "):
            checkpoint.load(path, kind="run")


def test_every_length_of_a_small_file_but_its_own_is_refused(tmp_path: Path) -> None:
    content, path = small(), tmp_path / "small"
    for n_bytes in [*range(len(content)), len(content) + 1, len(content) + 8]:
        path.write_bytes((content + bytes(8))[:n_bytes])
        with pytest.raises(DamagedError, match="small: "):
            checkpoint.load(path, kind="run")


def with_header(path: Path, change: Callable[[dict[str, Any]], object], data: bytes = bytes(8)) -> Path:
    """A file of two columns of four bytes whose header was changed and whose checksum fits."""
    tensors: dict[str, Any] = {
        "a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]},
        "b": {"dtype": "U8", "shape": [4], "data_offsets": [4, 8]},
    }
    change(tensors)
    description: dict[str, Any] = {
        "format_version": 2,
        "speciate_version": "0",
        "kind": "run",
        "config": "",
        "scalars": {},
        "checksums": {name: [zlib.crc32(bytes(4))] for name in tensors},
    }
    dumps = strict_json.dumps
    description["checksum"] = zlib.crc32(dumps([tensors, description]).encode())
    text = dumps({"__metadata__": {"speciate": dumps(description)}, **tensors}).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t["b"].update(data_offsets=[0, 4]), "expected 4"),
        (lambda t: t["b"].update(data_offsets=[2, 6]), "expected 6"),
        (
            lambda t: t["a"].update(data_offsets=[0, 8], shape=[8]),
            "does not begin where",
        ),
        (
            lambda t: t["a"].update(data_offsets=[0, 2], shape=[2]),
            "does not begin where",
        ),
        (lambda t: t["b"].update(data_offsets=[4, 12], shape=[8]), "expected 12"),
        (lambda t: t["b"].update(data_offsets=[-4, 8]), "-4 is no whole number from 0"),
        (lambda t: t["b"].update(data_offsets=[8, 4]), "does not fit its place"),
        (lambda t: t["b"].update(data_offsets=[4, 8.0]), "8.0 is no whole number from 0"),
        (lambda t: t["b"].update(data_offsets=[4, 2**64]), "does not fit its place"),
        (lambda t: t["b"].update(data_offsets=[4, 8, 12]), "absurd shape"),
        (lambda t: t["b"].update(shape=[2**62, 2**62]), "absurd shape"),
        (lambda t: t["b"].update(shape=[0, 2**62]), "absurd shape"),
        (lambda t: t["b"].update(shape=[]), "absurd shape"),
        (lambda t: t["b"].update(shape=[1, 1, 4]), "absurd shape"),
        (lambda t: t["b"].update(shape=[True]), "True is no whole number from 0"),
        (lambda t: t["b"].update(shape="4"), "are no list"),
        (lambda t: t["b"].update(dtype="U64"), "does not fit its place"),
        (lambda t: t["b"].update(dtype="O"), "unknown type"),
        (lambda t: t["b"].update(more=1), "unknown type"),
        (lambda t: t.update(b=4), "is no table"),
    ],
)
def test_a_header_that_contradicts_itself_is_refused(
    change: Callable[[dict[str, Any]], object], message: str, tmp_path: Path
) -> None:
    assert list(Reader(with_header(tmp_path / "good", lambda _: None)).columns) == ["a", "b"]
    with pytest.raises(DamagedError, match=message):
        checkpoint.load(with_header(tmp_path / "bad", change), kind="run")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            b'{"__metadata__": {"speciate": "{}"}, "__metadata__": {}}',
            "the key '__metadata__' is there twice",
        ),
        (b'{"__metadata__": {"speciate": "{\\"format_version\\": NaN}"}}', "NaN is no number"),
        (b'{"__metadata__": {"speciate": "{\\"format_version\\": 1e999}"}}', "too large"),
        (b'{"__metadata__": {"speciate": "{\\"format_version\\": -1}"}}', "-1 is no whole number"),
        (b'{"__metadata__": {"speciate": "{\\"format_version\\": 0}"}}', "no format 0"),
        (b'{"__metadata__": {"speciate": 4}}', "JSON object must be str"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
        (b'{"a": ' + b"[" * 30 + b"]" * 30 + b"}", "nested too deeply"),
        (b"[]", "is no table"),
        (b"\xff\xfe", "decode"),
        (b'{"a": ' + b"9" * 5000 + b"}", "4300 digits"),
    ],
)
def test_a_header_that_is_no_strict_json_is_refused(header: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad"
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    with pytest.raises(DamagedError, match=message):
        checkpoint.load(path, kind="run")


@pytest.mark.parametrize("length", [0, 1_000, 2**20, 2**40, 2**63, 2**64 - 1])
def test_a_length_beyond_the_file_or_the_limit_is_refused_before_memory_is_taken(
    length: int, tmp_path: Path
) -> None:
    path = tmp_path / "long"
    path.write_bytes(length.to_bytes(8, "little") + b"{}")
    with pytest.raises(DamagedError, match="its header is cut off"):
        Reader(path)
    with path.open("r+b") as file:
        file.truncate(2**33)  # a hole of 8 GB
    if length > 2**24:
        assert peak(path) < 10_000


def peak(path: Path) -> int:
    """Bytes of memory that refusing a file takes."""
    tracemalloc.start()
    try:
        with pytest.raises(CheckpointError):
            checkpoint.load(path, kind="run")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_header_of_nothing_but_brackets_takes_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "brackets"
    header = b'{"a": [' + b"[]," * 300_000 + b"[]]}"
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    assert peak(path) < 2 * path.stat().st_size + 32 * 2**20


def test_columns_are_read_with_the_memory_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large"
    checkpoint.save(path, Snapshot({"a": np.zeros(4_000_000)}, {}), kind="run", config="")
    tracemalloc.start()
    try:
        checkpoint.load(path, kind="run")
        assert tracemalloc.get_traced_memory()[1] < 1.1 * path.stat().st_size
    finally:
        tracemalloc.stop()


def test_a_truth_value_above_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truths"
    array = np.array([1, 2], dtype=np.uint8).view(np.bool_)
    checkpoint.save(path, Snapshot({"a": array}, {}), kind="run", config="")
    with pytest.raises(DamagedError, match="a truth value above 1"):
        checkpoint.load(path, kind="run")


def test_a_file_that_is_cut_off_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    checkpoint.save(path, Snapshot({"a": np.zeros(100_000)}, {}), kind="run", config="")
    with Reader(path) as reader:
        os.truncate(path, 400_000)
        with pytest.raises(DamagedError, match=r"cut: is damaged \(it was cut off while it was read\)"):
            reader.read("a")


def test_a_pipe_or_a_folder_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(CheckpointError, match="it is no file"):
            Reader(path)
    with pytest.raises(CheckpointError, match="is no path"):
        Reader(Path("a\0b"))


def test_rows_are_read_and_verified_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows"
    array = np.random.default_rng(0).random((50_000, 3))
    checkpoint.save(path, Snapshot({"a": array, "b": array[:, 0].copy()}, {}), kind="run", config="")
    n_read = 0
    preadv = os.preadv

    def counted(file: int, buffers: list[memoryview], position: int) -> int:
        nonlocal n_read
        n_read += (n_bytes := preadv(file, buffers, position))
        return n_bytes

    with Reader(path) as reader:
        monkeypatch.setattr("os.preadv", counted)
        for start, stop in ((0, 1), (777, 779), (49_999, 50_000), (5, 5), (0, 50_000), (50_000, 50_000)):
            n_read = 0
            assert reader.rows("a", start, stop).tolist() == array[start:stop].tolist()
            assert n_read <= (stop - start) * 24 + 2 * 65_536
        for start, stop in ((-1, 1), (3, 2), (0, 50_001)):
            with pytest.raises(CheckpointError, match="has 50000 rows"):
                reader.rows("a", start, stop)
        with pytest.raises(CheckpointError, match="has no column c"):
            reader.rows("c", 0, 1)
        with path.open("r+b") as file:
            n_sums = checksums.count(array.nbytes) + checksums.count(array.nbytes // 3)
            file.seek(path.stat().st_size - 4 * n_sums - 8)
            file.write(b"x")
        assert len(reader.rows("a", 0, 10)) == 10
        assert len(reader.rows("b", 0, 10)) == 10
        with pytest.raises(DamagedError, match="the column b has changed"):
            reader.rows("b", 49_000, 50_000)


def test_a_state_that_json_does_not_know_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for scalars in ({"a": float("nan")}, {"a": object()}, {"a": "x" * 2_000_000}):
        with pytest.raises(CheckpointError, match=r"file: the (state cannot be described|config and)"):
            checkpoint.save(tmp_path / "file", Snapshot({}, scalars), kind="run", config="")
    for array in (np.array(["a"]), np.array(3), np.zeros((1, 1, 1)), np.zeros(1, dtype=np.complex128)):
        with pytest.raises(CheckpointError, match="file: column a: type"):
            checkpoint.save(tmp_path / "file", Snapshot({"a": array}, {}), kind="run", config="")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change", [b'": ', b'" :', b'":\n'])
def test_a_header_that_is_written_otherwise_is_refused(tmp_path: Path, change: bytes) -> None:
    content, path = small(), tmp_path / "spaced"
    length = int.from_bytes(content[:8], "little")
    header = content[8 : 8 + length].rstrip().replace(b'":', change, 1)
    path.write_bytes(len(header).to_bytes(8, "little") + header + content[8 + length :])
    with pytest.raises(DamagedError, match="its header has changed"):
        checkpoint.load(path, kind="run")


def test_a_column_whose_checksum_was_changed_along_with_it_is_refused(path: Path) -> None:
    """The header holds the checksum of the checksums."""
    with Reader(path) as reader:
        (begin, end), start = (reader.columns["ids"].begin, reader.columns["ids"].end), reader._start
        first, sums = reader.columns["ids"].first_sum, reader._header.sums
    assert sums is not None
    content = bytearray(path.read_bytes())
    content[start + begin] ^= 1
    block = content[start + begin : min(start + end, start + begin + checksums.BLOCK)]
    place = start + sums.begin + 4 * first
    content[place : place + 4] = checksums.of(block).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(DamagedError, match="its checksums have changed"):
        checkpoint.load(path, kind="run")
