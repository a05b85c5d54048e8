"""Populations on disk, as users of neat-python and genoxide save them."""

import contextlib
import io
import itertools
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.suite.peers.graphs import Graph, of_genoxide, of_neat
from benchmarks.suite.peers.settings import settings_of_neat

_N_GENERATIONS = 3
Calls = tuple[Callable[[], Any], Callable[[], Any]]
"""What saves and what loads."""


def neat_checkpoint(folder: Path, n_inputs: int, n_outputs: int, population_size: int) -> Calls:
    """``neat.Checkpointer``: a zipped pickle of a population after a few generations."""
    import neat  # noqa: PLC0415

    config = settings_of_neat(n_inputs, n_outputs, population_size)
    population, values = neat.Population(config), itertools.count()

    def evaluate(genomes: Any, _: Any) -> None:
        for _key, genome in genomes:
            genome.fitness = float(next(values) * 7919 % 1009)

    population.run(evaluate, _N_GENERATIONS)
    keeper = neat.Checkpointer(1, filename_prefix=str(folder / "neat-"))

    def save() -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            keeper.save_checkpoint(config, population.population, population.species, 0)

    def load() -> Any:
        with contextlib.redirect_stdout(io.StringIO()):
            return neat.Checkpointer.restore_checkpoint(str(folder / "neat-0"))

    return save, load


def genoxide_networks(folder: Path, n_inputs: int, n_outputs: int, population_size: int) -> Calls:
    """A pickle of the networks of ``genoxide.Neat`` after a few generations."""
    import genoxide  # noqa: PLC0415

    networks: list[Any] = []

    def keep(progress: Any) -> None:
        networks[:] = progress.population

    algorithm = genoxide.Neat(n_inputs, n_outputs, population_size=population_size, seed=1)
    algorithm.run(len, generations=_N_GENERATIONS, on_generation=keep)
    return pickled(folder / "genoxide", networks)


def genomes(name: str, path: Path, some: list[Graph]) -> Calls:
    """A pickle of genomes of neat-python or genoxide."""
    make = {"neat": of_neat, "genoxide": of_genoxide}[name]
    return pickled(path, [make(graph) for graph in some])


def pickled(path: Path, value: Any) -> Calls:
    """A pickle of anything."""

    def save() -> None:
        with path.open("wb") as file:
            pickle.dump(value, file, protocol=5)

    def load() -> Any:
        with path.open("rb") as file:
            return pickle.load(file)  # noqa: S301  # what was written above

    return save, load


STATES = {"neat": neat_checkpoint, "genoxide": genoxide_networks}
"""By the name of the package: what saves and loads a population in the middle of evolution."""
