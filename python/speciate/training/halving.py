"""Choosing among candidates by sequential halving: the better a candidate looks, the more episodes it plays.

Karnin, Koren & Somekh 2013 (Almost optimal exploration in multi-armed bandits, algorithm 1). The results of
earlier rounds count on, as in Jamieson & Talwalkar 2016 (Non-stochastic best arm identification, figure 3).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from speciate.evaluators.attempt import at
from speciate.evaluators.protocol import Evaluator
from speciate.values import episodes
from speciate.values.evaluation import Evaluation
from speciate.values.networks import Networks
from speciate.values.types import Uint32s, Uint64s

BestFirst = Callable[[Evaluation], Uint32s]
"""Gives the rows of an evaluation, best first."""


class Winner(NamedTuple):
    """The candidate that is left in the end.

    Attributes:
        row: Its row among the candidates.
        evaluation: Its means over all episodes that it played, one row; failed if all candidates failed.
    """

    row: int
    evaluation: Evaluation


class _Left(NamedTuple):
    """The candidates that still play.

    Attributes:
        rows: Their rows among all candidates, ascending: uint32 (n_left,).
        means: Their means over the episodes that they played.
        n_played: How many episodes that is, for each.
    """

    rows: Uint32s
    means: Evaluation
    n_played: int


def winner(
    networks: Networks,
    evaluator: Evaluator,
    seeds: Callable[[int], Uint64s],
    n_episodes: int,
    best_first: BestFirst,
) -> Winner:
    """The best candidate, after ``len(networks) * n_episodes`` episodes at most.

    There are as many rounds as halvings lead to one candidate, and each takes an equal share of the episodes
    that are left. All candidates of a round play the same episodes, which no earlier round has played. Those
    that fail drop out. Of the others the better half go on.

    Args:
        networks: The candidates.
        evaluator: Evaluates them.
        seeds: Gives the seeds of the first n episodes: uint64 (n,).
        n_episodes: Episodes of a candidate on average, from 1 on.
        best_first: Orders candidates by their means, failed ones last, of equal ones the first one first.
    """
    n_rounds, n_unspent = max((len(networks) - 1).bit_length(), 1), len(networks) * n_episodes
    left = _all(len(networks))
    for n_rounds_left in range(n_rounds, 0, -1):
        n_left = len(left.rows)
        n_new = min(max(n_unspent // (n_rounds_left * n_left), 1), n_unspent // n_left)
        if left.n_played and (n_new == 0 or n_left == 1):
            break
        left = _better_half(_played(left, networks, evaluator, seeds, n_new), best_first)
        n_unspent -= n_new * n_left
    row = best_first(left.means)[:1]
    return Winner(int(left.rows[row[0]]), left.means.select(row))


def best(
    networks: Networks,
    evaluator: Evaluator,
    seeds: Callable[[int], Uint64s],
    n_episodes: int,
    best_first: BestFirst,
) -> Winner:
    """The best candidate where each plays ``n_episodes``, as where all episodes are alike. See ``winner``."""
    left = _played(_all(len(networks)), networks, evaluator, seeds, n_episodes)
    row = best_first(left.means)[:1]
    return Winner(int(row[0]), left.means.select(row))


def _all(n: int) -> _Left:
    """All candidates, before the first episode."""
    nothing = Evaluation(np.zeros((n, 1)), np.zeros(n, dtype=np.bool_))
    return _Left(np.arange(n, dtype=np.uint32), nothing, 0)


def _played(
    left: _Left, networks: Networks, evaluator: Evaluator, seeds: Callable[[int], Uint64s], n_new: int
) -> _Left:
    """The candidates after ``n_new`` further episodes."""
    rows, means, n_played = left
    n_all = n_played + n_new
    given = evaluator.evaluate(at(networks, rows), seeds(n_all)[n_played:])
    results = episodes.joined_means(means.results, n_played, given.results, n_new)
    return _Left(rows, Evaluation(results, given.failed), n_all)


def _better_half(left: _Left, best_first: BestFirst) -> _Left:
    """Those that go on. Failed ones do only where all failed."""
    order = best_first(left.means)[: -(-len(left.rows) // 2)]
    valid = order[~left.means.failed[order]]
    kept = np.sort(valid if len(valid) else order[:1])
    return _Left(left.rows[kept], left.means.select(kept), left.n_played)
