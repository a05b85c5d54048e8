"""The environment of a run, and the config with every field filled in that the environment decides."""

import json

from speciate.config import Config
from speciate.config.objectives import COMPUTED, computed, told
from speciate.environments.named import named as environment_named
from speciate.environments.sized import CONNECTIONS
from speciate.errors import ConfigError
from speciate.phrases import nearest
from speciate.values.environment import Environment, EnvironmentSpec


def environment_of(config: Config, own: Environment | None) -> Environment:
    """The environment that the user brought, or the one that a config names. Raises ``ConfigError``."""
    if own is not None:
        return own
    if not config.environment:
        raise ConfigError("environment: none given; name one (see `speciate envs`), or pass one of your own")
    return environment_named(config.environment, config.environment_options, config.backend)


def named(config: Config) -> tuple[str, ...]:
    """The results that a config asks for."""
    return (*(config.objectives or ()), *config.measures)


def resolved(config: Config, spec: EnvironmentSpec) -> Config:
    """A config for an environment. Raises ``ConfigError`` for results that it does not have."""
    known = tuple(dict.fromkeys((*spec.results, CONNECTIONS)))
    for what, names in (
        ("objectives", told(config) if config.objectives else ()),
        ("measures", config.measures),
    ):
        for name in names:
            if name in known:
                continue
            if name in COMPUTED:
                raise ConfigError(
                    f'{what}: "{name}" is computed from measures; name some, as in measures = '
                    f"{json.dumps(list(spec.results[-2:]))}"
                )
            raise ConfigError(
                f'{what}: unknown "{name}"; expected some of {", ".join(known)}{nearest(name, known)}'
            )
    return config.resolved(
        results=spec.results,
        stochastic=spec.stochastic,
        n_inputs=spec.n_observations,
        n_outputs=spec.n_actions,
        views=spec.views,
    )


def worst_of(spec: EnvironmentSpec, config: Config) -> list[float] | None:
    """The worst of each objective, as far as the spec knows it: results are worst where they are low."""
    if not spec.worst or "min" in config.directions:
        return None
    worst = dict(zip(spec.results, spec.worst, strict=True)) | dict.fromkeys(computed(config), 0.0)
    return [worst[name] for name in config.objectives or ()]
