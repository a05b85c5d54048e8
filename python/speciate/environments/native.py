"""The built-in environments: a backend plays them, all genomes at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from speciate import backends
from speciate.environments.exams import Examined, Play
from speciate.environments.options import check_options
from speciate.environments.stages import Stages
from speciate.values.environment import Environment, EnvironmentSpec, Episodes
from speciate.values.environment_record import ENVIRONMENTS, EnvironmentRecord, Table
from speciate.values.networks import Networks
from speciate.values.types import Float64s, Uint64s
from speciate.values.views import Views


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
        check_options(options)
        record = ENVIRONMENTS.find(name)
        known = record if isinstance(record, BuiltInRecord) else BuiltInRecord(name=name)  # which is refused
        examined = known.examined(options, self._play_otherwise)
        self._given = dict(options)
        self._options = dict(examined.options)
        self._backend = backend
        self._games = backends.create(backend).games
        self._name = name
        self._spec = replace(self._games.spec(name, self._options), views=known.views)
        self.exam = examined.exam
        self.stages = known.stages

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
        """Names of the players without a network, see ``games.Games.players``."""
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
        return self._rollout(self._options | dict(other), networks, seeds)

    def _rollout(self, options: Mapping[str, Any], networks: Networks, seeds: Uint64s) -> Float64s:
        return networks.backend.rollout(self._name, options, networks.compiled, seeds)


def _without_exam(options: Mapping[str, Any], play: Play) -> Examined:
    del play
    return Examined(options)


@dataclass(frozen=True, kw_only=True)
class BuiltInRecord(EnvironmentRecord):
    """The record of an environment that both backends play under its name.

    Attributes:
        factory: Takes the name, the options and the backend.
        views: How an observation is seen from several places; None where there is one place alone.
        stages: Easier forms of the environment, up to the environment itself.
        examined: Takes the options and a function that plays; takes those of the exam out of the options.
    """

    factory: Callable[..., Environment] = BuiltInEnvironment
    views: Views | None = None
    stages: Stages = ({},)
    examined: Callable[[Mapping[str, Any], Play], Examined] = _without_exam

    def create(self, options: Table, backend: str) -> Environment:
        """The environment with some options; see ``BuiltInEnvironment``."""
        return self.factory(self.name, options, backend)


def names_with_stages() -> tuple[str, ...]:
    """The built-in environments that have stages."""
    records = [ENVIRONMENTS.get(name) for name in ENVIRONMENTS.built_in]
    return tuple(one.name for one in records if isinstance(one, BuiltInRecord) and len(one.stages) > 1)
