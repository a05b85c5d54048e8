"""Arguments of functions that are settings: laid over a config."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from speciate.arguments import whole
from speciate.config import toml
from speciate.config.messages import fields
from speciate.config.readers import without_effect
from speciate.config.sections import MOST_OBJECTIVES
from speciate.config.tree import Config
from speciate.errors import ConfigError

ConfigLike = Config | Mapping[str, Any] | str | Path
"""A config, a mapping in the shape of the TOML file, or the path of one."""


def built(
    config: ConfigLike | None, arguments: Mapping[str, Any], *, only_algorithm: str | None = None
) -> Config:
    """A config with arguments laid over it; those that are None say nothing.

    Args:
        config: Settings. Those of a mapping are refused where the run does not read them; a file or a Config
            may hold settings for several algorithms.
        arguments: Settings by the key that they have in the TOML file, without its section.
        only_algorithm: The algorithm of a class that is for one alone.

    Raises:
        ConfigError: A setting is refused, or has no effect.
    """
    named = [("algorithm", only_algorithm), *arguments.items()]
    given = _placed({key: value for key, value in named if value is not None})
    layer = _layer(config)
    chosen = layer.get("algorithm")
    if chosen is not None and only_algorithm is not None and chosen != only_algorithm:
        raise ConfigError(
            f'algorithm = "{chosen}": this class is for "{only_algorithm}"; leave it out, or '
            "use speciate.Evolution, which takes any algorithm"
        )
    if isinstance(given.get("directions"), str):
        given["directions"] = [given["directions"]]
    whole = Config.build(layer, given)
    asked_for = toml.lay_over(layer, given) if isinstance(config, Mapping) else given
    if useless := list(without_effect(whole, asked_for)):
        raise ConfigError(*useless)
    return whole


def _placed(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments in the shape of the TOML file: those that are keys of a section in a table of their own."""
    sections = {key: section for section, key, _ in fields(Config) if section}
    placed: dict[str, Any] = {}
    for key, value in arguments.items():
        section = sections.get(key)
        (placed if section is None else placed.setdefault(section, {}))[key] = value
    return placed


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
