"""A run's networks against players without any, on episodes that nothing was chosen by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from speciate import tables
from speciate.arguments import whole
from speciate.draws import sums
from speciate.environments import checks
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import ConfigError
from speciate.evolution import pareto
from speciate.training.results import Run
from speciate.values import episodes
from speciate.values.networks import Networks
from speciate.values.population import Population
from speciate.values.types import Float64s, Uint64s

N_MEMBERS: Final = 10
"""How many members of the Pareto front are compared, spread over it."""

_FRONT: Final = "front "
_NORMAL_95: Final = 1.96  # two-sided quantile of the standard normal distribution


@dataclass(frozen=True)
class Played:
    """The episodes of one player.

    Attributes:
        player: The name of the player.
        results: float64 (n_episodes, n_results).
    """

    player: str
    results: Float64s

    @property
    def means(self) -> Float64s:
        """float64 (n_results,)."""
        return sums.column_means(self.results)

    @property
    def medians(self) -> Float64s:
        """float64 (n_results,)."""
        with np.errstate(over="ignore"):
            medians: Float64s = np.median(self.results, axis=0)
        if np.isfinite(medians).all():
            return medians
        values, exponents = sums.scaled(self.results)
        return np.where(np.isfinite(medians), medians, sums.unscaled(np.median(values, axis=0), exponents))

    @property
    def half_intervals(self) -> Float64s:
        """Half the widths of the means' 95% intervals: float64 (n_results,), 0 for one episode."""
        n = len(self.results)
        if n == 1:
            return np.zeros(self.results.shape[1])
        values, exponents = sums.scaled(self.results)
        return sums.unscaled(_NORMAL_95 * values.std(axis=0, ddof=1) / np.sqrt(n), exponents)


def compare(run: Run, *, n_episodes: int | None = None, n_members: int = N_MEMBERS) -> list[Played]:
    """Plays held-out episodes with the champion, members of the Pareto front, and those without a network.

    Args:
        run: The run; players without a network join if its environment is a built-in one.
        n_episodes: How many episodes each plays; None takes ``held_out_episodes`` of the config.
        n_members: How many members of the Pareto front play, spread over it, with several objectives.

    Raises:
        ConfigError: An argument is out of range.
        StateError: The run has no champion.
    """
    if not isinstance(run, Run):
        raise ConfigError(f"run = {run!r}: expected a Run, as speciate.train and speciate.load give it")
    config, environment = run.config, run.environment
    given = (config.held_out_episodes or 1) if n_episodes is None else n_episodes
    n = whole("n_episodes", given, 1, episodes.MOST_EPISODES)
    n_members, seeds = whole("n_members", n_members, 0), episodes.held_out_seeds(config.seed, n)
    names, members = ["champion"], None
    if config.n_objectives > 1:
        members = _members(run, n_members)
        names += [f"{_FRONT}{id_}" for id_ in members.ids.tolist()]
    played = _results(run, members, seeds)
    rows = [Played(name, played[row]) for row, name in enumerate(names)]
    if isinstance(environment, BuiltInEnvironment):
        rows += [
            Played(player, environment.play_without_network(player, seeds)) for player in environment.players
        ]
    return rows


def _results(run: Run, members: Population | None, seeds: Uint64s) -> Float64s:
    """What the champion and members of the front give: float64 (n_players, n_episodes, n_results).

    All play at once, unless they see observations otherwise: the champion does as when it was chosen.
    """
    champion, backend = run.champion, run.evolution.backend
    if members is None or not len(members):
        players = [Networks(champion.genome, champion.backend)]
    elif champion.normalization is None:
        players = [Networks(backend.concatenate([champion.genome, members]), backend)]
    else:
        players = [Networks(champion.genome, champion.backend), Networks(members, backend)]
    return np.concatenate([checks.play(run.environment, one, seeds).results for one in players])


def _members(run: Run, n_members: int) -> Population:
    """Members of the front besides the champion, far from each other, best in the first objective first."""
    front = run.pareto_front
    others = np.flatnonzero(front.genomes.ids != run.champion.genome.ids).astype(np.uint32)
    kept = others[pareto.thinned(front.objectives[others], n_members)]
    sign = -1.0 if run.evolution.directions[0] == "min" else 1.0
    order = np.argsort(-sign * front.objectives[kept, 0], kind="stable")
    return front.genomes.select(kept[order])


def table(rows: Sequence[Played], results: Sequence[str], width: int | None = None) -> str:
    """The comparison as aligned text: mean, 95% interval and median per result.

    Args:
        rows: The players, one for each line.
        results: The names of their results.
        width: Characters of the longest line of the table; None for as many as it needs.
    """
    n_episodes = len(rows[0].results)
    several = n_episodes > 1
    head = [f"{n_episodes} held-out episode{'s' if several else ''}", *results]
    text = tables.text(head, [[row.player, *_cells(row, several=several)] for row in rows], width)
    notes = ["mean +- half the 95% interval (median)"] if several else []
    if any(row.player.startswith(_FRONT) for row in rows):
        notes.append(f"{_FRONT}N: the member of the Pareto front whose genome has the id N")
    return "\n".join([text, *notes])


def _cells(row: Played, *, several: bool) -> list[str]:
    numbers = zip(row.means, row.half_intervals, row.medians, strict=True)
    if not several:
        return [f"{mean:.3f}" for mean, _, _ in numbers]
    return [f"{mean:.2f} +- {half:.2f} ({median:.2f})" for mean, half, median in numbers]
