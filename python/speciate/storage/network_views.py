"""The views through which the networks of a file see."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speciate.config import toml
from speciate.errors import CheckpointError, ConfigError
from speciate.storage.checkpoint.naming import config_of
from speciate.storage.environment_description import views_in
from speciate.values.views import Views

Description = Mapping[str, Any]
"""What a file says of itself."""


def of_description(description: Description, path: Path) -> Views | None:
    """The views of a file; None if its networks see whole observations.

    Raises:
        CheckpointError: The views or the config are damaged.
    """
    known = declared(description["scalars"])
    if known is None or not description["config"]:
        return known
    return config_of(description["config"], path).views_of(known)


def number_of(description: Description) -> int | None:
    """The number of views of a file; None without views. The parts that its config names need not be known.

    Raises:
        CheckpointError: The views or the config are damaged.
    """
    known = declared(description["scalars"])
    if known is None:
        return None
    try:
        network = toml.parsed(description["config"], "its config").get("network")
    except ConfigError as error:
        raise CheckpointError(str(error)) from None
    return None if isinstance(network, dict) and network.get("views") == "none" else known.n_views


def declared(scalars: Mapping[str, Any]) -> Views | None:
    """The views that a file holds, whether its networks see through them or not.

    Raises:
        CheckpointError: They are damaged.
    """
    spec = scalars.get("environment")
    return views_in(scalars) or (views_in(spec) if isinstance(spec, dict) else None)
