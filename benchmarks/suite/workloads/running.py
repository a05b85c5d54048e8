"""What a user waits for: steps, whole runs, and the start."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.suite.measuring import Case, Prepared
from benchmarks.suite.peers import solving, stepping
from benchmarks.suite.workloads import Choose

from speciate.evaluators.choice import evaluator
from speciate.training import champion
from speciate.training.fault_records import FaultRecords

MAIN_JOB = "167 genomes, 50 generations"
_PHASES = {
    "native": "the whole run",
    "evaluate": "compiling networks and playing a generation's episodes",
    "validate": "playing 20 episodes with every candidate for the champion, done again to time it",
    "tell": "selection, speciation, breeding and the archive",
    "all else": "founding, metrics and saving",
}
_STEPS = {"cart_pole": ("fitness", 1), "arena": ("survival", 15)}
"""By environment: the result that tells how long an episode was, and how many steps its unit has."""


def cases(workload: str, takes_part: Choose) -> Iterable[Case]:
    """The cases of a workload of this module."""
    if workload == "steps":
        return list(_steps(takes_part))
    if workload == "main-job":
        return list(_main_job())
    if workload == "xor":
        return [_xor(takes_part)]
    return list(_start_up(takes_part))


def _steps(takes_part: Choose) -> Iterator[Case]:
    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_rollout, "cart_pole")}
    for name, (package, prepare) in stepping.PLAYS.items():
        if takes_part(package):
            contenders[name] = partial(_stepped, prepare)
    yield Case("steps", "CartPole", "step", contenders)
    yield Case("steps", "arena", "step", {"native": partial(_rollout, "arena")})


def _rollout(environment: str) -> Prepared:
    """Founders play whole episodes."""
    import numpy as np  # noqa: PLC0415

    from speciate.environments.native import BuiltInEnvironment  # noqa: PLC0415
    from speciate.evolution.neat import Neat  # noqa: PLC0415

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
    return Prepared(partial(_play, game, networks, seeds), n_items=n_steps, note="with networks")


def _play(game: Any, networks: Any, seeds: Any) -> None:
    game.play(networks, seeds)


def _stepped(prepare: stepping.Prepare) -> Prepared:
    call, n_steps, note = prepare()
    return Prepared(call, n_items=n_steps, note=note)


def _main_job() -> Iterator[Case]:
    contenders: dict[str, Callable[[], Prepared]] = {
        "native": partial(_prepared_run, 1),
        "native, 2 threads": partial(_prepared_run, 2),
    }
    yield Case("main-job", MAIN_JOB, "run", contenders, repetitions=3, limited=False)
    phases = cache(partial(_phases, 2))
    shares: dict[str, Callable[[], Prepared]] = {
        name: partial(_prepared_phase, phases, name) for name in _PHASES
    }
    yield Case("main-job", f"{MAIN_JOB}, 2 threads, by phase", "run", shares, repetitions=1, limited=False)


def _prepared_run(threads: int) -> Prepared:
    return Prepared(lambda: main_job(threads)[0], measures_itself=True)


def _prepared_phase(phases: Callable[[], dict[str, float]], name: str) -> Prepared:
    return Prepared(lambda: phases()[name], note=_PHASES[name], measures_itself=True)


def _phases(threads: int) -> dict[str, float]:
    """Seconds of a whole run and of its parts."""
    whole, _, run = main_job(threads)
    evaluate = sum(one["timing"]["evaluate_seconds"] for one in run.metrics)
    generations = sum(one["timing"]["seconds"] for one in run.metrics)
    started = time.perf_counter()
    evaluating = evaluator(run.evolution.config, run.environment, FaultRecords(run.evolution, None).take)
    champion.validated(run.evolution, evaluating, run.environment.spec)
    validate = time.perf_counter() - started
    return {
        "native": whole,
        "evaluate": evaluate,
        "validate": validate,
        "tell": generations - evaluate,
        "all else": whole - generations - validate,
    }


def main_job(threads: int, config: Mapping[str, Any] | None = None) -> tuple[float, float, Any]:
    """Seconds of the main job, seconds of the processors, and its run.

    Args:
        threads: Threads of the native backend.
        config: Other settings than the defaults.
    """
    from speciate.training.runs import train  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        started, of_processors = time.perf_counter(), time.process_time()
        run = train(
            "arena",
            population_size=167,
            generations=50,
            seed=1,
            objectives=["survival", "kills", "power_ups"],
            threads=threads,
            config=config,
            quiet=True,
            run_directory=Path(folder, "run"),
        )
        return time.perf_counter() - started, time.process_time() - of_processors, run


def _xor(takes_part: Choose) -> Case:
    def ours(backend: str, seeds: range) -> Prepared:
        from speciate.training.runs import train  # noqa: PLC0415

        def call() -> None:
            for seed in seeds:
                with tempfile.TemporaryDirectory() as folder:
                    directory = Path(folder, "run")
                    train("xor", seed=seed, backend=backend, threads=1, quiet=True, run_directory=directory)

        return Prepared(call, n_items=len(seeds))

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native", range(20))}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference", range(1))
    for peer, (solve, n_seeds) in solving.SOLVES.items():
        if takes_part(peer):
            contenders[peer] = partial(_solved, solve, n_seeds)
    return Case("xor", "until solved", "run", contenders, repetitions=3, limited=False)


def _solved(solve: solving.Solve, n_seeds: int) -> Prepared:
    note = f"{sum(map(solve, range(n_seeds)))} of {n_seeds} seeds solved"

    def call() -> None:
        for seed in range(n_seeds):
            solve(seed)

    return Prepared(call, n_items=n_seeds, note=note)


_FOUND = {
    "native": ("import speciate; speciate.Neat(n_inputs=4, n_outputs=2, seed=1).ask()", ""),
    "genoxide": ("import genoxide; genoxide.Neat(4, 2, seed=1).run(lambda _: 0.0, generations=0)", ""),
    "neat": ("import neat", "the import alone"),
    "pymoo": ("from pymoo.algorithms.moo.nsga2 import NSGA2; NSGA2()", "the algorithm alone"),
    "numpy": ("import numpy", "the import alone"),
}
"""By package: the import and a first population, and what is left out of it."""


def _start_up(takes_part: Choose) -> Iterator[Case]:
    alone = {"python alone": partial(_process, "pass")}
    found: dict[str, Callable[[], Prepared]] = {
        name: partial(_process, code, note)
        for name, (code, note) in _FOUND.items()
        if name == "native" or takes_part(name)
    }
    yield Case("start-up", "a first population", "process", found | alone)
    for name, code in (
        ("import speciate", "import speciate"),
        ("speciate --help", "from speciate.cli.main import main; main(['--help'])"),
    ):
        yield Case("start-up", name, "process", {"native": partial(_process, code)} | alone)


def _process(code: str, note: str = "") -> Prepared:
    command = [sys.executable, "-c", code]
    return Prepared(partial(subprocess.run, command, check=True, capture_output=True), note=note)
