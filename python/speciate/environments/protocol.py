"""The seam between a run and what is played."""

from dataclasses import dataclass
from typing import Protocol

from speciate.backends.protocol import Bools, Float64s, Uint64s
from speciate.networks import Networks
from speciate.reference.evaluation.environment import EnvironmentSpec

__all__ = ["Environment", "EnvironmentSpec", "Episodes"]


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
