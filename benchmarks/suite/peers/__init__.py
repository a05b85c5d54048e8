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

OTHERS: Final = ("numpy", "pickle", "npz", "json")
"""What people use without another package of evolution: NumPy, and formats of files."""


def installed() -> list[str]:
    """Module names of the peers that can be imported."""
    return [name for name in PACKAGES if util.find_spec(name) is not None]


def is_peer(contender: str) -> bool:
    """Whether a contender is something that people use, not this package or a limit of the machine.

    What follows a comma says how the package is used.
    """
    return package(contender) in {*PACKAGES, *OTHERS}


def package(contender: str) -> str:
    """The name of a contender without how it is used."""
    return contender.partition(",")[0]
