"""The config of a run: one frozen, typed tree."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from pydantic import ValidationError, model_validator

from speciate.config import toml
from speciate.config.algorithms import ALGORITHMS, found_by
from speciate.config.backend_settings import steps_of
from speciate.config.checks import below_limits, contradictions
from speciate.config.defaults import environment_defaults
from speciate.config.fields import ConfigFields
from speciate.config.messages import problems
from speciate.config.open_fields import filled, is_open, views_of
from speciate.config.profiles import profile_layer
from speciate.errors import ConfigError
from speciate.values.settings import Settings, SubstrateSettings
from speciate.values.views import Views, ends_of

WITHOUT: Final[dict[str, Any]] = {
    "archive": {"archive_episodes": 0},
    "network": {"views": "none"},
    "reproduction": {"weights": "perturbed"},
    "restart": {"restart_generations": 0},
}
"""What turns off the parts that came after the first version, for runs whose config does not name them."""


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
        that the run did not know keeps the environment's own value. A run of an earlier version goes on
        without what that version did not have: see ``WITHOUT``.

        Raises:
            ConfigError: Settings are refused.
        """
        return cls(**toml.lay_over(WITHOUT, settings))

    @classmethod
    def from_toml(cls, path: str | Path) -> "Config":
        """The config of a TOML file.

        Raises:
            ConfigError: The file cannot be read, or its settings are refused.
        """
        return cls.build(toml.read(Path(path)))

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
        views: Views | None = None,
    ) -> "Config":
        """This config with every field that was left open filled in.

        Args:
            results: Names of the results of an episode, the default objective first.
            stochastic: Whether episodes of different seeds differ.
            n_inputs: Length of an observation, 0 if unknown.
            n_outputs: Length of an action, 0 if unknown.
            views: The views of the environment, if it has any.
        """
        ends = ends_of(views_of(self, views), n_inputs, n_outputs)
        return self.changed(**filled(self, results, ends, stochastic=stochastic, views=views))

    def changed(self, **changes: Any) -> "Config":
        """A copy with other values, checked anew; a section's value is a dict of the keys to change.

        A profile cannot be changed any more: all its settings are there.

        Raises:
            ConfigError: The values are refused.
        """
        return Config.written(toml.lay_over(self.model_dump(), changes))

    def views_of(self, declared: Views | None) -> Views | None:
        """The views through which networks see, out of what the environment declares; None without any."""
        return views_of(self, declared)

    def settings(self, n_inputs: int, n_outputs: int) -> Settings | SubstrateSettings:
        """The settings of a backend, for genomes of the kind that this config has.

        Open fields are filled in first, if there still are any.

        Args:
            n_inputs: Number of inputs of a network.
            n_outputs: Number of outputs of a network.

        Raises:
            ValueError: There are coordinates for more or fewer inputs or outputs.
        """
        config = self._closed(n_inputs, n_outputs)
        if ALGORITHMS.get(config.algorithm).settings is None:
            return steps_of(config, n_inputs, n_outputs)
        settings: SubstrateSettings = found_by(config.algorithm, "settings", config, n_inputs, n_outputs)
        return settings

    def steps(self, n_inputs: int, n_outputs: int) -> Settings:
        """The settings of the steps of a generation.

        With "hyperneat" they are those of the networks that patterns draw. Open fields are filled in first,
        if there still are any.

        Args:
            n_inputs: Number of inputs of a network.
            n_outputs: Number of outputs of a network.
        """
        return steps_of(self._closed(n_inputs, n_outputs), n_inputs, n_outputs)

    def _closed(self, n_inputs: int, n_outputs: int) -> "Config":
        """This config; resolved, unless it is already."""
        return self.resolved(n_inputs=n_inputs, n_outputs=n_outputs) if is_open(self) else self
