"""Parts of users that go by a name, like those of the package."""

from typing import Final, Protocol

from speciate.arguments import truth
from speciate.errors import ConfigError
from speciate.phrases import shown
from speciate.values.registry import registry_of

_KINDS: Final = "an AlgorithmRecord, EnvironmentRecord, ExporterRecord, MetricRecord or TrackerRecord"


class Record(Protocol):
    """One of these classes."""

    @property
    def name(self) -> str:
        """The name of the part: small letters, digits and underscores."""
        ...


def register(record: Record, *, replace: bool = False) -> None:
    """Gives a part of your own a name, for this process.

    The name then works wherever names of the package's own parts do: ``train("my_environment")``. An
    installed package offers its records to every process, the command line too, by entry points in its
    pyproject.toml: ``[project.entry-points."speciate.environments"]``, ``my_environment =
    "my_package:RECORD"``; likewise ``speciate.algorithms``, ``speciate.exporters``, ``speciate.metrics`` and
    ``speciate.trackers``. ``speciate --import my_package`` imports a package that registers its parts itself.

    Args:
        record: What the part is: an ``AlgorithmRecord``, an ``EnvironmentRecord``, an ``ExporterRecord``, a
            ``MetricRecord`` or a ``TrackerRecord``. What the same code made before is replaced, as when a
            cell of a notebook runs again.
        replace: Whether to replace a record of that name that other code made.

    Raises:
        ConfigError: It is no record, its name is no name, or another part has that name.

    Example:
        >>> speciate.register(speciate.EnvironmentRecord(name="my_environment", factory=MyEnvironment))
    """
    registry = registry_of(record)
    if registry is None:
        raise ConfigError(f"record = {shown(record)}: expected {_KINDS}")
    registry.register(record, replace=truth("replace", replace))
