"""Networks as files for other programs: one module for each format, with its ``RECORD``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from speciate.arguments import path_of
from speciate.errors import ConfigError
from speciate.system import files
from speciate.values.networks import Network
from speciate.values.record_fields import LINE, TRUTH, Field, Fields, check, function
from speciate.values.registry import Registry


@dataclass(frozen=True, kw_only=True)
class ExporterRecord:
    """A format that networks are written in.

    Attributes:
        name: The name of the format: small letters, digits and underscores.
        description: One line that says what the file is for.
        suffixes: How names of such files end, the usual ending first, as in (".json",).
        write: Writes a network to a path, replacing the file that is there. Raises ``ConfigError`` for a
            network that the format cannot hold, and ``RunDirectoryError`` if the system refuses.
        normalizes: Whether the file says how the network sees observations (``network.normalization``), where
            these are normalised. Other formats are refused for such networks.
    """

    name: str
    description: str = ""
    suffixes: tuple[str, ...]
    write: Callable[[Network, Path], None]
    normalizes: bool = False

    def __post_init__(self) -> None:
        """Refuses fields that are wrong. Raises ``ConfigError``."""
        check("exporter", self, _FIELDS)


def _are_suffixes(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, str) and _SUFFIX.fullmatch(one) for one in value)
    )


_SUFFIX: Final = re.compile(r"\.[^./\\\s]+")
_FIELDS: Final[Fields] = {
    "description": LINE,
    "suffixes": Field(_are_suffixes, 'a list of endings with a dot, such as (".json",)'),
    "write": function("(network, path)"),
    "normalizes": TRUTH,
}

EXPORTERS: Final[Registry[ExporterRecord]] = Registry("exporter", "speciate.exporting", ExporterRecord)
"""All formats by name."""


def export(network: Network, path: str | Path, *, to: str | None = None) -> None:
    """Writes a network in a format for other programs.

    Args:
        network: The network, such as ``run.champion`` or what ``speciate.load_network`` gives.
        path: The file; one that is there is replaced.
        to: The name of the format; None takes the one that the ending of ``path`` belongs to.

    Raises:
        ConfigError: There is no such format, or it cannot hold the network.
        RunDirectoryError: The system refuses.
    """
    if not isinstance(network, Network):
        raise ConfigError(f"network = {network!r}: expected a network, such as run.champion")
    path = path_of("path", path)
    write(exporter_of(to, path), network, path)


def write(exporter: ExporterRecord, network: Network, path: Path) -> None:
    """Writes a network in the format of a record.

    Raises:
        ConfigError: The format cannot hold the network, or the function of a user raised an error.
        RunDirectoryError: The system refuses.
    """
    if network.normalization is not None and not exporter.normalizes:
        able = ", ".join(one.name for one in EXPORTERS.records() if one.normalizes)
        raise ConfigError(
            f'exporter "{exporter.name}": cannot hold how this network normalises observations; choose {able}'
        )
    with EXPORTERS.calling(exporter, "write"), files.accessing(path, "written"):
        exporter.write(network, path)


def exporter_of(name: str | None, path: Path) -> ExporterRecord:
    """The record of a format, or of the one that the ending of ``path`` belongs to if there is no name.

    Raises:
        ConfigError: There is none.
    """
    if name is not None:
        return EXPORTERS.get(name)
    found = next((one for one in EXPORTERS.records() if path.suffix in one.suffixes), None)
    if found is None:
        known = ", ".join(EXPORTERS.names())
        raise ConfigError(f"{path}: no format has this ending; name the format, one of {known}")
    return found
