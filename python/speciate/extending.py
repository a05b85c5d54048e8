"""What algorithms of your own are written with; docs/extending.md shows one.

Names of the package that are neither here nor in ``speciate`` itself may change from version to version.
"""

from speciate.backends import create as create_backend
from speciate.backends.dense import weights_of
from speciate.config.algorithms import AlgorithmRecord, When, weights_evolve
from speciate.evolution.algorithm import Algorithm, Bred, Divisible, Memory, Outcome
from speciate.evolution.metrics import MetricRecord
from speciate.exporting import ExporterRecord
from speciate.training.tracker import Tracker, TrackerRecord
from speciate.values.backend import GenomeBackend
from speciate.values.environment import Environment, EnvironmentSpec, Episodes
from speciate.values.environment_record import Ends, EnvironmentRecord
from speciate.values.evaluated import Evaluated
from speciate.values.generation import Ranking
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot

__all__ = [
    "Algorithm",
    "AlgorithmRecord",
    "Bred",
    "Divisible",
    "Ends",
    "Environment",
    "EnvironmentRecord",
    "EnvironmentSpec",
    "Episodes",
    "Evaluated",
    "ExporterRecord",
    "GenomeBackend",
    "Memory",
    "MetricRecord",
    "Outcome",
    "Population",
    "Ranking",
    "Snapshot",
    "Tracker",
    "TrackerRecord",
    "When",
    "create_backend",
    "weights_evolve",
    "weights_of",
]
