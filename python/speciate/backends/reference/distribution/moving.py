"""Moves the distribution of one species.

The genomes of all species count, by how alike these are. Means become weighted means of the best genomes.
Step sizes change as in SNES (Schaul et al. 2011, algorithm 3), by the genomes whose weights were drawn.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from speciate.backends.reference.distribution.members import Gene, Member
from speciate.backends.reference.distribution.own import LEAST_CARRIERS, Own, limited, utility
from speciate.draws.arithmetic import exp, ln
from speciate.values.generation import DRAWN
from speciate.values.settings import Settings

STEP_RATE: Final = 4.0
"""So many times the learning rate of step sizes that Schaul et al. 2011, table 1, give."""

_MOST_CHANGE: Final = 1.0
"""By how much the logarithm of a step size changes in a generation, at most."""


@dataclass
class _Sums:
    """What one gene adds up to: of all genomes, and of those whose number was drawn."""

    weight: float = 0.0
    weighted: float = 0.0
    kinship: float = 0.0
    utility: float = 0.0
    kinship_beyond: float = 0.0
    utility_beyond: float = 0.0

    def change(self, rate: float) -> float:
        """How the logarithm of the step size changes."""
        if self.kinship <= 0.0:
            return 0.0
        beyond = self.utility_beyond - self.utility / self.kinship * self.kinship_beyond
        return min(max(rate / 2.0 * beyond, -_MOST_CHANGE), _MOST_CHANGE)


def moved(
    settings: Settings, members: list[Member], known: list[dict[int, Gene]], own: Own, kinships: list[float]
) -> dict[int, Gene]:
    """The distribution of a species.

    Args:
        settings: Those of the run.
        members: The survivors of all species, best first.
        known: The distributions before.
        own: What the species has by itself.
        kinships: How alike each species is to this one.
    """
    weights, n = _weights(members, kinships)
    sums: dict[int, _Sums] = defaultdict(_Sums)
    for member, weight in zip(members, weights, strict=True):
        kinship = kinships[member.species]
        if kinship > 0.0:
            _add(sums, member, known, weight, kinship, weight - kinship / n)
    present = sorted(own.carriers)
    n_known = float(max(sum(key in own.known for key in _all(members)), 2))
    rate = STEP_RATE * ((3.0 + ln(n_known)) / (5.0 * math.sqrt(n_known)))
    limit = settings.genome.weight_limit
    found = {key: _gene(key, sums[key], own, rate, limit) for key in present}
    return {key: gene for key, gene in found.items() if gene is not None}


def _all(members: list[Member]) -> set[int]:
    return set().union(*(member.genes for member in members))


def _weights(members: list[Member], kinships: list[float]) -> tuple[list[float], float]:
    """The weight of each genome, which add up to 1, and the sum of kinships."""
    n, passed, total = 0.0, 0.0, 0.0
    for member in members:
        n += kinships[member.species]
    raw = []
    for member in members:
        kinship = kinships[member.species]
        passed += kinship
        raw.append(kinship * utility(n, passed - kinship / 2.0 + 0.5))
        total += raw[-1]
    return [weight / total for weight in raw], n


def _add(
    sums: dict[int, _Sums],
    member: Member,
    known: list[dict[int, Gene]],
    weight: float,
    kinship: float,
    of_rank: float,
) -> None:
    drawn_from = known[member.granted] if member.kind == DRAWN and member.granted is not None else {}
    for key, number in member.genes.items():
        one = sums[key]
        one.weight += weight
        one.weighted += weight * number
        if key in drawn_from:
            mean, step = drawn_from[key]
            deviate = (number - mean) / step
            beyond = deviate * deviate - 1.0
            one.kinship += kinship
            one.utility += of_rank
            one.kinship_beyond += kinship * beyond
            one.utility_beyond += of_rank * beyond


def _gene(key: int, sums: _Sums, own: Own, rate: float, limit: float) -> Gene | None:
    if own.carriers[key] < LEAST_CARRIERS or sums.weight <= 0.0:
        return own.known.get(key)
    mean = min(max(sums.weighted / sums.weight, -limit), limit)
    step = own.step(key)
    return mean, limited(step * exp(sums.change(rate))) if key in own.known else step
