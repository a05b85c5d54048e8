"""Records of environments: what the package has to know of an environment before it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from speciate.errors import ConfigError
from speciate.values.environment import Environment
from speciate.values.registry import Registry
from speciate.values.substrate import Place

Settings = Mapping[str, Any]
"""Settings of a run in the shape of the TOML file, such as ``{"genome": {"recurrent": True}}``."""


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
    defaults: Settings | Callable[[Settings], Settings] = field(default_factory=dict)
    places: Ends = Ends()

    def __post_init__(self) -> None:
        """Refuses what is no record. Raises ``ConfigError``."""
        if not callable(self.factory):
            raise ConfigError(
                f'environment "{self.name}": factory = {self.factory!r}: expected a class or a function that '
                "takes the options and returns the environment"
            )
        description: Any = self.description  # users' own code has not always been type-checked
        if not isinstance(description, str) or "\n" in description:
            raise ConfigError(f'environment "{self.name}": description: expected one line of text')
        if not callable(self.defaults) and not isinstance(self.defaults, Mapping):
            raise ConfigError(
                f'environment "{self.name}": defaults = {self.defaults!r}: expected settings by name, or a '
                "function that takes the options and returns them"
            )

    def create(self, options: Settings, backend: str) -> Environment:
        """The environment with some options.

        Args:
            options: ``environment_options`` of the config.
            backend: "native" or "reference", for environments that the backend plays.
        """
        del backend
        return self.factory(**options)

    def settings(self, options: Settings) -> Settings:
        """The defaults of runs in this environment with some options."""
        return self.defaults(options) if callable(self.defaults) else self.defaults


class _Environments(Registry[EnvironmentRecord]):
    """The registry of environments."""

    def register(self, record: EnvironmentRecord) -> None:
        """Adds a record, also that of an entry point. Raises ``ConfigError`` if it is none."""
        given: Any = record
        if not isinstance(given, EnvironmentRecord):
            raise ConfigError(f"environment: {given!r} is no record; give a speciate.EnvironmentRecord")
        super().register(record)


ENVIRONMENTS: Final = _Environments("environment", "speciate.environments.built_in")
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
