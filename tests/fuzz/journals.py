"""Targets for journals: bytes as they come, and entries whose checksums fit."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz import mutating

from speciate.config import Config
from speciate.environments import checks
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError
from speciate.evolution.loop import Evolution
from speciate.parsing import strict_json
from speciate.storage import journal
from speciate.storage.checkpoint import checksums
from speciate.storage.checkpoint.folder import CheckpointFolder
from speciate.storage.journal import Entry, Journal
from speciate.training.trainer import Trainer
from speciate.values import episodes
from speciate.values.evaluation import Evaluation
from speciate.values.snapshot import Snapshot

N_GENERATIONS = 4


class Journals:
    """The journal of a small run, and what may become of it."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.environment = BuiltInEnvironment("xor", {}, backend)
        config = Config(environment="xor", population_size=4, threads=1).changed(backend=backend)
        self.config = config.resolved(results=self.environment.spec.results)
        evolution = self._evolution(None)
        kept = CheckpointFolder(folder, folder / "older")
        self.snapshot = evolution.snapshot()
        written = kept.save(self.snapshot, config=self.config.to_toml(), n_kept=1)
        for _ in range(N_GENERATIONS):
            self._add(evolution, written)
        self.path = written.path
        self.checkpoint = written.path.with_suffix(".safetensors")
        self.original = written.path.read_bytes()
        self.entries = list(journal.read(self.checkpoint))

    def read(self, generator: Random) -> None:
        """Changed bytes give entries as they were written, or none; with other checksums what can be told."""
        if generator.random() < 0.5:
            self.path.write_bytes(mutating.content(generator, self.original))
            assert all(
                entry.evaluation.results.tobytes() == other.evaluation.results.tobytes()
                and entry.evaluation.failed.tobytes() == other.evaluation.failed.tobytes()
                for entry, other in zip(self._read(), self.entries, strict=False)
            )
            return
        self.path.write_bytes(b"".join(self._sealed(generator)))
        trainer = Trainer(self._evolution(self.snapshot), self.environment)
        try:
            list(trainer.replay(journal.read(self.checkpoint)))
        except CheckpointError:
            return

    def _sealed(self, generator: Random) -> Iterator[bytes]:
        """The lines with one change, each with a checksum that fits and the one of the line before."""
        tables = [strict_json.loads(line) for line in self.original.splitlines()]
        before = tables[0]["before"]
        changed = generator.randrange(len(tables))
        for number, table in enumerate(tables):
            del table["checksum"]
            table["before"] = before
            content = (
                self._changed(generator, table) if number == changed else strict_json.dumps(table).encode()
            )
            before = checksums.of(content[:-1])
            yield content[:-1] + b',"checksum":%d}\n' % before

    def _changed(self, generator: Random, table: dict[str, Any]) -> bytes:
        text = strict_json.dumps(table).encode()
        if generator.random() < 0.2:
            return mutating.content(generator, text)
        try:
            return strict_json.dumps(mutating.value(generator, table)).encode()
        except ValueError:
            return text

    def _read(self) -> list[Entry]:
        try:
            return list(journal.read(self.checkpoint))
        except CheckpointError:
            return []

    def _evolution(self, snapshot: Snapshot | None) -> Evolution:
        spec = self.environment.spec
        return Evolution(
            self.config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, snapshot=snapshot
        )

    def _add(self, evolution: Evolution, written: Journal) -> None:
        generation = evolution.generation
        seeds = episodes.training_seeds(0, generation, 1)
        played = checks.play(self.environment, evolution.ask(), seeds)
        evaluation = Evaluation(episodes.mean(played.results), played.failed)
        evolution.tell(evaluation.results[:, :1], evaluation.failed)
        written.append(Entry(generation, evaluation, solved=None, timing={"seconds": 0.5}))
        written.flush()
