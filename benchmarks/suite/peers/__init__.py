"""The packages that people use now. Modules of this folder adapt them, and import them where needed."""

from importlib import util
from typing import Final

PACKAGES: Final = {
    "genoxide": "genoxide",
    "neat": "neat-python",
    "radiate": "radiate",
    "moocore": "moocore",
    "pymoo": "pymoo",
    "pygmo": "pygmo",
    "deap": "deap",
    "evotorch": "evotorch",
    "jax": "jax",
    "gymnasium": "gymnasium",
    "envpool": "envpool",
}
"""Module that is imported, and package that installs it."""


def installed() -> list[str]:
    """Module names of the peers that can be imported."""
    return [name for name in PACKAGES if util.find_spec(name) is not None]
