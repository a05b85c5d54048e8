"""The target for loops of one's own: states whose checksums all fit."""

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from tests.fuzz import mutating
from tests.fuzz.checkpoints import with_other_column

from speciate.errors import CheckpointError
from speciate.evolution.loop import Evolution
from speciate.storage import checkpoint
from speciate.values.snapshot import Snapshot

CONFIGS: tuple[dict[str, Any], ...] = (
    {},
    {"algorithm": "genetic", "dense": {"hidden_layers": [2]}},
    {"algorithm": "cma_es"},
    {"algorithm": "openai_es"},
    {"algorithm": "snes"},
    {"objectives": ["novelty"], "measures": ["x"]},
)


class Loops:
    """Small loops, and what may become of their files."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.path = folder / "state.safetensors"
        self.backend = backend
        self.saved = [self._saved(config, generations) for config in CONFIGS for generations in (0, 2)]
        self.n_accepted = 0

    def repaired(self, generator: Random) -> None:
        """A changed state whose checksums fit is refused, or goes on for a generation."""
        snapshot, config = generator.choice(self.saved)
        match generator.randrange(3):
            case 0:
                snapshot = Snapshot(snapshot.arrays, mutating.value(generator, snapshot.scalars))
            case 1:
                config = mutating.content(generator, config.encode()).decode(errors="replace")
            case _:
                snapshot = Snapshot(with_other_column(generator, snapshot.arrays), snapshot.scalars)
        try:
            self.path.write_bytes(b"".join(checkpoint.composed(snapshot, kind="evolution", config=config)))
            evolution = Evolution.load(self.path, backend=self.backend)
        except CheckpointError:
            return
        if evolution.config.population_size <= 64:
            self._play(evolution)
            self.n_accepted += 1

    def _saved(self, config: dict[str, Any], generations: int) -> tuple[Snapshot, str]:
        small = {"population_size": 4, "backend": self.backend, "threads": 1}
        evolution = Evolution(small | config, n_inputs=2, n_outputs=1)
        for _ in range(generations):
            self._play(evolution)
        evolution.save(self.path)
        return checkpoint.load(self.path, kind="evolution")

    def _play(self, evolution: Evolution) -> None:
        n_genomes, n_measures = len(evolution.ask()), len(evolution.config.measures)
        numbers = np.random.default_rng(evolution.generation).random(
            (n_genomes, max(1, len(evolution.told_names)))
        )
        evolution.tell(numbers, measures=np.tile(numbers[:, :1], n_measures) if n_measures else None)
