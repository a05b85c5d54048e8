"""Profiles: the settings of other implementations and publications, as config files in the package."""

from importlib.resources import files
from typing import Any, Final, Literal, get_args

from speciate.config import toml

Profile = Literal["none", "stanley2002", "stanley2002_large", "neat_python"]

PROFILES: Final[tuple[str, ...]] = get_args(Profile)


def profile_text(name: str) -> str:
    """The TOML text of a profile, every value with its source in a comment."""
    return (files("speciate.config") / "published" / f"{name}.toml").read_text(encoding="utf-8")


def profile_layer(name: object) -> dict[str, Any]:
    """The settings of a profile; none if there is no such profile, which the config then refuses.

    Args:
        name: ``profile``, as given.
    """
    if name not in PROFILES[1:]:
        return {}
    return toml.parsed(profile_text(str(name)), f"profile {name}")
