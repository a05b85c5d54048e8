"""neat-python: its ``Checkpointer`` and its ``ParallelEvaluator``."""

import gzip
import pickle
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

import neat
from benchmarks.durability.contender import TIME_LIMIT_SECONDS
from benchmarks.durability.contenders import xor
from benchmarks.suite.peers.settings import neat_config

_PREFIX = "neat-checkpoint-"


class Adapter:
    """NEAT on exclusive or."""

    name = "neat-python"
    version = metadata.version("neat-python")
    way = "NEAT; `Checkpointer(1)`, a zipped pickle for every generation; `ParallelEvaluator` with `timeout`"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """See ``Contender``."""
        paths = self.checkpoints(folder) if folder else []
        population = (
            neat.Checkpointer.restore_checkpoint(str(paths[-1]))
            if paths
            else neat.Population(_config(), seed=1)
        )
        if folder:
            population.add_reporter(neat.Checkpointer(1, filename_prefix=str(folder / _PREFIX)))
        population.run(_evaluate_all, n_generations - population.generation)
        return _content(population)

    def checkpoints(self, folder: Path) -> list[Path]:
        """See ``Contender``."""
        return sorted(folder.glob(f"{_PREFIX}*"), key=lambda path: int(path.name.removeprefix(_PREFIX)))

    def read(self, path: Path) -> Any:
        """See ``Contender``."""
        population = neat.Checkpointer.restore_checkpoint(str(path))
        held = _content(population)
        population.run(_evaluate_all, 1)
        return held, _content(population)

    def plant(self, path: Path, payload: object) -> None:
        """See ``Contender``."""
        path.write_bytes(gzip.compress(pickle.dumps(payload)))

    def evaluate(self, before: Callable[[], None]) -> Any:
        """See ``Contender``."""
        function = partial(_evaluate, before)
        with neat.ParallelEvaluator(2, function, timeout=TIME_LIMIT_SECONDS, seed=1) as evaluator:
            population = neat.Population(_config(), seed=1)
            population.run(evaluator.evaluate, 4)
        return _content(population)


def _config() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_text(neat_config(2, 1, 60), encoding="utf-8")
        return neat.Config(
            neat.DefaultGenome,
            neat.DefaultReproduction,
            neat.DefaultSpeciesSet,
            neat.DefaultStagnation,
            str(path),
        )


def _evaluate(before: Callable[[], None], genome: Any, config: Any) -> float:
    before()
    return xor.fitness(neat.nn.FeedForwardNetwork.create(genome, config).activate)


def _evaluate_all(genomes: Any, config: Any) -> None:
    for _, genome in genomes:
        genome.fitness = xor.fitness(neat.nn.FeedForwardNetwork.create(genome, config).activate)


def _content(population: Any) -> Any:
    return population.generation, [
        (key, genome.fitness, _genes(genome.nodes), _genes(genome.connections))
        for key, genome in sorted(population.population.items())
    ]


def _genes(genes: Any) -> Any:
    return sorted((key, sorted(vars(gene).items())) for key, gene in genes.items())
