"""pymoo: the algorithm object, written with dill after every ``next()``, and evaluation with ``starmap``."""

from collections.abc import Callable
from importlib import metadata
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import dill
import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.problem import ElementwiseProblem
from pymoo.parallelization.starmap import StarmapParallelization
from pymoo.problems import get_problem
from pymoo.termination.max_gen import MaximumGenerationTermination

_NAME = "checkpoint"


class Adapter:
    """NSGA-II on ZDT1."""

    name = "pymoo"
    version = metadata.version("pymoo")
    way = "NSGA-II; `dill.dump(algorithm)` over the last file after every `next()`; `StarmapParallelization`"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """See ``Contender``."""
        if folder and self.checkpoints(folder):
            algorithm = _loaded(folder / _NAME)
            algorithm.termination = MaximumGenerationTermination(n_generations)
        else:
            algorithm = NSGA2(pop_size=60)
            algorithm.setup(get_problem("zdt1", n_var=5), seed=1, termination=("n_gen", n_generations))
        while algorithm.has_next():
            algorithm.next()
            if folder:
                with (folder / _NAME).open("wb") as file:
                    dill.dump(algorithm, file)
        return _content(algorithm)

    def checkpoints(self, folder: Path) -> list[Path]:
        """See ``Contender``."""
        return [path for path in [folder / _NAME] if path.exists()]

    def read(self, path: Path) -> Any:
        """See ``Contender``."""
        algorithm = _loaded(path)
        held = _content(algorithm)
        algorithm.termination = MaximumGenerationTermination(algorithm.n_gen + 1)
        algorithm.next()
        return held, _content(algorithm)

    def plant(self, path: Path, payload: object) -> None:
        """See ``Contender``."""
        path.write_bytes(dill.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        """See ``Contender``."""
        with Pool(2) as pool:
            problem = _Zdt1(before, StarmapParallelization(pool.starmap))
            algorithm = NSGA2(pop_size=60)
            algorithm.setup(problem, seed=1, termination=("n_gen", 4))
            while algorithm.has_next():
                algorithm.next()
        return _content(algorithm)


class _Zdt1(ElementwiseProblem):  # type: ignore[misc]
    def __init__(self, before: Callable[[], None], runner: Any) -> None:
        super().__init__(n_var=5, n_obj=2, xl=0.0, xu=1.0, elementwise_runner=runner)
        self.before = before

    def _evaluate(self, x: Any, out: dict[str, Any], *_: Any, **__: Any) -> None:
        self.before()
        g = 1.0 + 9.0 * float(np.mean(x[1:]))
        out["F"] = [float(x[0]), g * (1.0 - float(np.sqrt(x[0] / g)))]


def _loaded(path: Path) -> Any:
    with path.open("rb") as file:
        return dill.load(file)  # noqa: S301


def _content(algorithm: Any) -> Any:
    population = algorithm.pop
    return (
        algorithm.n_gen,
        algorithm.evaluator.n_eval,
        population.get("X").tolist(),
        population.get("F").tolist(),
        algorithm.opt.get("F").tolist(),
    )
