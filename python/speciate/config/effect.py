"""Which sections of the config an algorithm reads, so that a flag without any effect is refused."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from speciate.config.tree import Config

READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "mutation": ("neat", "hyperneat", "map_elites"),
    "crossover": ("neat", "hyperneat", "map_elites"),
    "distance": ("neat", "hyperneat"),
    "speciation": ("neat", "hyperneat"),
    "reproduction": ("neat", "hyperneat"),
    "dense": ("genetic", "cma_es", "hyperneat", "map_elites"),
    "genetic": ("genetic", "map_elites"),
    "map_elites": ("map_elites",),
    "cma_es": ("cma_es",),
    "substrate": ("hyperneat",),
}
"""The algorithms that read a section; one that is not here is read by all, or refused elsewhere."""

_OF_THE_GRID: Final = {"mutation": "neat", "crossover": "neat", "dense": "dense", "genetic": "dense"}
"""What is in the grid when MAP-Elites reads a section."""


def without_effect(config: Config, given: Mapping[str, Any]) -> Iterator[str]:
    """One line for every setting that the algorithm of a config does not read.

    Args:
        config: The config.
        given: Settings that somebody chose for this run, as in a TOML file.
    """
    for section, settings in given.items():
        if not _reads(config, section):
            for key in settings:
                yield (
                    f"{section}.{key}: has no effect with {_chosen(config)}; it is read by "
                    f"{_listed(section)}. Leave it out, or choose one of these"
                )


def _reads(config: Config, section: str) -> bool:
    if config.algorithm not in READERS.get(section, (config.algorithm,)):
        return False
    needed = _OF_THE_GRID.get(section, config.map_elites.grid_genomes)
    return config.algorithm != "map_elites" or config.map_elites.grid_genomes == needed


def _chosen(config: Config) -> str:
    grid = f' and grid_genomes = "{config.map_elites.grid_genomes}"'
    return f'algorithm = "{config.algorithm}"' + (grid if config.algorithm == "map_elites" else "")


def _listed(section: str) -> str:
    needed = _OF_THE_GRID.get(section)
    with_grid = f'map_elites with grid_genomes = "{needed}"' if needed else "map_elites"
    return ", ".join(with_grid if name == "map_elites" else name for name in READERS[section])
