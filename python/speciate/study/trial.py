"""One run of a study, and what is kept of it."""

import time
from typing import Any

from speciate._version import __version__
from speciate.evolution.metrics import mean_connections, mean_hidden_nodes
from speciate.study.plan import Trial
from speciate.training.comparison import compare
from speciate.training.results import Run
from speciate.training.runs import train

Record = dict[str, Any]
"""What is kept of a run, as JSON takes it."""


def record(trial: Trial) -> Record:
    """Runs a trial in this process, on one thread.

    Args:
        trial: What is run.

    Returns:
        Its names and key; ``solved``, None where nothing says what that is; ``evaluations`` up to the end of
        the generation that solved it, or of the last one; the champion's size; its validation ``results``,
        its ``held_out`` ones and ``curves`` if wanted, the latter by generation: best and mean of the first
        objective, seconds, and the stage where there are some.
    """
    started = time.perf_counter()
    run = train(config=trial.config, quiet=True)
    seconds = time.perf_counter() - started
    task, algorithm = trial.entry
    last = run.metrics[-1]
    kept: Record = {
        "task": task,
        "algorithm": algorithm,
        "seed": trial.config.seed,
        "key": trial.key,
        "version": __version__,
        "solved": last["solved"],
        "generations": run.generation,
        "evaluations": last["evaluations"],
        "seconds": seconds,
        "results": dict(run.champion_results),
        "hypervolume": last.get("hypervolume"),
    }
    kept |= {"held_out": _held_out(run)} if trial.held_out else {}
    kept |= {"curves": _curves(run)} if trial.curves else {}
    return kept | _size(run)


def _size(run: Run) -> Record:
    genome = run.champion.genome
    return {"connections": mean_connections(genome), "hidden_nodes": mean_hidden_nodes(genome)}


def _held_out(run: Run) -> Record:
    """The means of the held-out episodes, by player and result."""
    names = run.environment.spec.results
    return {
        played.player: dict(zip(names, played.means.tolist(), strict=True))
        for played in compare(run, n_members=0)
    }


def _curves(run: Run) -> Record:
    """The first objective, the seconds and the stage, generation by generation."""
    first = run.evolution.names[0]
    curves: Record = {name: [one[name][first] for one in run.metrics] for name in ("best", "mean")}
    curves["seconds"] = [one["timing"]["seconds"] for one in run.metrics]
    if "stage" in run.metrics[0]:
        curves["stage"] = [one["stage"] for one in run.metrics]
    return curves
