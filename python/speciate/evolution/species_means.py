"""The networks of the means: the best genomes of species, with the means of their distributions."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.evolution.strategies import MEAN_ID
from speciate.values.backend import GenomeBackend
from speciate.values.generation import FIRST_NODE, Distributions, Ranking, Species
from speciate.values.population import Population
from speciate.values.types import Float64s, Uint32s, Uint64s

_MOST_CANDIDATES: Final = 5
"""So many of the best species offer their means."""

_KINDS: Final = (
    ("innovation", "connection_offsets", "weight", 0),
    ("node_id", "node_offsets", "node_bias", FIRST_NODE),
)
"""Of weights and biases: the columns of numbers, of ends and of values, and what the first key is."""


def best_of_species(ranking: Ranking, species: Species) -> tuple[Uint32s, Uint32s]:
    """The row of the best survivor of each of the best species, and the positions of these: uint32 (n,)."""
    in_order = species.assignment[ranking.order]
    positions, first = np.unique(in_order, return_index=True)
    best = np.argsort(first)[:_MOST_CANDIDATES]
    return ranking.order[first[best]], positions[best].astype(np.uint32)


def at_means(
    backend: GenomeBackend, genomes: Population, species: Uint32s, distributions: Distributions
) -> Population:
    """Genomes whose weights and biases are the means of species, as far as these know the genes.

    Args:
        backend: That of the genomes.
        genomes: The genomes, one for each species.
        species: uint32 (n_genomes,), the position of the species of each.
        distributions: The distributions of all species.
    """
    columns = {name: column.copy() for name, column in genomes.columns().items()}
    columns["ids"][:] = MEAN_ID
    for row, position in enumerate(species.tolist()):
        start, stop = (int(end) for end in distributions.offsets[position : position + 2])
        keys, means = distributions.genes[start:stop], distributions.means[start:stop]
        for numbers, ends, values, first in _KINDS:
            own = slice(int(columns[ends][row]), int(columns[ends][row + 1]))
            genes = columns[numbers][own].astype(np.uint64) + np.uint64(first)
            columns[values][own] = _known(genes, keys, means, columns[values][own])
    return backend.population(columns)


def _known(genes: Uint64s, keys: Uint64s, means: Float64s, old: NDArray[Any]) -> NDArray[Any]:
    """The mean of each gene where there is one, else the old number."""
    if not len(keys):
        return old
    places = np.minimum(np.searchsorted(keys, genes), len(keys) - 1)
    return np.where(keys[places] == genes, means[places], old)
