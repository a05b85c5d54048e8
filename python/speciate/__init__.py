"""speciate: training populations of neural networks by evolution, NEAT and NSGA-II, at native speed.

Parts are loaded when they are first used, so that importing the package takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from speciate._version import __version__

if TYPE_CHECKING:
    from speciate import comparison, genome_json, genomes, pareto, study
    from speciate.backends.protocol import Population
    from speciate.config import Config
    from speciate.environments.function import FunctionEnvironment
    from speciate.errors import SpeciateError
    from speciate.evolution import Evolution
    from speciate.fault_records import replay
    from speciate.genetic import Genetic
    from speciate.loading import load_network
    from speciate.neat import Neat
    from speciate.networks import Network, Networks
    from speciate.nsga2 import Nsga2
    from speciate.polishing import Polished, polish
    from speciate.results import Run
    from speciate.runs import resume, train
    from speciate.saved_runs import load

_MODULES = ("comparison", "genome_json", "genomes", "pareto", "study")

_PLACES = {
    "Config": "speciate.config",
    "Evolution": "speciate.evolution",
    "FunctionEnvironment": "speciate.environments.function",
    "Genetic": "speciate.genetic",
    "Neat": "speciate.neat",
    "Network": "speciate.networks",
    "Networks": "speciate.networks",
    "Nsga2": "speciate.nsga2",
    "Polished": "speciate.polishing",
    "Population": "speciate.backends.protocol",
    "Run": "speciate.results",
    "SpeciateError": "speciate.errors",
    "load": "speciate.saved_runs",
    "load_network": "speciate.loading",
    "polish": "speciate.polishing",
    "replay": "speciate.fault_records",
    "resume": "speciate.runs",
    "train": "speciate.runs",
}

__all__ = [
    "Config",
    "Evolution",
    "FunctionEnvironment",
    "Genetic",
    "Neat",
    "Network",
    "Networks",
    "Nsga2",
    "Polished",
    "Population",
    "Run",
    "SpeciateError",
    "__version__",
    "comparison",
    "genome_json",
    "genomes",
    "load",
    "load_network",
    "pareto",
    "polish",
    "replay",
    "resume",
    "study",
    "train",
]


def __getattr__(name: str) -> Any:
    """Loads a part when it is first asked for (PEP 562)."""
    if name in _MODULES:
        return import_module(f"speciate.{name}")
    if name not in _PLACES:
        raise AttributeError(f"module 'speciate' has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return list(__all__)
