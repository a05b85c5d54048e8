"""The config of a run, from TOML, flags and arguments to what a backend takes."""

from speciate.config.checks import below_limits
from speciate.config.defaults import ENVIRONMENT_DEFAULTS
from speciate.config.sections import (
    Crossover,
    Distance,
    Genome,
    Mutation,
    Reproduction,
    Selection,
    Speciation,
)
from speciate.config.tree import Config

__all__ = [
    "ENVIRONMENT_DEFAULTS",
    "Config",
    "Crossover",
    "Distance",
    "Genome",
    "Mutation",
    "Reproduction",
    "Selection",
    "Speciation",
    "below_limits",
]
