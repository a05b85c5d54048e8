"""The views through which the networks of a file see."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from speciate.storage.checkpoint.naming import config_of
from speciate.storage.environment_description import views_in
from speciate.values.views import Views


def of_description(description: Mapping[str, Any], path: Path) -> Views | None:
    """The views of a file, out of what it says of itself; None if its networks see whole observations.

    Raises:
        CheckpointError: The views or the config are damaged.
    """
    scalars = description["scalars"]
    declared = views_in(scalars) or views_in(scalars.get("environment") or {})
    if declared is None or not description["config"]:
        return declared
    return config_of(description["config"], path).views_of(declared)
