"""Values for the fields of a config that were left open, once the environment is known."""

import math
from typing import Any, Final

from speciate.config.algorithms import ALGORITHMS, Sizes, found_by
from speciate.config.fields import ConfigFields
from speciate.config.islands import smallest
from speciate.config.objectives import computed
from speciate.config.restart import LEAST_GENERATIONS
from speciate.config.sections import NEVER
from speciate.values.views import Views

MEMBERS: Final = 15
"""Genomes per species, about, where the number of species is left open and networks are small."""

LEAST_SPECIES: Final = 3
"""Species, at least: with fewer, none is compared with another."""

LEAST_GENOMES: Final = 60
"""Smaller populations have as many species as one of so many genomes."""

MOST_SPECIES: Final = 40
"""Species, at most."""


MOST_ELITES: Final = 2
"""Copies of the best in the genetic algorithm, at most; the smallest island breeds at least one genome."""


def is_open(config: ConfigFields) -> bool:
    """Whether a field is left open that ``filled`` has a value for."""
    known = filled(config, ("fitness",), (0, 0), stochastic=False, views=None)
    return any(
        getattr(config, name) is None
        if not isinstance(value, dict)
        else any(getattr(getattr(config, name), key) is None for key in value)
        for name, value in known.items()
    )


def views_of(config: ConfigFields, declared: Views | None) -> Views | None:
    """The views through which networks see, out of what the environment declares; None without any."""
    chosen = config.network.views
    if declared is None or chosen == "none":
        return None
    if chosen is None and not found_by(config.algorithm, "sees_views", config, declared):
        return None
    return declared


def filled(
    config: ConfigFields, results: tuple[str, ...], ends: Sizes, *, stochastic: bool, views: Views | None
) -> dict[str, Any]:
    """A value for every field that may be left open.

    Args:
        config: The config.
        results: Names of the results of an episode, the default objective first.
        ends: Number of inputs and of outputs of a network, 0 if unknown.
        stochastic: Whether episodes of different seeds differ.
        views: The views that the environment declares.
    """
    objectives = config.objectives or results[:1]
    record = ALGORITHMS.get(config.algorithm)
    several = len(objectives) > 1 and record.keeps_parents
    keeps = several and not stochastic  # survivors are not evaluated again: luck would stay
    size = config.population_size
    own = smallest(size, config.islands.n_islands)  # species are those of an island
    grows = record.grows and not computed(config)
    n_connections = math.prod(ends) if grows else 0
    learns = grows and stochastic  # a mean adds up many genomes, so luck counts less
    sees = "none" if views_of(config, views) is None else "environment"
    n_episodes = _or(config.evaluations, 2 if stochastic else 1)
    replays = stochastic and len(objectives) > 1 and not computed(config)
    return {
        "objectives": objectives,
        "evaluations": n_episodes,
        "validation_episodes": _or(config.validation_episodes, 20 if stochastic else 1),
        "held_out_episodes": _or(config.held_out_episodes, 100 if stochastic else 1),
        "network": {"views": _or(config.network.views, sees)},
        "speciation": {
            "target_species": _or(config.speciation.target_species, n_species(own, n_connections))
        },
        "reproduction": {
            "survival_rate": _or(config.reproduction.survival_rate, 0.4 if keeps else 0.2),
            "stagnation_generations": _or(
                config.reproduction.stagnation_generations, NEVER if computed(config) else 15
            ),
            "weights": _or(config.reproduction.weights, "adaptive" if learns else "perturbed"),
        },
        "restart": {
            "restart_generations": _or(
                config.restart.restart_generations,
                LEAST_GENERATIONS if _can_stall(config, objectives, stochastic=stochastic) else 0,
            ),
        },
        "selection": {
            "survival": _or(config.selection.survival, _survival(config, keeps=keeps)),
            "archive_size": _or(config.selection.archive_size, size),
        },
        "archive": {
            "archive_episodes": _or(
                config.archive.archive_episodes, _quarter(size) * n_episodes if replays else 0
            )
        },
        "genetic": {
            "tournament_size": _or(config.genetic.tournament_size, 2 if keeps else 10),
            "elite_count": _or(config.genetic.elite_count, min(MOST_ELITES, own - 1)),
        },
    }


def n_species(population_size: int, n_connections: int) -> int:
    """How many species a population should have.

    A species learns by itself, so it needs members in proportion to the weights that there are to learn:
    about one for each connection from an input to an output, or ``MEMBERS``, whichever is more. A search for
    what is new needs many species more than large ones. It is never fewer than ``LEAST_SPECIES``: one species
    would protect no new structure.

    Args:
        population_size: Number of genomes, at least 2.
        n_connections: Pairs of an input and an output; 0 if unknown.
    """
    wanted = max(population_size, LEAST_GENOMES) / max(MEMBERS, n_connections)
    return min(population_size, MOST_SPECIES, max(LEAST_SPECIES, math.floor(wanted + 0.5)))


def _quarter(size: int) -> int:
    """A quarter of a population, at least one genome on probation and one member of the archive."""
    return max(2, size // 4)


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def _can_stall(config: ConfigFields, objectives: tuple[str, ...], *, stochastic: bool) -> bool:
    """Whether the best fitness says how far a run has come, and founders compete with offspring alone."""
    told = len(objectives) == 1 and not computed(config) and not stochastic
    alone = config.selection.survival in {None, "generational"}
    return ALGORITHMS.get(config.algorithm).restarts and told and alone


def _survival(config: ConfigFields, *, keeps: bool) -> str:
    """The default of ``survival``: where parents are kept, that of Deb et al. 2002 for dense networks."""
    if not keeps:
        return "generational"
    return "elitist" if config.fixed_topology else "mixed"
