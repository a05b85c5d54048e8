"""What a backend offers of the built-in environments."""

from collections.abc import Mapping
from typing import Any, Protocol

from speciate.values.environment import EnvironmentSpec
from speciate.values.types import Float64s, Uint64s


class Games(Protocol):
    """The environments that come with the package."""

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        ...

    def spec(self, name: str, options: Mapping[str, Any]) -> EnvironmentSpec:
        """What an environment takes and gives.

        Args:
            name: The environment.
            options: Its options, as JSON has them: numbers, texts, truth values, lists and tables.

        Raises:
            ConfigError: The name or the options are refused.
        """
        ...

    def players(self, name: str) -> tuple[str, ...]:
        """Names of the players without a network that an environment has.

        "idle" never acts, and "random" acts at random. Some environments have "scripted", a player that is
        written by hand.
        """
        ...

    def play(self, name: str, options: Mapping[str, Any], player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``: results, float64 (n_episodes, n_results).

        Raises:
            ConfigError: The environment has no such player.
        """
        ...
