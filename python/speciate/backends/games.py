"""The games of a backend, which built-in environments are made of: their names, specs and players."""

import json
from typing import Any, Protocol

import numpy as np

from speciate import backends
from speciate.errors import ConfigError
from speciate.parsing import strict_json
from speciate.values.environment import EnvironmentSpec
from speciate.values.types import Float64s, Uint64s


class Games(Protocol):
    """The environments that come with the package."""

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        ...

    def spec(self, name: str, options: str) -> EnvironmentSpec:
        """What an environment takes and gives.

        Args:
            name: The environment.
            options: Its options as JSON.

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

    def play(self, name: str, options: str, player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``: results, float64 (n_episodes, n_results).

        Raises:
            ConfigError: The environment has no such player.
        """
        ...


def of(backend: str) -> Games:
    """The environments of a backend.

    Raises:
        BackendError: The backend is not installed.
    """
    return NativeGames() if backend == "native" else ReferenceGames()


class NativeGames:
    """The environments of the native core."""

    def __init__(self) -> None:
        """Raises ``BackendError`` if the native core is not installed."""
        try:
            from speciate import _native  # noqa: PLC0415
        except ImportError as error:
            raise backends.missing(error) from error
        self._native = _native

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        return tuple(self._native.environments())

    def spec(self, name: str, options: str) -> EnvironmentSpec:
        """What an environment takes and gives."""
        try:
            spec: dict[str, Any] = dict(self._native.environment_spec(name, options))
        except ValueError as error:
            raise ConfigError(f"environment: {error}") from None
        spec["results"], spec["worst"] = tuple(spec["results"]), tuple(spec["worst"])
        return EnvironmentSpec(**spec)

    def players(self, name: str) -> tuple[str, ...]:
        """Names of the players without a network that an environment has."""
        return tuple(self._native.players(name))

    def play(self, name: str, options: str, player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``."""
        try:
            return self._native.play(name, options, player, seeds)
        except ValueError as error:
            raise ConfigError(str(error)) from None


class ReferenceGames:
    """The environments in plain Python."""

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        from speciate.backends.reference import games  # noqa: PLC0415

        return games.names()

    def spec(self, name: str, options: str) -> EnvironmentSpec:
        """What an environment takes and gives."""
        from speciate.backends.reference import games  # noqa: PLC0415

        try:
            return games.make(name, strict_json.loads(options))().spec
        except ValueError as error:
            raise ConfigError(f"environment: {error}") from None

    def players(self, name: str) -> tuple[str, ...]:
        """Names of the players without a network that an environment has."""
        from speciate.backends.reference import players  # noqa: PLC0415

        return players.names(name)

    def play(self, name: str, options: str, player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``."""
        from speciate.backends.reference import games, players  # noqa: PLC0415

        try:
            playing = players.named(name, player)
        except ValueError as error:
            raise ConfigError(str(error)) from None
        environment = games.make(name, json.loads(options))()
        return np.array([players.play(environment, playing, int(seed)) for seed in seeds])
