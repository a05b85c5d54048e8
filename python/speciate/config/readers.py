"""Which settings of the config a run reads, so that a flag without any effect is refused."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from speciate.config.novelty import COMPUTED, computed
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


NEEDS: Final[Mapping[str, tuple[tuple[str, ...], Callable[[Config], bool], str]]] = {
    "islands": (
        ("migration_generations", "n_migrants", "migration_topology"),
        lambda config: config.islands.n_islands > 1,
        "n_islands is above 1",
    ),
    "curriculum": (
        ("stage_thresholds", "stage_generations"),
        lambda config: config.curriculum.staged,
        "training is staged",
    ),
    "novelty": (
        ("n_neighbors", "novelty_additions", "n_novelty_additions", "novelty_archive_size"),
        lambda config: bool(computed(config)),
        f"{' or '.join(COMPUTED)} is an objective, over measures",
    ),
    "selection": (
        ("archive_size", "archive_breeding_rate"),
        lambda config: config.n_objectives > 1,
        "there are several objectives",
    ),
    "measures": (
        (),
        lambda config: bool(computed(config)) or config.algorithm == "map_elites",
        f'{" or ".join(COMPUTED)} is an objective, or algorithm = "map_elites"',
    ),
}
"""Keys of a section, or a setting at the top, that are read under a condition only, and that in words."""


def without_effect(config: Config, given: Mapping[str, Any]) -> Iterator[str]:
    """One line for every setting that a run of a config does not read.

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
        elif section in NEEDS:
            yield from _not_needed(config, section, settings)


def _not_needed(config: Config, name: str, given: Any) -> Iterator[str]:
    keys, is_read, condition = NEEDS[name]
    if not is_read(config):
        for key in [f"{name}.{key}" for key in keys if key in given] if keys else [name]:
            yield f"{key}: has no effect unless {condition}. Leave it out, or see to that"


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
