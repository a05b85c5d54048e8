"""The config of a run, from TOML, flags and arguments to what a backend takes."""

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
from speciate.config.tree import Config, below_limits

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
