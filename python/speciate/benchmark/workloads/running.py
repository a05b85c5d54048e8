"""What a user waits for: steps, whole runs, and the start."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from speciate.benchmark.measuring import Case, Prepared
from speciate.benchmark.workloads import Choose

_N_STEPS = 20_000
_STEPS = {"cart_pole": ("fitness", 1), "arena": ("survival", 15)}
"""By environment: the result that tells how long an episode was, and how many steps its unit has."""


def cases(workload: str, takes_part: Choose) -> Sequence[Case]:
    """The cases of a workload of this module."""
    if workload == "steps":
        return list(_steps(takes_part))
    if workload == "main-job":
        return [_main_job()]
    if workload == "xor":
        return [_xor(takes_part)]
    return list(_start_up())


def _steps(takes_part: Choose) -> Iterator[Case]:
    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_rollout, "cart_pole")}
    if takes_part("gymnasium"):
        contenders["gymnasium"] = _gymnasium
    yield Case("steps", "CartPole", "step", contenders)
    yield Case("steps", "arena", "step", {"native": partial(_rollout, "arena")})


def _rollout(environment: str) -> Prepared:
    """Founders play whole episodes."""
    import numpy as np  # noqa: PLC0415

    from speciate.environments.native import BuiltInEnvironment  # noqa: PLC0415
    from speciate.neat import Neat  # noqa: PLC0415

    game = BuiltInEnvironment(environment, {}, "native")
    spec = game.spec
    evolution = Neat(
        n_inputs=spec.n_observations, n_outputs=spec.n_actions, population_size=100, seed=1, threads=1
    )
    seeds = np.arange(4, dtype=np.uint64)
    networks = evolution.ask()
    results = game.play(networks, seeds).results
    column, steps_per_unit = _STEPS[environment]
    n_steps = int(results[:, :, spec.results.index(column)].sum() * steps_per_unit)
    return Prepared(partial(_play, game, networks, seeds), n_items=n_steps)


def _play(game: Any, networks: Any, seeds: Any) -> None:
    game.play(networks, seeds)


def _gymnasium() -> Prepared:
    import gymnasium  # noqa: PLC0415

    environment = gymnasium.make("CartPole-v1")

    def call() -> None:
        environment.reset(seed=0)
        for step in range(_N_STEPS):
            _, _, terminated, truncated, _ = environment.step(step % 2)
            if terminated or truncated:
                environment.reset()

    return Prepared(call, n_items=_N_STEPS, note="actions that cost nothing; ours run a network for each")


def _main_job() -> Case:
    contenders: dict[str, Callable[[], Prepared]] = {
        "native": partial(_train, 1),
        "native, 2 threads": partial(_train, 2),
    }
    return Case("main-job", "167 genomes, 50 generations", "run", contenders, repetitions=3)


def _train(threads: int) -> Prepared:
    from speciate.runs import train  # noqa: PLC0415

    def call() -> float:
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            train(
                "arena",
                population_size=167,
                generations=50,
                seed=1,
                objectives=["survival", "kills", "power_ups"],
                threads=threads,
                quiet=True,
                run_directory=Path(folder, "run"),
            )
            return time.perf_counter() - started

    return Prepared(call, measures_itself=True)


def _xor(takes_part: Choose) -> Case:
    def ours(backend: str, seeds: range) -> Prepared:
        from speciate.runs import train  # noqa: PLC0415

        def call() -> None:
            for seed in seeds:
                with tempfile.TemporaryDirectory() as folder:
                    directory = Path(folder, "run")
                    train("xor", seed=seed, backend=backend, threads=1, quiet=True, run_directory=directory)

        return Prepared(call, n_items=len(seeds))

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native", range(20))}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference", range(2))
    return Case("xor", "until solved", "run", contenders, repetitions=3)


def _start_up() -> Iterator[Case]:
    for name, code in (
        ("import speciate", "import speciate"),
        ("speciate --help", "from speciate.cli.main import main; main(['--help'])"),
    ):
        command = [sys.executable, "-c", code]
        contenders = {
            "native": partial(_process, command),
            "python alone": partial(_process, [sys.executable, "-c", "pass"]),
        }
        yield Case("start-up", name, "process", contenders)


def _process(command: Sequence[str]) -> Prepared:
    return Prepared(partial(subprocess.run, command, check=True, capture_output=True))
