"""Checks of options that games share."""

from collections.abc import Mapping


def refuse_options(name: str, options: Mapping[str, object]) -> None:
    """Refuses any option of a game that has none. Raises ``ValueError``."""
    for key in options:
        raise ValueError(f"{name}: unknown option '{key}'; it has no options")
