"""Ten thousand genomes to disk and back, beside other formats."""

import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate import checkpoint, genomes
from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.workloads import Choose
from speciate.checkpoint.reader import Reader
from speciate.snapshot import Arrays, Snapshot, prefixed

_N_GENOMES: Final = 10_000
_N_NODES: Final = 30
_N_CONNECTIONS: Final = 600
_JSON_SHARE: Final = 100
"""JSON gets one genome out of so many, for it would take minutes."""

_ROW: Final = 4_321


def cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    """The cases of a workload of this module."""
    del takes_part
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        formats = _Formats(Path(folder))
        formats.save_all()
        for name, calls in formats.calls().items():
            contenders = {
                contender: partial(Prepared, call, note=formats.note(contender))
                for contender, call in calls.items()
            }
            yield Case(workload, name, "file", contenders, repetitions=5, limited=False)


class _Formats:
    """The same columns in every format."""

    def __init__(self, folder: Path) -> None:
        self._columns = _columns(_N_GENOMES)
        self._few = _columns(_N_GENOMES // _JSON_SHARE)
        self._paths = {name: folder / name for name in ("native", "pickle", "npz", "json")}

    def save_all(self) -> None:
        for call in self.calls()["write and flush"].values():
            call()

    def note(self, contender: str) -> str:
        size = f"{self._paths[contender].stat().st_size / 1e6:.1f} MB"
        return size + (f"; 1 genome of {_JSON_SHARE}, so multiply by that" if contender == "json" else "")

    def calls(self) -> dict[str, dict[str, Callable[[], Any]]]:
        ours, pickled, npz, text = self._paths.values()
        columns: dict[str, Any] = dict(self._columns)
        return {
            "write and flush": {
                "native": self._save,
                "pickle": lambda: _flushed(pickled, lambda file: pickle.dump(columns, file, protocol=5)),
                "npz": lambda: _flushed(npz, lambda file: np.savez(file, **columns)),
                "json": lambda: _flushed(text, lambda file: file.write(_as_json(self._few))),
            },
            "open": {
                "native": lambda: Reader(ours).close(),
                "npz": lambda: np.load(npz).close(),
            },
            "one genome": {
                "native": self._one,
                "pickle": lambda: _one_of(_unpickled(pickled)),
                "npz": lambda: _one_of(_unzipped(npz)),
                "json": lambda: json.loads(text.read_text(encoding="utf-8"))["weight"][:_N_CONNECTIONS],
            },
            "all genomes": {
                "native": lambda: checkpoint.load(ours, kind="genomes"),
                "pickle": lambda: _unpickled(pickled),
                "npz": lambda: _unzipped(npz),
                "json": lambda: json.loads(text.read_text(encoding="utf-8")),
            },
        }

    def _save(self) -> None:
        snapshot = Snapshot(prefixed("genomes", self._columns), {})
        checkpoint.save(self._paths["native"], snapshot, kind="genomes", config="")

    def _one(self) -> Arrays:
        with Reader(self._paths["native"]) as reader:
            return genomes.read_one(reader, "genomes", _ROW)


def _columns(n_genomes: int) -> Arrays:
    generator = np.random.default_rng(0)
    n_nodes, n_connections = n_genomes * _N_NODES, n_genomes * _N_CONNECTIONS

    def whole(size: int) -> NDArray[np.uint32]:
        return generator.integers(0, 2**31, size=size, dtype=np.uint32)

    return {
        "ids": np.arange(n_genomes, dtype=np.uint64),
        "node_offsets": np.arange(n_genomes + 1, dtype=np.uint64) * np.uint64(_N_NODES),
        "connection_offsets": np.arange(n_genomes + 1, dtype=np.uint64) * np.uint64(_N_CONNECTIONS),
        "node_id": whole(n_nodes),
        "node_bias": generator.random(n_nodes, dtype=np.float32),
        "node_activation": np.zeros(n_nodes, dtype=np.uint8),
        "node_aggregation": np.zeros(n_nodes, dtype=np.uint8),
        "innovation": whole(n_connections),
        "source": whole(n_connections),
        "target": whole(n_connections),
        "weight": generator.random(n_connections, dtype=np.float32),
        "enabled": np.ones(n_connections, dtype=np.bool_),
    }


def _flushed(path: Path, write: Callable[[Any], Any]) -> None:
    with path.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())


def _as_json(columns: Arrays) -> bytes:
    return json.dumps({name: column.tolist() for name, column in columns.items()}).encode()


def _unpickled(path: Path) -> Arrays:
    with path.open("rb") as file:
        columns: Arrays = pickle.load(file)  # noqa: S301  # what was written above
    return columns


def _unzipped(path: Path) -> Arrays:
    with np.load(path) as file:
        return dict(file)


def _one_of(columns: Arrays) -> Arrays:
    return {
        name: column[_ROW * _N_CONNECTIONS : (_ROW + 1) * _N_CONNECTIONS] for name, column in columns.items()
    }
