"""Which settings of the config a run reads, so that a flag without any effect is refused."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from speciate.config.algorithms import ALGORITHMS
from speciate.config.fields import SHARED_SECTIONS
from speciate.config.messages import fields
from speciate.config.objectives import COMPUTED, computed
from speciate.config.tree import Config

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
    "archive": (
        ("archive_episodes", "probation_episodes"),
        lambda config: config.n_objectives > 1,
        "there are several objectives",
    ),
    "measures": (
        (),
        lambda config: bool(computed(config)) or ALGORITHMS.get(config.algorithm).uses_measures,
        f"{' or '.join(COMPUTED)} is an objective, or the algorithm fills a grid over measures",
    ),
}
"""Keys of a section, or a setting at the top, that are read under a condition only, and that in words."""


def without_effect(config: Config, given: Mapping[str, Any]) -> Iterator[str]:
    """One line for every setting that a run of a config does not read.

    Args:
        config: The config.
        given: Settings that were chosen for this run, as in a TOML file.
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
            yield f"{key}: has no effect unless {condition}. Leave it out, or change that"


def _reads(config: Config, section: str) -> bool:
    if section in SHARED_SECTIONS or section not in sections():
        return True
    reads = ALGORITHMS.get(config.algorithm).reads
    if section not in reads:
        return False
    when = reads[section]
    return when is None or when.holds(config)


def _chosen(config: Config) -> str:
    """The algorithm of a config, with the settings that decide which sections it reads."""
    conditions = [when for when in ALGORITHMS.get(config.algorithm).reads.values() if when is not None]
    words = dict.fromkeys(when.words for when in conditions if when.holds(config))
    return " and ".join((f'algorithm = "{config.algorithm}"', *words))


def _listed(section: str) -> str:
    """The algorithms that read a section, in words."""
    found = []
    for record in ALGORITHMS.records():
        if section in record.reads:
            when = record.reads[section]
            found.append(record.name if when is None else f"{record.name} with {when.words}")
    return ", ".join(found) or "no algorithm"


def sections() -> tuple[str, ...]:
    """The tables of a config."""
    return tuple(dict.fromkeys(section for section, _, _ in fields(Config) if section))
