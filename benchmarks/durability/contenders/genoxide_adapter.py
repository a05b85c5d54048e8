"""genoxide: ``run(..., checkpoint=..., checkpoint_every=1, resume=...)`` and ``parallel=True``."""

import pickle
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import genoxide
from benchmarks.durability.contenders import xor

_NAME = "run.ckpt"
_MANY = 10**6


class Adapter:
    """NEAT on exclusive or."""

    name = "genoxide"
    version = metadata.version("genoxide")
    way = "NEAT; `run(checkpoint=path, checkpoint_every=1, resume=path)`; `parallel=True`, which is threads"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """See ``Contender``. Without the population: who goes on with a finished run is not shown one."""
        path = folder / _NAME if folder else None
        result = _algorithm().run(
            _fitness,
            generations=n_generations,
            checkpoint=path,
            checkpoint_every=1 if path else None,
            resume=path if path and path.exists() else None,
        )
        return _network(result.best_genome), result.best_fitness, result.evaluations

    def checkpoints(self, folder: Path) -> list[Path]:
        """See ``Contender``."""
        return [path for path in [folder / _NAME] if path.exists()]

    def read(self, path: Path) -> Any:
        """The generation that follows alone: the package does not show what a file holds."""
        seen = _Last(stops=True)
        result = _algorithm().run(_fitness, generations=_MANY, on_generation=seen, resume=path)
        return seen.content, _network(result.best_genome), result.best_fitness, result.evaluations

    def plant(self, path: Path, payload: object) -> None:
        """See ``Contender``: a pickle, which is not this package's format."""
        path.write_bytes(pickle.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        """See ``Contender``: workers are threads."""
        seen = _Last()

        def fitness(network: Any) -> float:
            before()
            return _fitness(network)

        _algorithm().run(fitness, generations=4, parallel=True, on_generation=seen)
        return seen.content


class _Last:
    """Remembers the last generation, and ends the run after the first if it is told to."""

    def __init__(self, *, stops: bool = False) -> None:
        self._stops = stops
        self.content: Any = None

    def __call__(self, progress: Any) -> bool:
        networks = [_network(network) for network in progress.population]
        self.content = (progress.generation, networks, progress.scores.tolist())
        return not self._stops


def _algorithm() -> Any:
    return genoxide.Neat(2, 1, population_size=60, seed=1)


def _fitness(network: Any) -> float:
    return xor.fitness(network.feed_forward().activate)


def _network(network: Any) -> Any:
    return repr(network.nodes()), repr(network.connections())
