"""A run's state and ten thousand genomes to disk and back, beside what other packages' users call."""

import json
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import saving
from benchmarks.suite.peers.graphs import graphs
from benchmarks.suite.workloads import Choose
from benchmarks.suite.workloads.genomes import N_INPUTS, N_OUTPUTS, grown

from speciate import load_network
from speciate.config import Config
from speciate.evolution.neat import Neat
from speciate.storage import genomes
from speciate.storage.checkpoint.reader import Reader
from speciate.values.networks import Networks
from speciate.values.population import Population
from speciate.values.snapshot import Arrays

_N_STATE: Final = 167
_N_GENERATIONS: Final = 30
_N_GENOMES: Final = 10_000
_N_FEW: Final = 100
"""Genomes of contenders that would take minutes for all."""

_ROW: Final = 4_321
_Call = Callable[[], Any]


def cases(workload: str, takes_part: Choose) -> Iterator[Case]:
    """The cases of a workload of this module."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield from (_states if workload == "population-file" else _files)(workload, Path(folder), takes_part)


def _states(workload: str, folder: Path, takes_part: Choose) -> Iterator[Case]:
    pairs = {"native": _state(folder)}
    for peer, prepare in saving.STATES.items():
        if takes_part(peer):
            pairs[peer] = prepare(folder, N_INPUTS, N_OUTPUTS, _N_STATE)
    for place, what in enumerate(("save", "load")):
        for save, _ in pairs.values():
            save()
        contenders = {name: partial(Prepared, pair[place]) for name, pair in pairs.items()}
        yield Case(workload, what, "file", contenders)


def _state(folder: Path) -> saving.Calls:
    evolution = Neat(n_inputs=N_INPUTS, n_outputs=N_OUTPUTS, population_size=_N_STATE, seed=1, threads=1)
    fitness = np.random.default_rng(0).random(_N_STATE)
    for _ in range(_N_GENERATIONS):
        evolution.ask()
        evolution.tell(fitness)
    path = folder / "evolution"
    return partial(evolution.save, path), partial(Neat.load, path)


def _files(workload: str, folder: Path, takes_part: Choose) -> Iterator[Case]:
    files = _Files(folder, takes_part)
    files.save_all()
    for name, calls in files.calls().items():
        whole = name in {"write and flush", "all genomes"}
        contenders = {
            contender: partial(
                Prepared, call, n_items=files.counts[contender] if whole else 1, note=files.note(contender)
            )
            for contender, call in calls.items()
        }
        unit = "genome" if whole else "file"
        yield Case(workload, name, unit, contenders, repetitions=5, limited=False)


class _Files:
    """The same genomes in every format. Loading ends with genomes that a user can run."""

    def __init__(self, folder: Path, takes_part: Choose) -> None:
        self._backend, self._population = grown("native", _N_GENOMES)
        self._few = self._population.select(np.arange(_N_FEW, dtype=np.uint32))
        self._config = Config.build({"population_size": _N_GENOMES}).resolved()
        names = ["native", "pickle", "npz", "json", *filter(takes_part, ("neat", "genoxide"))]
        self._paths = {name: folder / name for name in names}
        self.counts = {name: _N_GENOMES if name in {"native", "pickle", "npz"} else _N_FEW for name in names}
        some = graphs(self._few.columns(), N_INPUTS, N_OUTPUTS)
        self._peers = {name: saving.genomes(name, self._paths[name], some) for name in names[4:]}

    def save_all(self) -> None:
        for call in self.calls()["write and flush"].values():
            call()

    def note(self, contender: str) -> str:
        size = f"{self._paths[contender].stat().st_size / self.counts[contender] / 1e3:.1f} kB a genome"
        return size + (f"; {_N_FEW} genomes" if self.counts[contender] == _N_FEW else "")

    def calls(self) -> dict[str, dict[str, _Call]]:
        ours, pickled, npz = (self._paths[name] for name in ("native", "pickle", "npz"))
        write: dict[str, _Call] = {
            "native": lambda: genomes.save(ours, self._population, config=self._config),
            "pickle": lambda: self._flushed(
                "pickle", lambda file: pickle.dump(self._columns(), file, protocol=5)
            ),
            "npz": lambda: self._flushed("npz", lambda file: np.savez(file, **self._columns())),
            "json": lambda: self._flushed("json", lambda file: file.write(_as_json(self._few.columns()))),
        }
        every: dict[str, _Call] = {
            "native": lambda: genomes.load(ours, self._backend),
            "pickle": lambda: self._backend.population(_unpickled(pickled)),
            "npz": lambda: self._backend.population(_unzipped(npz)),
            "json": self._from_json,
        }
        for name, (save, load) in self._peers.items():
            write[name], every[name] = partial(self._written, name, save), load
        return {
            "write and flush": write,
            "open": {"native": lambda: Reader(ours).close(), "npz": lambda: np.load(npz).close()},
            "one network": {
                "native": lambda: load_network(ours, row=_ROW),
                "pickle": lambda: self._one_of(_unpickled(pickled)),
                "npz": lambda: self._one_of(_unzipped(npz)),
            },
            "all genomes": every,
        }

    def _columns(self) -> dict[str, Any]:
        return dict(self._population.columns())

    def _flushed(self, name: str, write: Callable[[Any], Any]) -> None:
        with self._paths[name].open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())

    def _written(self, name: str, save: _Call) -> None:
        save()
        with self._paths[name].open("rb") as file:
            os.fsync(file.fileno())

    def _one_of(self, columns: Arrays) -> Any:
        return Networks(self._backend.population(columns), self._backend)[_ROW]

    def _from_json(self) -> Population:
        lists = json.loads(self._paths["json"].read_text(encoding="utf-8"))
        kinds = self._few.columns()
        return self._backend.population(
            {name: np.array(lists[name], dtype=kinds[name].dtype) for name in kinds}
        )


def _as_json(columns: Arrays) -> bytes:
    return json.dumps({name: column.tolist() for name, column in columns.items()}).encode()


def _unpickled(path: Path) -> Arrays:
    with path.open("rb") as file:
        columns: Arrays = pickle.load(file)  # noqa: S301  # what was written above
    return columns


def _unzipped(path: Path) -> Arrays:
    with np.load(path) as file:
        return dict(file)
