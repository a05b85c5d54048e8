"""Arguments of functions that are settings: laid over a config."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from speciate.arguments import whole
from speciate.config import toml
from speciate.config.sections import MOST_OBJECTIVES
from speciate.config.tree import Config
from speciate.errors import ConfigError

ConfigLike = Config | Mapping[str, Any] | str | Path
"""A config, a mapping in the shape of the TOML file, or the path of one."""


def built(config: ConfigLike | None, arguments: Mapping[str, Any]) -> Config:
    """A config with arguments laid over it; those that are None say nothing.

    Raises:
        ConfigError: A setting is refused.
    """
    given = {key: value for key, value in arguments.items() if value is not None}
    layer = _layer(config)
    chosen = layer.get("algorithm")
    if chosen is not None and chosen != given.get("algorithm", chosen):
        raise ConfigError(
            f'algorithm = "{chosen}": this class is for "{given["algorithm"]}"; leave it out, or '
            "use speciate.Evolution, which takes any algorithm"
        )
    if isinstance(given.get("directions"), str):
        given["directions"] = [given["directions"]]
    return Config.build(layer, given)


def _layer(config: ConfigLike | None) -> Mapping[str, Any]:
    """The settings that a config chooses itself."""
    if config is None:
        return {}
    if isinstance(config, Config):
        return config.given()
    if isinstance(config, Mapping):
        return config
    if isinstance(config, str | Path):
        return toml.read(Path(config))
    raise ConfigError(
        f"config = {config!r}: expected a Config, a mapping of settings or the path of a TOML file"
    )


def objective_names(objectives: int | Sequence[str] | None) -> Sequence[str] | None:
    """The names of objectives; those of a number of them are made up."""
    if objectives is None or isinstance(objectives, Sequence):
        return objectives
    n = whole("objectives", objectives, 1, MOST_OBJECTIVES)
    return ["fitness"] if n == 1 else [f"objective_{k}" for k in range(n)]
