"""The protocol of environments under the name that documents gave it before it lay in ``values``."""

from speciate.values.environment import Environment, EnvironmentSpec, Episodes

__all__ = ["Environment", "EnvironmentSpec", "Episodes"]
