"""Targets for what people write: configs, metrics, genomes and options of environments."""

import json
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz import mutating

from speciate import backends
from speciate.config import Config
from speciate.config.toml import parsed
from speciate.errors import CheckpointError, ConfigError, RunDirectoryError
from speciate.evolution.genetic import Genetic
from speciate.evolution.neat import Neat
from speciate.storage import genome_json
from speciate.storage.metrics_file import MetricsFile
from speciate.values.backend import GenomeBackend

OPTIONS: dict[str, dict[str, Any]] = {
    "arena": {"preset": "classic", "duration_seconds": 5.0},
    "xor": {},
    "cart_pole": {"max_steps": 20},
}


class Texts:
    """Valid texts, and what may become of them."""

    def __init__(self, folder: Path, backend: str) -> None:
        self.backend = backend
        self.path = folder / "text"
        self.config = Config(environment="arena", environment_options=OPTIONS["arena"]).to_toml().encode()
        self.lines = b"".join(
            json.dumps({"generation": k, "best": {"fitness": k / 3}, "solved": None}).encode() + b"\n"
            for k in range(3)
        )
        self.evolution = Neat(n_inputs=2, n_outputs=1, population_size=4, backend=backend, threads=1)
        self.genome = genome_json.to_json(self.evolution.population, 0)
        self.dense = Genetic(
            n_inputs=2, n_outputs=1, hidden_layers=[2], population_size=4, backend=backend, threads=1
        )
        self.dense_genome = genome_json.to_json(self.dense.population, 0)

    def toml(self, generator: Random) -> None:
        """A changed config is a config, or refused."""
        self.path.write_bytes(mutating.content(generator, self.config))
        try:
            config = Config.from_toml(self.path)
        except ConfigError:
            return
        assert Config.build(parsed(config.to_toml(), "itself")) == config

    def metrics(self, generator: Random) -> None:
        """Changed metrics are metrics, or refused."""
        self.path.write_bytes(mutating.content(generator, self.lines))
        try:
            metrics = [line.metrics for line in MetricsFile(self.path).lines()]
        except RunDirectoryError:
            return
        assert all(one["generation"] >= 0 for one in metrics)

    def genome_json(self, generator: Random) -> None:
        """A changed genome is a genome that can be compiled, or refused."""
        self._genome_json(generator, self.genome, self.evolution.backend)

    def dense_json(self, generator: Random) -> None:
        """A changed dense network is one that can be compiled, or refused."""
        self._genome_json(generator, self.dense_genome, self.dense.backend)

    @staticmethod
    def _genome_json(generator: Random, genome: str, backend: GenomeBackend) -> None:
        if generator.random() < 0.5:
            text = mutating.content(generator, genome.encode()).decode(errors="surrogateescape")
        else:
            text = json.dumps(mutating.value(generator, json.loads(genome)))
        try:
            population = genome_json.from_json(text, backend, source="a text")
        except CheckpointError:
            return
        backend.compile(population)
        assert genome_json.from_json(genome_json.to_json(population, 0), backend, source="itself")

    def options(self, generator: Random) -> None:
        """Changed options of an environment are options, or refused."""
        name = generator.choice(sorted(OPTIONS))
        text = json.dumps(mutating.value(generator, OPTIONS[name]))
        if generator.random() < 0.5:
            text = mutating.content(generator, text.encode()).decode(errors="replace")
        try:
            options = json.loads(text)
        except ValueError:
            return
        try:
            backends.create(self.backend).games.spec(name, options)
        except ConfigError:
            return
