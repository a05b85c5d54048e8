"""NEAT of genoxide and of neat-python on the tasks: evaluations up to the generation that solved them."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.learning.tasks import TASKS, blind_poles, passes, poles, xor
from benchmarks.suite.peers.settings import XOR_EXAMPLE, neat_config

_SIZE: Final = 150
_LARGE: Final = 1000

Learn = Callable[[str, int], int | None]
"""Takes the name of a task and a seed; returns the evaluations, None if the budget was not enough."""


def genoxide(name: str, seed: int) -> int | None:
    """``genoxide.Neat``: XOR as in its documentation, the poles with the settings of the paper."""
    import genoxide as peer  # noqa: PLC0415

    task, solved = TASKS[name], [False]
    size, done = (_LARGE if task.large else _SIZE), [0]

    def policy(network: Any) -> Any:
        evaluator = network.recurrent() if task.recurrent else network.feed_forward()
        return evaluator.policy(scale=2, offset=-1)

    def fitness(network: Any) -> float:
        if name == "xor":
            value, solves = xor(network.feed_forward().activate)
        elif task.recurrent:
            return blind_poles(policy(network))
        else:
            value, solves = poles(policy(network))
        solved[0] |= solves
        return value

    def after(progress: Any) -> bool:
        done[0] += 1
        if task.recurrent:
            best = max(range(size), key=lambda row: progress.scores[row])
            solved[0] |= passes(policy(progress.population[best]))
        return not solved[0]

    more: dict[str, Any] = {"sharing": "raw"} if name == "xor" else {}
    if task.large:
        more = {"feed_forward": False, "population_size": _LARGE}
        more |= {"compatibility": (1.0, 1.0, 3.0, 4.0), "structural_mutation": (0.03, 0.3)}
    peer.Neat(task.n_inputs, 1, seed=seed, **more).run(
        fitness, generations=task.budget // size, on_generation=after
    )
    return done[0] * size if solved[0] else None


def neat(name: str, seed: int) -> int | None:
    """``neat-python`` with the settings of its own example of exclusive or."""
    import neat as peer  # noqa: PLC0415

    task, solved = TASKS[name], [False]
    text = neat_config(task.n_inputs, 1, _SIZE)
    for old, new in XOR_EXAMPLE.items():
        text = text.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "config")
        path.write_text(text, encoding="utf-8")
        kinds = (peer.DefaultGenome, peer.DefaultReproduction, peer.DefaultSpeciesSet, peer.DefaultStagnation)
        config = peer.Config(*kinds, str(path))

    def evaluate(genomes: Any, config: Any) -> None:
        for _, genome in genomes:
            activate = peer.nn.FeedForwardNetwork.create(genome, config).activate

            def policy(observation: Any, action: Any, activate: Any = activate) -> None:
                action[0] = 2.0 * activate(observation)[0] - 1.0

            genome.fitness, solves = xor(activate) if name == "xor" else poles(policy)
            solved[0] |= solves

    random.seed(seed)
    population = peer.Population(config)
    for generation in range(1, task.budget // _SIZE + 1):
        population.run(evaluate, 1)
        if solved[0]:
            return generation * _SIZE
    return None


RUNS: Final[tuple[tuple[str, Learn, str, int], ...]] = (
    ("genoxide", genoxide, "xor", 100),
    ("neat-python", neat, "xor", 40),
    ("genoxide", genoxide, "double pole with velocities", 120),
    ("neat-python", neat, "double pole with velocities", 40),
    ("genoxide", genoxide, "double pole without velocities", 10),
)
"""Package, what runs it, task, and number of seeds."""
