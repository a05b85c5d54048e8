"""The config of a run: one frozen, typed tree."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from pydantic import ValidationError, model_validator

from speciate.config import toml
from speciate.config.algorithms import ALGORITHMS
from speciate.config.checks import below_limits, contradictions
from speciate.config.defaults import environment_defaults
from speciate.config.fields import ConfigFields
from speciate.config.messages import problems
from speciate.config.open_fields import filled
from speciate.config.profiles import profile_layer
from speciate.errors import ConfigError

BACKEND_SECTIONS: Final = (
    "genome",
    "mutation",
    "crossover",
    "distance",
    "speciation",
    "reproduction",
    "selection",
    "dense",
    "genetic",
)
"""The sections that a backend takes as they are."""


class Config(ConfigFields):
    """Everything that decides what a run does. The same config and seed give the same run.

    Fields that default to None are written "auto" in files and flags; ``resolved`` fills them.
    """

    if not TYPE_CHECKING:  # the signature that pydantic makes is the better one

        def __init__(self, **settings: Any) -> None:
            """Checks the settings, all at once. Raises ``ConfigError``."""
            try:
                super().__init__(**toml.lay_over(profile_layer(settings.get("profile")), settings))
            except ValidationError as error:
                raise ConfigError(*problems(error, Config)) from None

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Refuses settings that contradict each other."""
        refused = list(contradictions(self))
        if refused:
            raise ValueError("\n".join(refused))
        return self

    @classmethod
    def build(cls, *layers: Mapping[str, Any]) -> "Config":
        """The config of layers of settings, each going before those to its left.

        Below all of them lies the profile that they name, and below that the environment's own defaults.

        Raises:
            ConfigError: Settings are unknown, out of range or contradict each other; one line for each.
        """
        settings: dict[str, Any] = {}
        for layer in layers:
            settings = toml.lay_over(settings, toml.keyed(layer))
        own = environment_defaults(settings.get("environment"), settings.get("environment_options"))
        defaults = toml.lay_over(own, profile_layer(settings.get("profile")))
        config = cls(**toml.lay_over(defaults, settings))
        too_low = below_limits(config)
        if too_low:
            raise ConfigError(*too_low)
        return config

    @classmethod
    def written(cls, settings: Mapping[str, Any]) -> "Config":
        """The config of a run as it was written out, every setting with it.

        The defaults of its environment are not laid below again, for they may have changed since: an option
        that the run did not know keeps the environment's own value.

        Raises:
            ConfigError: Settings are refused.
        """
        return cls(**settings)

    @classmethod
    def from_toml(cls, path: str | Path) -> "Config":
        """The config of a TOML file.

        Raises:
            ConfigError: The file cannot be read, or its settings are refused.
        """
        return cls.build(toml.read(Path(path)))

    @classmethod
    def from_text(cls, text: str, source: str | Path) -> "Config":
        """The config of TOML text; errors say that it comes from ``source``.

        Raises:
            ConfigError: The text is no TOML, or its settings are refused.
        """
        return cls.build(toml.parsed(text, source))

    def to_toml(self) -> str:
        """This config as TOML text, every field written out."""
        return toml.text(self.model_dump(mode="json"))

    def given(self) -> dict[str, Any]:
        """The settings that were given, without the defaults: a layer for ``build``."""
        return self.model_dump(exclude_unset=True)

    def resolved(
        self,
        *,
        results: tuple[str, ...] = ("fitness",),
        stochastic: bool = False,
        n_inputs: int = 0,
        n_outputs: int = 0,
    ) -> "Config":
        """This config with every field that was left open filled in.

        Args:
            results: Names of the results of an episode, the default objective first.
            stochastic: Whether episodes of different seeds differ.
            n_inputs: Length of an observation, 0 if unknown.
            n_outputs: Length of an action, 0 if unknown.
        """
        return self.changed(**filled(self, results, n_inputs, n_outputs, stochastic=stochastic))

    def changed(self, **changes: Any) -> "Config":
        """A copy with other values, checked anew; a section's value is a dict of the keys to change.

        A profile cannot be changed any more: all its settings are there.

        Raises:
            ConfigError: The values are refused.
        """
        return Config.written(toml.lay_over(self.model_dump(), changes))

    def settings(self, n_inputs: int, n_outputs: int) -> str:
        """The settings of a backend as JSON text.

        Args:
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
        """
        config = self.resolved(n_inputs=n_inputs, n_outputs=n_outputs)
        own = ALGORITHMS.get(config.algorithm).settings
        if own is not None:
            settings: str = own(config, n_inputs, n_outputs)
            return settings
        values = config.model_dump(mode="json", include=set(BACKEND_SECTIONS))
        if values["speciation"]["compatibility_threshold"] is None:
            values["speciation"]["compatibility_threshold"] = 0.0  # a backend's "find the first one"
        run = {
            "seed": config.seed,
            "population_size": config.population_size,
            "n_inputs": n_inputs,
            "n_outputs": n_outputs,
            "n_objectives": config.n_objectives,
            "threads": config.threads,
        }
        return json.dumps(run | values)
