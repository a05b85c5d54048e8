"""What the runs of a task and an algorithm say together, with 95% intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from speciate.study.intervals import Interval, bootstrap, wilson
from speciate.study.levels import Level, levels
from speciate.study.plan import Entry, Plan
from speciate.study.trial import Record

_SIZES: Final = ("connections", "hidden_nodes")


@dataclass(frozen=True)
class Summary:
    """The runs of a task and an algorithm.

    Attributes:
        task: The name of the task.
        algorithm: The name of the algorithm.
        n_runs: Number of runs that are finished.
        solvable: Whether the environment says what solved is, and runs stop for it.
        n_solved: How many of them solved the task.
        solved_interval: 95% interval of the fraction that does (Wilson 1927).
        budget: Evaluations at which a failed run is counted.
        mean_evaluations: Mean over all runs, failed ones at the budget.
        mean_interval: Its 95% interval (bootstrap of the percentiles, Efron 1979).
        median_evaluations: Median over all runs, failed ones at the budget.
        mean_seconds: Seconds per run, on one thread.
        results: Mean of every result of the champions in validation, with its 95% interval; those of an exam
            over the runs that passed it.
        held_out: Likewise of the held-out episodes, by player.
        sizes: Mean connections and hidden nodes of the champions.
        hypervolume: Mean of the archive's at the end, with its 95% interval; None with one objective.
        levels: How many champions reach the levels of the task, and their connections.
    """

    task: str
    algorithm: str
    n_runs: int
    solvable: bool
    n_solved: int
    solved_interval: Interval
    budget: int
    mean_evaluations: float
    mean_interval: Interval
    median_evaluations: float
    mean_seconds: float
    results: dict[str, tuple[float, Interval]]
    held_out: dict[str, dict[str, tuple[float, Interval]]]
    sizes: dict[str, float]
    hypervolume: tuple[float, Interval] | None
    levels: tuple[Level, ...]


def summaries(plan: Plan, records: Sequence[Record]) -> list[Summary]:
    """One for every task and algorithm of a plan that has a finished run, in the plan's order."""
    wanted = {(*trial.entry, trial.key) for trial in plan.trials()}
    kept = [one for one in records if (one["task"], one["algorithm"], one["key"]) in wanted]
    by_entry = [
        (entry, [one for one in kept if (one["task"], one["algorithm"]) == entry.name])
        for entry in plan.entries()
    ]
    return [_summary(entry, own) for entry, own in by_entry if own]


def _summary(entry: Entry, records: Sequence[Record]) -> Summary:
    budget = entry.task.budget
    evaluations = [one["evaluations"] if one["solved"] else budget for one in records]
    mean, interval = bootstrap(evaluations)
    n_solved = sum(one["solved"] is True for one in records)
    volumes = [one["hypervolume"] for one in records if one["hypervolume"] is not None]
    return Summary(
        *entry.name,
        n_runs=len(records),
        solvable=any(one["solved"] is not None for one in records),
        n_solved=n_solved,
        solved_interval=wilson(n_solved, len(records)),
        budget=budget,
        mean_evaluations=mean,
        mean_interval=interval,
        median_evaluations=float(np.median(evaluations)),
        mean_seconds=float(np.mean([one["seconds"] for one in records])),
        results=_by_name([one["results"] for one in records]),
        held_out=_by_player([one["held_out"] for one in records if "held_out" in one]),
        sizes={name: float(np.mean([one[name] for one in records])) for name in _SIZES},
        hypervolume=bootstrap(volumes) if volumes else None,
        levels=tuple(levels(entry.task, records)),
    )


def _by_name(results: Sequence[dict[str, float]]) -> dict[str, tuple[float, Interval]]:
    """Means over the runs that have a result, in alphabetical order. Some results need a passed exam."""
    names = sorted({name for one in results for name in one})
    return {name: bootstrap([one[name] for one in results if name in one]) for name in names}


def _by_player(held_out: Sequence[dict[str, Any]]) -> dict[str, dict[str, tuple[float, Interval]]]:
    players = held_out[0] if held_out else {}
    return {player: _by_name([one[player] for one in held_out]) for player in players}
