"""Checkpoints: what is read is what was written, and what was changed is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as to_bytes

from speciate import checkpoint
from speciate.errors import CheckpointError, RunDirectoryError
from speciate.snapshot import Arrays, Snapshot

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


def test_every_flipped_bit_is_noticed(path: Path) -> None:
    content = path.read_bytes()
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 1 << (position % 8)
        path.write_bytes(bytes(damaged))
        with pytest.raises(CheckpointError, match=r"checkpoint\.safetensors"):
            checkpoint.load(path, kind="run")


@pytest.mark.parametrize("n_bytes", [0, 4, 100, 800, -1])
def test_a_file_that_was_cut_off_is_refused(path: Path, n_bytes: int) -> None:
    path.write_bytes(path.read_bytes()[:n_bytes])
    with pytest.raises(CheckpointError, match="is damaged or no checkpoint"):
        checkpoint.load(path, kind="run")


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
    with pytest.raises(CheckpointError, match="holds a run; expected a champion"):
        checkpoint.load(path, kind="champion")


def test_a_newer_format_is_refused_with_the_version_to_update_to(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "FORMAT_VERSION", 3)
    monkeypatch.setattr(checkpoint, "__version__", "9.9.9")
    checkpoint.save(path, Snapshot(ARRAYS, SCALARS), kind="run", config="")
    monkeypatch.undo()
    with pytest.raises(CheckpointError, match=r"has format 3, .* reads up to 2; .* 9\.9\.9, update"):
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
