"""Targets for checkpoints: bytes as they come, and states whose checksums all fit."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.fuzz import mutating

from speciate.config import Config
from speciate.config.sections import Mutation
from speciate.config.toml import parsed
from speciate.environments import checks
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError, ConfigError
from speciate.evolution.loop import Evolution
from speciate.evolution.nsga2 import Nsga2
from speciate.parsing import strict_json
from speciate.storage import checkpoint, genome_json, genomes
from speciate.storage.checkpoint import checksums, header
from speciate.storage.checkpoint.reader import Reader
from speciate.values import episodes
from speciate.values.snapshot import Snapshot

Parts = tuple[dict[str, Any], dict[str, Any], bytes]
"""Tensors of the header, description, and columns."""


class Checkpoints:
    """Small checkpoints of real runs, and what may become of them."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.path = folder / "checkpoint.safetensors"
        self.backend = backend
        self.environment = BuiltInEnvironment("xor", {}, backend)
        self.snapshots = [
            self._trained(objectives, generations)
            for objectives in (("fitness",), ("fitness", "correct"))
            for generations in (0, 3)
        ]
        self.originals = [
            b"".join(checkpoint.composed(snapshot, kind="run", config=config))
            for snapshot, config in self.snapshots
        ]
        self.n_accepted = 0

    def damaged(self, generator: Random) -> None:
        """Changed bytes are refused, whatever they are."""
        original = generator.choice(self.originals)
        changed = mutating.content(generator, original)
        if changed != original:
            self.path.write_bytes(changed)
            assert not self._is_accepted(), "changed bytes were accepted"

    def repaired(self, generator: Random) -> None:
        """A changed state whose checksums fit is refused, or goes on for a generation."""
        snapshot, config = generator.choice(self.snapshots)
        match generator.randrange(5):
            case 0:
                snapshot = Snapshot(snapshot.arrays, mutating.value(generator, snapshot.scalars))
            case 1:
                config = mutating.content(generator, config.encode()).decode(errors="replace")
            case 2:
                self._write(_with_other_header(generator, snapshot, config))
                self.n_accepted += self._is_accepted()
                return
            case _:
                snapshot = Snapshot(with_other_column(generator, snapshot.arrays), snapshot.scalars)
        try:
            self.path.write_bytes(b"".join(checkpoint.composed(snapshot, kind="run", config=config)))
        except CheckpointError:
            return
        self.n_accepted += self._is_accepted()

    def _is_accepted(self) -> bool:
        try:
            snapshot, text = checkpoint.load(self.path, kind="run")
            evolution = self._evolution(snapshot, Config.build(parsed(text, self.path)))
        except (CheckpointError, ConfigError):
            return False
        self._play(evolution)
        evolution.snapshot()
        return True

    def read(self, generator: Random) -> None:
        """One genome of a state that nobody has checked is a genome in words, or refused."""
        snapshot, config = generator.choice(self.snapshots)
        snapshot = Snapshot(with_other_column(generator, snapshot.arrays), snapshot.scalars)
        try:
            self.path.write_bytes(b"".join(checkpoint.composed(snapshot, kind="run", config=config)))
            with Reader(self.path) as reader:
                group = generator.choice(["asked", *genomes.groups(reader)])
                genome_json.text_of(genomes.read_one(reader, group, generator.randrange(5)), 3, 1)
        except CheckpointError:
            return

    def _evolution(self, snapshot: Snapshot | None, config: Config) -> Evolution:
        spec = self.environment.spec
        config = config.changed(backend=self.backend, threads=1)
        return Evolution(config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, snapshot=snapshot)

    def _play(self, evolution: Evolution) -> None:
        seeds = episodes.training_seeds(0, evolution.generation, 1)
        results = episodes.mean(checks.play(self.environment, evolution.ask(), seeds).results)
        evolution.tell(results[:, : len(evolution.names)])

    def _trained(self, objectives: tuple[str, ...], generations: int) -> tuple[Snapshot, str]:
        growing: dict[str, Any] = {"add_node_rate": 0.5, "add_connection_rate": 0.5}
        config = Config(
            environment="xor", objectives=objectives, population_size=4, mutation=Mutation(**growing)
        )
        evolution = self._evolution(None, config.resolved())
        for _ in range(generations):
            self._play(evolution)
        return evolution.snapshot(), evolution.config.to_toml()

    def _write(self, parts: Parts) -> None:
        """A file whose checksums fit: that of the header, and those of what the offsets of columns name."""
        tensors, description, data = parts
        sums = {}
        for name, tensor in tensors.items():
            offsets = tensor.get("data_offsets") if isinstance(tensor, dict) else None
            wholes = [max(one, 0) for one in offsets if type(one) is int] if isinstance(offsets, list) else []
            sums[name] = checksums.of_blocks(data[slice(*wholes)]) if len(wholes) == 2 else []
        if "checksums" in description and description["checksums"] == {}:
            description["checksums"] = sums
        own = description | {"checksum": checksums.of(strict_json.dumps([tensors, description]).encode())}
        text = strict_json.dumps({"__metadata__": {"speciate": strict_json.dumps(own)}, **tensors}).encode()
        text += b" " * (-len(text) % 8)
        self.path.write_bytes(len(text).to_bytes(8, "little") + text + data)


