"""The built-in environments in the compiled core."""

from collections.abc import Mapping
from typing import Any

from speciate import _native
from speciate.backends.native.encoding import options_text
from speciate.errors import ConfigError
from speciate.values.environment import EnvironmentSpec
from speciate.values.types import Float64s, Uint64s


class NativeGames:
    """The environments of the native core."""

    def names(self) -> tuple[str, ...]:
        """The names of the environments, in alphabetical order."""
        return tuple(_native.environments())

    def spec(self, name: str, options: Mapping[str, Any]) -> EnvironmentSpec:
        """What an environment takes and gives."""
        try:
            spec: dict[str, Any] = dict(_native.environment_spec(name, options_text(options)))
        except ValueError as error:
            raise ConfigError(f"environment: {error}") from None
        spec["results"], spec["worst"] = tuple(spec["results"]), tuple(spec["worst"])
        return EnvironmentSpec(**spec)

    def players(self, name: str) -> tuple[str, ...]:
        """Names of the players without a network that an environment has."""
        return tuple(_native.players(name))

    def play(self, name: str, options: Mapping[str, Any], player: str, seeds: Uint64s) -> Float64s:
        """One episode per seed, played by one of ``players``."""
        try:
            return _native.play(name, options_text(options), player, seeds)
        except ValueError as error:
            raise ConfigError(str(error)) from None
