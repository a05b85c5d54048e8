"""Draws the weights of offspring from the distributions of the species that granted them."""

from dataclasses import replace

import numpy as np

from speciate.backends.reference.distribution.members import Gene, genes_of
from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.genome import Genome, clip
from speciate.draws.deviates import normal_rows
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import (
    AT_MEANS,
    COPIED,
    DRAWN,
    FIRST_NODE,
    PERTURBED,
    Distributions,
    Parentage,
)
from speciate.values.settings import Settings


def sample(
    settings: Settings, parentage: Parentage, generation: int, bred: Population, distributions: Distributions
) -> tuple[Population, Distributions]:
    """The offspring with drawn weights, and the distributions with how each offspring came about.

    An offspring whose kind is drawn takes the numbers of the genes that its species knows from there. The
    others stay as they are.
    """
    granted, known = parentage.species.tolist(), range(len(distributions.shares))
    genes = [genes_of(distributions, species) for species in known]

    kinds = _kinds(settings, parentage, generation, distributions)
    offspring = [
        _drawn(settings, generation, row, genome, genes[granted[row]], at_means=kinds[row] == AT_MEANS)
        if kinds[row] in {DRAWN, AT_MEANS}
        else genome
        for row, genome in enumerate(bred.genomes)
    ]
    after = distributions._replace(
        ids=bred.ids, granted=parentage.species, kinds=np.array(kinds, dtype=np.uint8)
    )
    return Population(offspring, settings), after


def _kinds(
    settings: Settings, parentage: Parentage, generation: int, distributions: Distributions
) -> list[int]:
    """How each offspring comes about. The first drawn one of each species has the means as weights."""
    kinds, have_means = [], set()
    for row, species in enumerate(parentage.species.tolist()):
        draws = Draws(settings.seed, Purpose.DRAWN, generation, row)
        if parentage.elite[row]:
            kinds.append(COPIED)
        elif draws.uniform(0) >= distributions.shares[species]:
            kinds.append(PERTURBED)
        else:
            kinds.append(DRAWN if species in have_means else AT_MEANS)
            have_means.add(species)
    return kinds


def _drawn(
    settings: Settings,
    generation: int,
    row: int,
    genome: Genome,
    genes: dict[int, Gene],
    *,
    at_means: bool,
) -> Genome:
    def numbers(purpose: Purpose, keys: list[int], old: list[float]) -> list[float]:
        if not keys:
            return old
        deviates = normal_rows([Draws(settings.seed, purpose, generation, row)], len(keys))[0].tolist()
        return [
            clip(genes[key][0] + genes[key][1] * (0.0 if at_means else deviate), settings.genome.weight_limit)
            if key in genes
            else number
            for key, deviate, number in zip(keys, deviates, old, strict=True)
        ]

    connections, nodes = genome.connections, genome.nodes
    innovations = [connection.innovation for connection in connections]
    weights = numbers(Purpose.DRAWN_WEIGHTS, innovations, [connection.weight for connection in connections])
    ids = [FIRST_NODE + node.id for node in nodes]
    biases = numbers(Purpose.DRAWN_BIASES, ids, [node.bias for node in nodes])
    changed = [replace(one, weight=weight) for one, weight in zip(connections, weights, strict=True)]
    moved = [replace(node, bias=bias) for node, bias in zip(nodes, biases, strict=True)]
    return replace(genome, nodes=tuple(moved), connections=tuple(changed))
