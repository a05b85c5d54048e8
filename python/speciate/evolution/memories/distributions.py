"""The distributions that NEAT draws weights from: as data, and back from a snapshot."""

from typing import Final

import numpy as np

from speciate.errors import CheckpointError
from speciate.values.generation import AT_MEANS, NO_SPECIES, Distributions
from speciate.values.snapshot import Arrays, Snapshot, prefixed

LEAST_STEP: Final = 0.02
GREATEST_STEP: Final = 3.0
"""Limits of step sizes."""

_PREFIX: Final = "distributions"


def arrays_of(distributions: Distributions | None) -> Arrays:
    """The distributions as flat arrays for a snapshot; none without any."""
    return {} if distributions is None else prefixed(_PREFIX, distributions._asdict())


def restored(snapshot: Snapshot, n_species: int, limit: float) -> Distributions | None:
    """The distributions of a snapshot; None if it has none, as those of earlier versions.

    Args:
        snapshot: What ``State.snapshot`` gave.
        n_species: Number of species.
        limit: Largest absolute value of a weight.

    Raises:
        CheckpointError: Something is missing, or contradicts something else.
    """
    ids = snapshot.arrays.get(f"{_PREFIX}.ids")
    if ids is None and f"{_PREFIX}.offsets" not in snapshot.arrays:
        return None
    offsets = snapshot.array(f"{_PREFIX}.offsets", np.uint64, (n_species + 1,))
    n_genes, n_offspring = int(offsets[-1]), 0 if ids is None else ids.size
    found = Distributions(
        offsets=offsets,
        genes=snapshot.array(f"{_PREFIX}.genes", np.uint64, (n_genes,)),
        means=snapshot.finite(f"{_PREFIX}.means", (n_genes,)),
        steps=snapshot.finite(f"{_PREFIX}.steps", (n_genes,)),
        shares=snapshot.finite(f"{_PREFIX}.shares", (n_species,)),
        ids=snapshot.array(f"{_PREFIX}.ids", np.uint64, (n_offspring,)),
        granted=snapshot.array(f"{_PREFIX}.granted", np.uint32, (n_offspring,)),
        kinds=snapshot.array(f"{_PREFIX}.kinds", np.uint8, (n_offspring,)),
    )
    if problem := _problem(found, limit):
        raise CheckpointError(f"the snapshot's {_PREFIX} {problem}; it is damaged")
    return found


def _problem(found: Distributions, limit: float) -> str:
    """What is wrong with distributions, or nothing."""
    starts = found.offsets.astype(np.int64)
    if starts[0] != 0 or (np.diff(starts) < 0).any():
        return "have offsets that do not ascend from 0"
    own = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    if ((found.genes[1:] <= found.genes[:-1]) & (own[1:] == own[:-1])).any():
        return "have genes that do not ascend"
    if (np.abs(found.means) > limit).any():
        return f"have means beyond weight_limit = {limit:g}"
    if (found.steps < LEAST_STEP).any() or (found.steps > GREATEST_STEP).any():
        return f"have steps that are not all from {LEAST_STEP:g} to {GREATEST_STEP:g}"
    if (found.shares < 0.0).any() or (found.shares > 1.0).any():
        return "have shares that are not all from 0 to 1"
    known = (found.granted < len(found.shares)) | (found.granted == NO_SPECIES)
    if not known.all() or (found.kinds > AT_MEANS).any():
        return "name species or kinds of offspring that are not there"
    return ""
