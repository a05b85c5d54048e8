"""The size of a genome as a result, so that it can be an objective in any environment."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from speciate.environments import checks, stages
from speciate.values.environment import Environment, EnvironmentSpec, Episodes
from speciate.values.networks import Networks
from speciate.values.types import Uint64s

CONNECTIONS: Final = "connections"
"""The result that a genome's number of connections is called, disabled ones too."""


def sized(environment: Environment, objectives: Iterable[str]) -> Environment:
    """An environment with ``connections`` among its results, if that is an objective and not there."""
    if CONNECTIONS in objectives and CONNECTIONS not in environment.spec.results:
        return SizedEnvironment(environment)
    return environment


class SizedEnvironment:
    """Another environment, with one result more: the number of connections of the genome that plays."""

    def __init__(self, environment: Environment) -> None:
        """Wraps an environment."""
        self._environment = environment
        spec = environment.spec
        # hypervolume is then measured from the worst of the first generation: there is no largest genome
        self._spec = replace(spec, results=(*spec.results, CONNECTIONS), worst=())

    @property
    def name(self) -> str:
        """What the other one is called."""
        return self._environment.name

    @property
    def spec(self) -> EnvironmentSpec:
        """That of the other one, with one result more."""
        return self._spec

    @property
    def each(self) -> bool:
        """Whether the other one takes one network at a time."""
        return bool(getattr(self._environment, "each", False))

    @property
    def seeded(self) -> bool:
        """Whether the other one takes a seed."""
        return bool(getattr(self._environment, "seeded", False))

    @property
    def function_name(self) -> str:
        """What the function of the other one is called, if it has one."""
        return str(getattr(self._environment, "function_name", ""))

    @property
    def exam(self) -> Any:
        """That of the other one, if it has one."""
        return getattr(self._environment, "exam", None)

    @property
    def stages(self) -> stages.Stages:
        """Those of the other one."""
        return stages.of(self._environment)

    def at_stage(self, stage: int) -> "SizedEnvironment":
        """The other one in one of its stages, with one result more."""
        return SizedEnvironment(stages.at(self._environment, stage))

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        """Plays in the other one, an episode per network and seed (n_episodes,)."""
        played = checks.play(self._environment, networks, seeds)
        sizes = networks.population.sizes.astype(np.float64)
        columns = np.broadcast_to(sizes[:, None, None], (len(networks), len(seeds), 1))
        return Episodes(np.concatenate([played.results, columns], axis=2), played.failed)
