"""Options of environments: what they may hold, whoever made the environment."""

import json
from collections.abc import Mapping
from typing import Any

from speciate.errors import ConfigError


def check_options(options: Mapping[str, Any]) -> None:
    """Refuses options that no file can hold. Raises ``ConfigError``."""
    try:
        json.dumps(dict(options), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"environment_options: {error}; expected finite numbers, texts, truth values, lists"
        ) from None