class Vectors:
    """The same for NSGA-II over vectors."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.path = folder / "vectors.safetensors"
        self.backend = backend
        self.snapshots = [self._trained(generations) for generations in (0, 2)]

    def repaired(self, generator: Random) -> None:
        """A changed state whose checksums fit is refused, or goes on for a generation."""
        snapshot = generator.choice(self.snapshots)
        if generator.random() < 0.5:
            snapshot = Snapshot(snapshot.arrays, mutating.value(generator, snapshot.scalars))
        else:
            snapshot = Snapshot(with_other_column(generator, snapshot.arrays), snapshot.scalars)
        try:
            self.path.write_bytes(b"".join(checkpoint.composed(snapshot, kind="vectors", config="")))
            evolution = Nsga2.load(self.path, backend=self.backend)
        except CheckpointError:
            return
        self._play(evolution)

    def _trained(self, generations: int) -> Snapshot:
        evolution = Nsga2(n_variables=3, population_size=4, backend=self.backend)
        for _ in range(generations):
            self._play(evolution)
        return evolution.snapshot()

    def _play(self, evolution: Nsga2) -> None:
        vectors = evolution.ask()
        n_objectives = len(evolution.names)
        evolution.tell(np.stack([np.cos(vectors[:, 0] * k) for k in range(n_objectives)], axis=1))


def _with_other_header(generator: Random, snapshot: Snapshot, config: str) -> Parts:
    """Other types, shapes, offsets or names, another description, or other bytes after it."""
    first, *columns = checkpoint.composed(snapshot, kind="run", config=config)
    tensors = strict_json.loads(bytes(first[header.LENGTH_BYTES :]))
    description = strict_json.loads(tensors.pop("__metadata__")["speciate"])
    del description["checksum"]
    description["checksums"] = {}
    data = b"".join(columns)
    match generator.randrange(4):
        case 0:
            description = mutating.value(generator, description)
            description = description if isinstance(description, dict) else {}
        case 1:
            data = mutating.content(generator, data)
        case _:
            tensors = mutating.value(generator, tensors)
            tensors = tensors if isinstance(tensors, dict) else {}
    return tensors, description, data


def with_other_column(generator: Random, arrays: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    name = generator.choice(sorted(arrays))
    array = arrays[name].copy()
    rest = {key: one for key, one in arrays.items() if key != name}
    match generator.randrange(7):
        case 0:
            return rest
        case 1:
            return rest | {generator.choice(sorted(arrays)): array}
        case 2:
            return rest | {name: array[: generator.randrange(len(array) + 1)]}
        case 3:
            return rest | {name: np.concatenate([array, array])}
        case 4:
            kinds = (np.float64, np.float32, np.uint64, np.uint32, np.uint8, np.bool_, np.int64)
            with np.errstate(all="ignore"):
                return rest | {name: array.astype(generator.choice(kinds))}
        case 5:
            return rest | {name: array.reshape(-1, 1) if generator.random() < 0.5 else array[::-1]}
    flat = array.reshape(-1).view(np.uint8)
    for _ in range(generator.randint(1, 3) if len(flat) else 0):
        at = generator.randrange(len(flat))
        flat[at] = generator.choice((0, 1, 127, 128, 255, flat[at] ^ (1 << generator.randrange(8))))
    return rest | {name: array}
