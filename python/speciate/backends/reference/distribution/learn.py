"""Moves the distributions of all species after their genomes are ranked."""

import numpy as np

from speciate.backends.reference.distribution.members import Gene, Lesson
from speciate.backends.reference.distribution.moving import moved
from speciate.backends.reference.distribution.own import kinship, own_of
from speciate.backends.reference.distribution.share import share_of
from speciate.values.generation import Distributions
from speciate.values.settings import Settings


def learn(settings: Settings, lesson: Lesson) -> Distributions:
    """The distributions of the species, which say nothing of their offspring yet."""
    members, known = lesson.members(), lesson.known()
    positions = range(len(lesson.species))
    own = [own_of(settings, lesson, members, known, position) for position in positions]
    alike = [
        [1.0 if a == b else kinship(own[max(a, b)], own[min(a, b)]) for b in positions] for a in positions
    ]
    genes = [moved(settings, members, known, own[k], alike[k]) for k in positions]
    shares = [share_of(settings, lesson, members, own[k].base, k) for k in positions]
    return _columns(genes, shares)


def _columns(genes: list[dict[int, Gene]], shares: list[float]) -> Distributions:
    numbers = [number for of_species in genes for number in of_species.values()]
    return Distributions(
        offsets=np.cumsum([0, *map(len, genes)]).astype(np.uint64),
        genes=np.array([key for of_species in genes for key in of_species], dtype=np.uint64),
        means=np.array([mean for mean, _ in numbers], dtype=np.float64),
        steps=np.array([step for _, step in numbers], dtype=np.float64),
        shares=np.array(shares, dtype=np.float64),
        ids=np.zeros(0, dtype=np.uint64),
        granted=np.zeros(0, dtype=np.uint32),
        kinds=np.zeros(0, dtype=np.uint8),
    )
