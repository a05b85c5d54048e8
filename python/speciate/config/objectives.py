"""The objectives of a config: those that are computed from measures, and those that evaluations give."""

from collections.abc import Iterator
from typing import Final

from speciate.config.fields import ConfigFields

NOVELTY: Final = "novelty"
LOCAL_COMPETITION: Final = "local_competition"
COMPUTED: Final = (NOVELTY, LOCAL_COMPETITION)
"""Objectives that are computed from measures; any environment has them once measures are named."""


def computed(config: ConfigFields) -> tuple[str, ...]:
    """The objectives of a config that are computed from measures."""
    return tuple(name for name in config.objectives or () if name in COMPUTED and config.measures)


def told(config: ConfigFields) -> tuple[str, ...]:
    """The objectives of a config that ``tell`` takes; none with novelty alone."""
    objectives = config.objectives or ("fitness",)
    return tuple(name for name in objectives if name not in computed(config))


def contradictions(config: ConfigFields) -> Iterator[str]:
    """One line for each setting of objectives, directions or measures that cannot be."""
    objectives = config.objectives or ()
    if len(set(objectives)) < len(objectives):
        yield f"objectives = {list(objectives)}: a name is there twice; name each objective once"
    yield from _of_measures(config)
    n_directions, n_objectives = len(config.directions), len(objectives)  # 0: not known before ``resolved``
    if n_objectives and n_directions not in {1, n_objectives}:
        several = f" or {n_objectives}" if n_objectives > 1 else ""
        yield f"directions = {list(config.directions)}: expected 1{several}, one per objective"


def _of_measures(config: ConfigFields) -> Iterator[str]:
    if len(set(config.measures)) < len(config.measures):
        yield f"measures = {list(config.measures)}: a name is there twice; name each measure once"
    for name in set(config.measures) & set(COMPUTED):
        yield f'measures: "{name}" is computed from measures itself; name results of the episode'
    directions = config.directions * (len(config.objectives or ()) if len(config.directions) == 1 else 1)
    for name, direction in zip(config.objectives or (), directions, strict=False):
        if name in computed(config) and direction == "min":
            yield f'directions: "{name}" cannot be minimised; choose "max" for it'
