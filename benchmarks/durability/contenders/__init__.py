"""Adapters of the packages that are tested, one file each; a package is imported with its file."""

from importlib import import_module, util
from typing import Final

from benchmarks.durability.contender import Contender

MODULES: Final = {
    "speciate": "speciate",
    "neat-python": "neat",
    "pymoo": "pymoo",
    "DEAP": "deap",
    "genoxide": "genoxide",
}
"""Names, and the modules that are imported."""


def installed() -> list[str]:
    """The names of those that can be imported."""
    return [name for name, module in MODULES.items() if util.find_spec(module) is not None]


def contender(name: str) -> Contender:
    """The adapter of a name that is installed."""
    module = import_module(f"benchmarks.durability.contenders.{MODULES[name]}_adapter")
    made: Contender = module.Adapter()
    return made
