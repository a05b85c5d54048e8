"""Environments: what they take and give, and how a run plays them."""

from dataclasses import dataclass
from typing import Protocol

from speciate.values.networks import Networks
from speciate.values.types import Bools, Float64s, Uint64s
from speciate.values.views import Views


@dataclass(frozen=True)
class EnvironmentSpec:
    """What an environment takes and gives. Constant over its life.

    Attributes:
        n_observations: Length of an observation.
        n_actions: Length of an action.
        results: Names of the results of an episode; ``fitness`` is first. Higher is better.
        worst: The worst values that results can take, one per result; hypervolume is measured from them.
        max_steps: An upper bound on the steps of one episode.
        solved: The result, and the mean of it from which on the task counts as solved; None where nothing
            says so.
        stochastic: Whether episodes of different seeds differ.
        views: How an observation is seen from several places, so that one small network can answer for each;
            None where it is not said.
    """

    n_observations: int
    n_actions: int
    results: tuple[str, ...]
    worst: tuple[float, ...]
    max_steps: int
    solved: tuple[str, float] | None = None
    stochastic: bool = True
    views: Views | None = None


@dataclass(frozen=True)
class Episodes:
    """What episodes gave.

    Attributes:
        results: float64 (n_genomes, n_episodes, n_results), higher is better, in the order of the spec.
        failed: bool (n_genomes,), whose results do not count because something went wrong.
    """

    results: Float64s
    failed: Bools


class Environment(Protocol):
    """Something that networks can play."""

    @property
    def name(self) -> str:
        """What it is called in a config and in a run directory."""
        ...

    @property
    def spec(self) -> EnvironmentSpec:
        """What it takes and gives."""
        ...

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        """Plays an episode per network and seed.

        Args:
            networks: Who plays.
            seeds: uint64 (n_episodes,), the same for every network.
        """
        ...
