"""Records of environments: what the package has to know of an environment before it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from speciate.errors import ConfigError
from speciate.phrases import shown
from speciate.values.environment import Environment
from speciate.values.record_fields import LINE, Field, Fields, check, function
from speciate.values.registry import Registry
from speciate.values.substrate import Place

Table = Mapping[str, Any]
"""Settings of a run or options, as in a TOML file: ``{"genome": {"recurrent": True}}``."""


@dataclass(frozen=True)
class Ends:
    """Where both ends of a network lie, for substrates whose config leaves that open.

    Attributes:
        inputs: x and y of each input.
        outputs: x and y of each output.
    """

    inputs: Sequence[Place] = ()
    outputs: Sequence[Place] = ()


@dataclass(frozen=True, kw_only=True)
class EnvironmentRecord:
    """An environment by name: how it is made, and what is special to it.

    Attributes:
        name: What it is called in a config: small letters, digits and underscores.
        factory: Called with ``environment_options`` as keyword arguments; returns the environment.
        description: One line that says what is to be learnt.
        defaults: Settings of runs in this environment, in place of the general defaults; or a function that
            takes the options and returns them. A file, a flag or an argument goes before these.
        places: Where inputs and outputs lie.
    """

    name: str
    factory: Callable[..., Environment]
    description: str = ""
    defaults: Table | Callable[[Table], Table] = field(default_factory=dict)
    places: Ends = Ends()

    def __post_init__(self) -> None:
        """Refuses fields that are wrong. Raises ``ConfigError``."""
        check("environment", self, _FIELDS)

    def create(self, options: Table, backend: str) -> Environment:
        """The environment with some options.

        Args:
            options: ``environment_options`` of the config.
            backend: "native" or "reference", for environments that the backend plays.
        """
        del backend
        return self.factory(**options)

    def settings(self, options: Table) -> Table:
        """The defaults of runs in this environment with some options.

        Raises:
            ConfigError: The function of a user raised an error, or gave something else.
        """
        if not callable(self.defaults):
            return self.defaults
        with ENVIRONMENTS.calling(self, "defaults"):
            found: Any = self.defaults(options)
        if not _are_settings(found):
            raise ConfigError(
                ENVIRONMENTS.told(self, f"defaults gave {shown(found)}; expected settings by name")
            )
        settings: Table = found
        return settings


def _are_settings(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(name, str) for name in value)


_FIELDS: Final[Fields] = {
    "factory": function("the options that returns the environment, or its class"),
    "description": LINE,
    "defaults": Field(
        lambda value: callable(value) or _are_settings(value),
        "settings by name, or a function that takes the options and returns them",
    ),
    "places": Field(lambda value: isinstance(value, Ends), "Ends of speciate.values.environment_record"),
}

ENVIRONMENTS: Final[Registry[EnvironmentRecord]] = Registry(
    "environment", "speciate.environments.built_in", EnvironmentRecord
)
"""All environments that have a name."""


def is_import(name: str) -> bool:
    """Whether a name of a config stands for what is imported, as in "my_package:MyEnvironment"."""
    return ":" in name


def record_of(name: object) -> EnvironmentRecord | None:
    """The record of a config's environment; None if it is imported, or brought by the user.

    Raises:
        ConfigError: The package that offers it cannot be loaded.
    """
    if not isinstance(name, str) or not name or is_import(name):
        return None
    return ENVIRONMENTS.find(name)
