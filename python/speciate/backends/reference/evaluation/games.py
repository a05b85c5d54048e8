"""The built-in environments in plain Python."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from speciate.backends.reference import games, players
from speciate.errors import ConfigError
from speciate.values.environment import EnvironmentSpec
from speciate.values.types import Float64s, Uint64s


class ReferenceGames:
    """The environments in plain Python."""

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        return games.names()

    def spec(self, name: str, options: Mapping[str, Any]) -> EnvironmentSpec:
        """What an environment takes and gives."""
        try:
            return games.make(name, options)().spec
        except ValueError as error:
            raise ConfigError(f"environment: {error}") from None

    def players(self, name: str) -> tuple[str, ...]:
        """Names of the players without a network that an environment has."""
        return players.names(name)

    def play(self, name: str, options: Mapping[str, Any], player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``."""
        try:
            playing = players.named(name, player)
        except ValueError as error:
            raise ConfigError(str(error)) from None
        environment = games.make(name, options)()
        return np.array([players.play(environment, playing, int(seed)) for seed in seeds])
