"""Parts of users that go by a name, like those of the package."""

from typing import Any, Final

from speciate.errors import ConfigError
from speciate.values.environment_record import ENVIRONMENTS, EnvironmentRecord
from speciate.values.registry import Registry

REGISTRIES: Final[dict[type, Registry[Any]]] = {
    EnvironmentRecord: ENVIRONMENTS,
}
"""The class of a record to the registry that it belongs to."""


def register(record: EnvironmentRecord) -> None:
    """Gives a part of your own a name, for this process.

    The name then works wherever names of the package's own parts do: ``train("my_environment")``. An
    installed package offers its records to every process, the command line too, by entry points in its
    pyproject.toml: ``[project.entry-points."speciate.environments"]``, ``my_environment =
    "my_package:RECORD"``.

    Args:
        record: What the part is: a ``speciate.EnvironmentRecord``.

    Raises:
        ConfigError: It is no record, its name is no name, or another part has that name.
    """
    for kind, registry in REGISTRIES.items():
        if isinstance(record, kind):
            registry.register(record)
            return
    known = ", ".join(kind.__name__ for kind in REGISTRIES)
    raise ConfigError(f"record = {record!r}: expected a record, one of {known}")
