"""What is different for an environment from the general defaults. The record of the environment says it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from speciate.config import toml
from speciate.values.environment_record import ENVIRONMENTS, record_of


class _Defaults(Mapping[str, Mapping[str, Any]]):
    """Environment to settings, in the shape of the TOML file; those without any options."""

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        if name not in ENVIRONMENTS.names():
            raise KeyError(name)
        return ENVIRONMENTS.get(name).settings({})

    def __iter__(self) -> Iterator[str]:
        return iter(ENVIRONMENTS.names())

    def __len__(self) -> int:
        return len(ENVIRONMENTS.names())


ENVIRONMENT_DEFAULTS: Final = _Defaults()
"""Environment to settings, read from the records when somebody asks."""


def environment_defaults(environment: object, options: object) -> Mapping[str, Any]:
    """The settings that an environment with some options has by itself.

    Args:
        environment: The name of the environment, as given; anything but the name of a record has none.
        options: ``environment_options``, as given.
    """
    record = record_of(environment)
    if record is None:
        return {}
    return toml.keyed(record.settings(options if isinstance(options, Mapping) else {}))
