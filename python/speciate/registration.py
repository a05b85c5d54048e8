"""Parts of users that go by a name, like those of the package."""

import sys
from typing import Any, Final, Protocol

from speciate.errors import ConfigError
from speciate.values.registry import Registry

REGISTRIES: Final = {
    "AlgorithmRecord": "ALGORITHMS",
    "EnvironmentRecord": "ENVIRONMENTS",
    "ExporterRecord": "EXPORTERS",
    "MetricRecord": "METRICS",
    "TrackerRecord": "TRACKERS",
}
"""The class of a record to its registry, which lies in the same module."""

_US: Final = "speciate."


class Record(Protocol):
    """One of the classes above."""

    @property
    def name(self) -> str:
        """The name of the part: small letters, digits and underscores."""
        ...


def register(record: Record) -> None:
    """Gives a part of your own a name, for this process.

    The name then works wherever names of the package's own parts do: ``train("my_environment")``. An
    installed package offers its records to every process, the command line too, by entry points in its
    pyproject.toml: ``[project.entry-points."speciate.environments"]``, ``my_environment =
    "my_package:RECORD"``; likewise ``speciate.algorithms``, ``speciate.exporters``, ``speciate.metrics`` and
    ``speciate.trackers``. ``speciate --import my_package`` imports a package that registers its parts itself.

    Args:
        record: What the part is: an ``AlgorithmRecord``, an ``EnvironmentRecord``, an ``ExporterRecord``, a
            ``MetricRecord`` or a ``TrackerRecord``.

    Raises:
        ConfigError: It is no record, its name is no name, or another part has that name.

    Example:
        >>> speciate.register(speciate.EnvironmentRecord(name="my_environment", factory=MyEnvironment))
    """
    registry = _registry_of(record)
    if registry is None:
        raise ConfigError(f"record = {record!r}: expected a record, one of {', '.join(REGISTRIES)}")
    registry.register(record)


def _registry_of(record: Any) -> Registry[Any] | None:
    """The registry of a record. Its module is loaded already, because the class of the record is."""
    for kind in type(record).__mro__:
        if kind.__name__ in REGISTRIES and kind.__module__.startswith(_US):
            registry: Registry[Any] = getattr(sys.modules[kind.__module__], REGISTRIES[kind.__name__])
            return registry
    return None
