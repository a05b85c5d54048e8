"""DEAP: the loop of its tutorial on checkpoints, which pickles a dictionary, and ``toolbox.map`` with a pool.

Two slips of the tutorial are put right: a file of bytes is opened as such, and going on begins with the next
generation and not with the one that was saved.
"""

import pickle
import random
from collections.abc import Callable
from functools import partial
from importlib import metadata
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from deap import algorithms, base, creator, tools

_NAME = "checkpoint_name.pkl"

creator.create("FitnessMax", base.Fitness, weights=(1.0,))
creator.create("Individual", list, fitness=creator.FitnessMax)


class Adapter:
    """A genetic algorithm on OneMax."""

    name = "DEAP"
    version = metadata.version("deap")
    way = "OneMax; the tutorial's loop: a pickled dictionary over the last file; `toolbox.map` of a `Pool`"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """See ``Contender``."""
        state = _loaded(folder / _NAME) if folder and self.checkpoints(folder) else _founded()
        return _content(_run(state, n_generations, map, folder))

    def checkpoints(self, folder: Path) -> list[Path]:
        """See ``Contender``."""
        return [path for path in [folder / _NAME] if path.exists()]

    def read(self, path: Path) -> Any:
        """See ``Contender``."""
        state = _loaded(path)
        held = _content(state)
        return held, _content(_run(state, state["generation"] + 2, map, None))

    def plant(self, path: Path, payload: object) -> None:
        """See ``Contender``."""
        path.write_bytes(pickle.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        """See ``Contender``."""
        with Pool(2) as pool:
            return _content(_run(_founded(), 4, pool.map, None, before))


def _toolbox(map_: Callable[..., Any], before: Callable[[], None] | None) -> Any:
    toolbox = base.Toolbox()
    toolbox.register("attr_bool", random.randint, 0, 1)
    toolbox.register("individual", tools.initRepeat, creator.Individual, toolbox.attr_bool, 100)
    toolbox.register("population", tools.initRepeat, list, toolbox.individual)
    toolbox.register("evaluate", partial(_evaluate, before))
    toolbox.register("mate", tools.cxTwoPoint)
    toolbox.register("mutate", tools.mutFlipBit, indpb=0.05)
    toolbox.register("select", tools.selTournament, tournsize=3)
    toolbox.register("map", map_)
    return toolbox


def _evaluate(before: Callable[[], None] | None, individual: Any) -> tuple[int]:
    if before:
        before()
    return (sum(individual),)


def _founded() -> dict[str, Any]:
    random.seed(1)
    return {
        "population": _toolbox(map, None).population(n=300),
        "generation": -1,
        "halloffame": tools.HallOfFame(maxsize=1),
        "logbook": tools.Logbook(),
        "rndstate": random.getstate(),
    }


def _run(
    state: dict[str, Any],
    n_generations: int,
    map_: Callable[..., Any],
    folder: Path | None,
    before: Callable[[], None] | None = None,
) -> dict[str, Any]:
    toolbox = _toolbox(map_, before)
    population, halloffame, logbook = state["population"], state["halloffame"], state["logbook"]
    random.setstate(state["rndstate"])
    for generation in range(state["generation"] + 1, n_generations):
        population = algorithms.varAnd(population, toolbox, cxpb=0.5, mutpb=0.2)
        invalid = [individual for individual in population if not individual.fitness.valid]
        for individual, values in zip(invalid, toolbox.map(toolbox.evaluate, invalid), strict=True):
            individual.fitness.values = values
        halloffame.update(population)
        logbook.record(gen=generation, evals=len(invalid))
        population = toolbox.select(population, k=len(population))
        state = {
            "population": population,
            "generation": generation,
            "halloffame": halloffame,
            "logbook": logbook,
            "rndstate": random.getstate(),
        }
        if folder:
            with (folder / _NAME).open("wb") as file:
                pickle.dump(state, file)
    return state


def _loaded(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        state: dict[str, Any] = pickle.load(file)  # noqa: S301
    return state


def _content(state: dict[str, Any]) -> Any:
    return (
        state["generation"],
        [(list(one), one.fitness.values) for one in state["population"]],
        [(list(one), one.fitness.values) for one in state["halloffame"]],
        [sorted(record.items()) for record in state["logbook"]],
        state["rndstate"],
    )
