"""Settings that cannot go together, whatever the algorithm; each algorithm's record has checks of its own."""

import math
import sys
from collections.abc import Iterator
from typing import Any, Final

from speciate.arguments import shown
from speciate.config import objectives
from speciate.config.algorithms import ALGORITHMS, refusals
from speciate.config.fields import ConfigFields
from speciate.config.islands import LEAST_GENOMES, smallest
from speciate.parsing.nesting import MOST_PARTS
from speciate.values.environment_record import ENVIRONMENTS
from speciate.values.normalization import REFUSED

LEAST_WORKER_MEMORY: Final = 2**24
"""With less, no environment has room for the threads and the genomes that it needs."""

_MOST_DEPTH: Final = MOST_PARTS - 2
"""How many lists and tables an option may have in each other, so that its file can be read again."""


def contradictions(config: ConfigFields) -> Iterator[str]:
    """One line for each pair of settings that cannot go together."""
    yield from _species(config)
    yield from _founders(config)
    yield from _workers(config)
    yield from _network(config)
    yield from _algorithm(config)
    yield from _islands(config)
    yield from _participation(config)
    yield from _restart(config)
    yield from _archive(config)
    unwritable = list(_algorithm_options(config))
    yield from unwritable or refusals(config.algorithm, "checks", config)
    yield from objectives.contradictions(config)


def below_limits(config: ConfigFields) -> list[str]:
    """What a new run is refused, one line per setting; runs of older versions were not, and still load."""
    problems = []
    if 0 < config.worker_memory_bytes < LEAST_WORKER_MEMORY:
        problems.append(
            f"worker_memory_bytes = {config.worker_memory_bytes}: expected 0, which is no limit, or at least "
            f"{LEAST_WORKER_MEMORY}"
        )
    return [*problems, *refusals(config.algorithm, "checks_of_new_runs", config)]


def _species(config: ConfigFields) -> Iterator[str]:
    target = config.speciation.target_species
    if target == 0 and config.speciation.compatibility_threshold is None:
        yield (
            "speciation.compatibility_threshold is left open while speciation.target_species = 0 keeps it "
            "fixed; set a threshold above 0, or a number of species"
        )
    if isinstance(target, int) and target > config.population_size:
        yield (
            f"speciation.target_species = {target}: expected at most population_size = "
            f"{config.population_size}"
        )


def _founders(config: ConfigFields) -> Iterator[str]:
    least, most = config.genome.least_founder_hidden_nodes, config.genome.most_founder_hidden_nodes
    if least > most:
        yield (
            f"genome.least_founder_hidden_nodes = {least}: expected at most most_founder_hidden_nodes = "
            f"{most}"
        )


def _workers(config: ConfigFields) -> Iterator[str]:
    for name in ("evaluation_timeout_seconds", "worker_memory_bytes"):
        value = getattr(config, name)
        if value and not config.workers:
            yield f"{name} = {value}: this process cannot stop itself; give workers as well"


def _network(config: ConfigFields) -> Iterator[str]:
    if config.network.normalize_observations and config.environment in ENVIRONMENTS.built_in:
        yield REFUSED.format(config.environment)


def _algorithm(config: ConfigFields) -> Iterator[str]:
    """What the record of the algorithm says that it cannot do."""
    record, n_objectives = ALGORITHMS.get(config.algorithm), len(config.objectives or ())
    if n_objectives > 1 and not record.several_objectives:
        yield (
            f'algorithm = "{config.algorithm}": takes one objective, but there are {n_objectives}; choose '
            "one or another algorithm"
        )
    if config.algorithm_options and config.algorithm in ALGORITHMS.built_in:
        yield (
            f'algorithm_options: algorithm = "{config.algorithm}" has none; its settings are sections of the '
            "config"
        )


def _algorithm_options(config: ConfigFields) -> Iterator[str]:
    """A line for each option that the config.toml of the run could not hold."""
    options = {} if config.algorithm in ALGORITHMS.built_in else config.algorithm_options
    for key, value in options.items():
        if not _is_writable(value):
            yield (
                f"algorithm_options.{key} = {shown(value)[:60]}: expected a finite number, a text, "
                "true or false, or a list or a table of these"
            )


def _is_writable(value: Any, depth: int = 0) -> bool:
    """Whether files take a value as it is."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) <= sys.float_info.max
    if isinstance(value, list | tuple | dict) and depth < _MOST_DEPTH:
        inner = value.values() if isinstance(value, dict) else value
        texts = not isinstance(value, dict) or all(isinstance(key, str) for key in value)
        return texts and all(_is_writable(one, depth + 1) for one in inner)
    return isinstance(value, str)


def _islands(config: ConfigFields) -> Iterator[str]:
    islands, size = config.islands, config.population_size
    if islands.n_islands == 1:
        return
    if not ALGORITHMS.get(config.algorithm).divisible:
        *names, last = (one.name for one in ALGORITHMS.records() if one.divisible)
        yield (
            f'islands.n_islands = {islands.n_islands}: algorithm = "{config.algorithm}" has no islands; '
            f"expected 1, or {', '.join(names)} or {last}"
        )
    least = smallest(size, islands.n_islands)
    if least < LEAST_GENOMES:
        yield (
            f"islands.n_islands = {islands.n_islands}: expected at most {size // LEAST_GENOMES}, "
            f"so that each has {LEAST_GENOMES} of population_size = {size} genomes"
        )
    elif islands.n_migrants >= least:
        yield (
            f"islands.n_migrants = {islands.n_migrants}: expected less than the {least} genomes of the "
            "smallest island"
        )
    elif isinstance(target := config.speciation.target_species, int) and target > least:
        yield (
            f"speciation.target_species = {target}: expected at most {least}, "
            "the genomes of the smallest island"
        )


def _restart(config: ConfigFields) -> Iterator[str]:
    """A line if a population starts anew that has no single fitness, or keeps survivors."""
    given = f"restart.restart_generations = {config.restart.restart_generations}"
    if not config.restart.restart_generations or not ALGORITHMS.get(config.algorithm).restarts:
        return
    if config.n_objectives > 1 or objectives.computed(config):
        yield f"{given}: progress is that of one objective that is told; expected 0"
    elif config.selection.survival not in {None, "generational"}:
        yield (
            f"{given}: founders would compete with survivors; expected 0, or selection.survival = "
            '"generational"'
        )


def _archive(config: ConfigFields) -> Iterator[str]:
    n_episodes = config.archive.archive_episodes or 0
    given = f"archive.archive_episodes = {n_episodes}"
    if 0 < n_episodes < (config.evaluations or 1):
        yield f"{given}: expected 0 or at least evaluations = {config.evaluations}, so that one genome plays"
    if n_episodes and (names := objectives.computed(config)):
        yield f"{given}: expected 0, for {' and '.join(names)} is computed anew in every generation"


def _participation(config: ConfigFields) -> Iterator[str]:
    """A line if there are rates for more or fewer objectives than there are, or for the only one."""
    rates, n_others = config.participation.participation_rates, len(config.objectives or ()) - 1
    given = f"participation.participation_rates = {list(rates)}"
    if n_others == 0 and not config.participation.always:
        yield f"{given}: a single objective always counts; leave them out, or name more objectives"
    elif config.objectives is not None and len(rates) not in {1, n_others}:
        several = f" or {n_others}" if n_others > 1 else ""
        yield f"{given}: expected 1{several}, one per objective after the first"
