"""The built-in environments, by name."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from speciate.backends import games
from speciate.environments import exams, stages
from speciate.errors import ConfigError
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.networks import Networks
from speciate.values.types import Float64s, Uint64s


class BuiltInEnvironment:
    """An environment that the backend itself plays, all genomes at once."""

    def __init__(self, name: str, options: Mapping[str, Any], backend: str) -> None:
        """Looks up the environment and checks its options.

        Args:
            name: The environment.
            options: Its options, ``environment_options`` of the config.
            backend: "native" or "reference".

        Raises:
            ConfigError: The name or the options are refused.
            BackendError: The backend is not installed.
        """
        try:
            json.dumps(dict(options), allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ConfigError(
                f"environment_options: {error}; expected finite numbers, texts, truth values, lists"
            ) from None
        self._given = dict(options)
        self._played = exams.game_options(name, options)
        self._options = json.dumps(self._played)
        self._backend = backend
        self._games = games.of(backend)
        self._name = name
        self._spec = self._games.spec(name, self._options)
        self.exam = exams.built_in(name, options, self._play_otherwise)
        self.stages = stages.BUILT_IN.get(name, ({},))

    def __reduce__(self) -> tuple[Any, ...]:
        """What it was made of."""
        return BuiltInEnvironment, (self._name, self._given, self._backend)

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def spec(self) -> EnvironmentSpec:
        """What it takes and gives."""
        return self._spec

    def at_stage(self, stage: int) -> "BuiltInEnvironment":
        """This environment with the options of one of its ``stages``, counted from 0."""
        return BuiltInEnvironment(self._name, self._given | dict(self.stages[stage]), self._backend)

    @property
    def players(self) -> tuple[str, ...]:
        """Who plays it without a network, see ``games.Games.players``."""
        return self._games.players(self._name)

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        """Plays an episode per network and seed (n_episodes,)."""
        results = self._rollout(self._options, networks, seeds)
        return Episodes(results, np.zeros(len(networks), dtype=np.bool_))

    def play_without_network(self, player: str, seeds: Uint64s) -> Float64s:
        """Results of one of ``players``: float64 (n_episodes, n_results)."""
        return self._games.play(self._name, self._options, player, seeds)

    def _play_otherwise(self, other: Mapping[str, Any], networks: Networks, seeds: Uint64s) -> Float64s:
        """Plays with some options other than those given."""
        return self._rollout(json.dumps(self._played | dict(other)), networks, seeds)

    def _rollout(self, options: str, networks: Networks, seeds: Uint64s) -> Float64s:
        return networks.backend.rollout(self._name, options, networks.compiled, seeds)
