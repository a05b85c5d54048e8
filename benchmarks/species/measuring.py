"""Figures of a run's species: how long they live, and what holds them together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from benchmarks.species.watching import Generation

from speciate.values.types import Float64s

LARGE: Final = 516
"""Connections of a founder, by which the paper's distance divides structure."""


@dataclass(frozen=True)
class Figures:
    """A run in numbers.

    Attributes:
        n_species: Mean number of species.
        median_life: Generations that the species of a random genome lives in all, median; those that are
            alive at the end count with what they have lived.
        explained: Share of the variance of distances, within generations, that structure makes up.
        within: Mean number of connections that two genomes of one species do not share.
        between: Likewise two genomes of different species.
    """

    n_species: float
    median_life: float
    explained: float
    within: float
    between: float


def figures(run: Sequence[Generation], *, weight_coefficient: float, divided: bool, skipped: int) -> Figures:
    """Sums up a run.

    Args:
        run: Its generations.
        weight_coefficient: The weight of weight differences in the distance.
        divided: Whether the distance divides structure by the size of genomes.
        skipped: First generations, in which nothing has grown yet, that distances leave out.
    """
    lives: dict[int, int] = {}
    for one in run:
        for number in one.sizes:
            lives[number] = lives.get(number, 0) + 1
    by_genome = [(life, sum(one.sizes.get(number, 0) for one in run)) for number, life in lives.items()]
    late = run[skipped:]
    shares = [
        _explained(one.structure / (LARGE if divided else 1), weight_coefficient * one.weights)
        for one in late
    ]
    structure = np.concatenate([one.structure for one in late])
    together = np.concatenate([one.together for one in late])
    return Figures(
        n_species=float(np.mean([len(one.sizes) for one in run])),
        median_life=float(np.median(np.repeat(*np.array(by_genome).T))),
        explained=float(np.mean(shares)),
        within=float(structure[together].mean()),
        between=float(structure[~together].mean()),
    )


def _explained(structure: Float64s, weights: Float64s) -> float:
    """The covariance of a term with the sum of both, by the variance of the sum."""
    total = structure + weights
    return float(np.cov(structure, total)[0, 1] / total.var(ddof=1))
