"""Settings and options as text, which is how the compiled core takes them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from speciate.values.settings import Settings


def settings_text(settings: Settings) -> str:
    """The settings of a run as JSON. Numbers are exact."""
    values = asdict(settings)
    del values["fixed_topology"]  # no step reads it
    return json.dumps(values)


def options_text(options: Mapping[str, Any]) -> str:
    """The options of an environment as JSON. Numbers are exact."""
    return json.dumps(options)
