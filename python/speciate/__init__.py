"""speciate: training populations of neural networks by evolution, NEAT and NSGA-II, at native speed.

Parts are loaded when they are first used, so that importing the package takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from speciate._version import __version__

if TYPE_CHECKING:
    from speciate import checkpoint, extending, study, testing
    from speciate.config import Config
    from speciate.config.algorithms import AlgorithmRecord
    from speciate.environments.function import FunctionEnvironment
    from speciate.errors import SpeciateError
    from speciate.evolution import pareto
    from speciate.evolution.genetic import Genetic
    from speciate.evolution.loop import Evolution
    from speciate.evolution.metrics import MetricRecord
    from speciate.evolution.neat import Neat
    from speciate.evolution.nsga2 import Nsga2
    from speciate.exporting import ExporterRecord, export
    from speciate.registration import register
    from speciate.storage import genome_json, genomes
    from speciate.training import comparison
    from speciate.training.fault_records import replay
    from speciate.training.loading import load_network
    from speciate.training.polishing import Polished, polish
    from speciate.training.results import Run
    from speciate.training.runs import resume, train
    from speciate.training.saved_runs import load
    from speciate.training.tracker import TrackerRecord
    from speciate.values.environment import EnvironmentSpec, Episodes
    from speciate.values.environment_record import EnvironmentRecord
    from speciate.values.networks import Network, Networks
    from speciate.values.population import Population
    from speciate.values.views import Views

_MODULES = {
    "checkpoint": "speciate.checkpoint",
    "comparison": "speciate.training.comparison",
    "extending": "speciate.extending",
    "genome_json": "speciate.storage.genome_json",
    "genomes": "speciate.storage.genomes",
    "pareto": "speciate.evolution.pareto",
    "study": "speciate.study",
    "testing": "speciate.testing",
}

_PLACES = {
    "AlgorithmRecord": "speciate.config.algorithms",
    "Config": "speciate.config",
    "EnvironmentRecord": "speciate.values.environment_record",
    "EnvironmentSpec": "speciate.values.environment",
    "Episodes": "speciate.values.environment",
    "Evolution": "speciate.evolution.loop",
    "ExporterRecord": "speciate.exporting",
    "FunctionEnvironment": "speciate.environments.function",
    "Genetic": "speciate.evolution.genetic",
    "MetricRecord": "speciate.evolution.metrics",
    "Neat": "speciate.evolution.neat",
    "Network": "speciate.values.networks",
    "Networks": "speciate.values.networks",
    "Nsga2": "speciate.evolution.nsga2",
    "Polished": "speciate.training.polishing",
    "Population": "speciate.values.population",
    "Run": "speciate.training.results",
    "SpeciateError": "speciate.errors",
    "TrackerRecord": "speciate.training.tracker",
    "Views": "speciate.values.views",
    "export": "speciate.exporting",
    "load": "speciate.training.saved_runs",
    "load_network": "speciate.training.loading",
    "polish": "speciate.training.polishing",
    "register": "speciate.registration",
    "replay": "speciate.training.fault_records",
    "resume": "speciate.training.runs",
    "train": "speciate.training.runs",
}

__all__ = [
    "AlgorithmRecord",
    "Config",
    "EnvironmentRecord",
    "EnvironmentSpec",
    "Episodes",
    "Evolution",
    "ExporterRecord",
    "FunctionEnvironment",
    "Genetic",
    "MetricRecord",
    "Neat",
    "Network",
    "Networks",
    "Nsga2",
    "Polished",
    "Population",
    "Run",
    "SpeciateError",
    "TrackerRecord",
    "Views",
    "__version__",
    "checkpoint",
    "comparison",
    "export",
    "extending",
    "genome_json",
    "genomes",
    "load",
    "load_network",
    "pareto",
    "polish",
    "register",
    "replay",
    "resume",
    "study",
    "testing",
    "train",
]


def __getattr__(name: str) -> Any:
    """Loads a part when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name not in _PLACES:
        raise AttributeError(f"module 'speciate' has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
