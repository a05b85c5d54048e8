"""Champions at equal performance: how many reach a level of a result, and their connections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from speciate.study.intervals import Interval, bootstrap, wilson
from speciate.study.plan import Task
from speciate.study.trial import Record


@dataclass(frozen=True)
class Level:
    """The champions of a task and an algorithm at a level of a result.

    Attributes:
        result: The name of the result.
        level: Its value.
        n_reached: How many champions have at least that.
        reached_interval: 95% interval of the fraction that does (Wilson 1927).
        n_within: How many of those have less than the next level.
        connections: Mean connections of these, with its 95% interval (bootstrap); None if there are none.
    """

    result: str
    level: float
    n_reached: int
    reached_interval: Interval
    n_within: int
    connections: tuple[float, Interval] | None


def levels(task: Task, records: Sequence[Record]) -> Iterator[Level]:
    """The levels of a task, in its order.

    Networks that do less need fewer connections, so sizes are compared within a level, never above one.

    Args:
        task: The task that the runs are of.
        records: From one run on. A champion that lacks a result reaches no level of it.
    """
    for result, values in task.levels.items():
        for level, above in pairwise((*values, inf)):
            reached = [one for one in records if one["results"].get(result, -inf) >= level]
            within = [one["connections"] for one in reached if one["results"][result] < above]
            yield Level(
                result,
                level,
                len(reached),
                wilson(len(reached), len(records)),
                len(within),
                bootstrap(within) if within else None,
            )
