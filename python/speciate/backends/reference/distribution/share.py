"""The fraction of a species' offspring that are drawn, where it follows what works."""

import math
from typing import Final

from speciate.backends.reference.distribution.members import Lesson, Member
from speciate.values.generation import DRAWN, PERTURBED
from speciate.values.settings import Settings

_FIRST: Final = 0.5
_LEAST: Final = 0.1
_MOST: Final = 0.9
_RATE: Final = 0.3


def share_of(
    settings: Settings, lesson: Lesson, members: list[Member], base: int | None, position: int
) -> float:
    """The share of the species at a position: that of drawn genomes among the best, who become parents."""
    if settings.reproduction.weights == "distribution":
        return 1.0
    share = _FIRST if base is None or lesson.before is None else float(lesson.before.shares[base])
    kinds = [member.kind for member in members if member.species == position]
    n_drawn, n_perturbed = float(kinds.count(DRAWN)), float(kinds.count(PERTURBED))
    if n_drawn == 0.0 or n_perturbed == 0.0:
        return share
    best = kinds[: math.ceil(settings.reproduction.survival_rate * len(kinds))]
    drawn = share * ((best.count(DRAWN) + 0.5) / (n_drawn + 1.0))
    perturbed = (1.0 - share) * ((best.count(PERTURBED) + 0.5) / (n_perturbed + 1.0))
    return min(max(share + _RATE * (drawn / (drawn + perturbed) - share), _LEAST), _MOST)
