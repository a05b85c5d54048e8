"""The first rows of weights, and the offspring of rows."""

import numpy as np

from speciate.backends.reference.genetic.crossover import cross
from speciate.backends.reference.genetic.mutation import mutate, spread
from speciate.draws.deviates import Change
from speciate.draws.philox import Draws, Purpose
from speciate.values.layers import Layers
from speciate.values.settings import Settings
from speciate.values.types import Float32s, Uint32s


def found(settings: Settings, layers: Layers) -> Float32s:
    """The first networks: normal weights by the number of values that a node reads, and biases of 0."""
    rows = np.zeros((settings.population_size, layers.n_weights), dtype=np.float32)
    limit = np.float32(settings.genome.weight_limit)
    unit = Change(0.0, 0.0, 1.0, float(np.finfo(np.float32).max))
    for index, row in enumerate(rows):
        draws = Draws(settings.seed, Purpose.DENSE_FOUNDER, 0, index)
        deviates = np.array(unit.apply(draws, row.tolist()), dtype=np.float32)
        sigmas = layers.founder_sigmas(settings.dense.founder_gain)
        for layer, sigma in zip(layers.layers, sigmas, strict=True):
            weights = slice(layer.first_weight, layer.first_bias)
            row[weights] = np.clip(deviates[weights] * np.float32(sigma), -limit, limit)
    return rows


def breed(
    settings: Settings, weights: Float32s, order: Uint32s, n_parents: int, generation: int, stagnant: int
) -> Float32s:
    """The next networks: copies of the best, and mutated children of winners of tournaments."""
    offspring = np.empty((settings.population_size, weights.shape[1]), dtype=np.float32)
    n_elites = min(settings.genetic.elite_count, n_parents)
    for row in range(settings.population_size):
        if row < n_elites:
            offspring[row] = weights[order[row]]
            continue
        purposes = (Purpose.DENSE_PARENT, Purpose.DENSE_CROSSOVER, Purpose.DENSE_MUTATION)
        parent, crossover, mutation = (Draws(settings.seed, one, generation, row) for one in purposes)
        first, second = _winners(settings.genetic.tournament_size, n_parents, parent)
        child = cross(settings, crossover, weights[order[first]], weights[order[second]])
        offspring[row] = mutate(settings, mutation, child, spread(settings.genetic, stagnant))
    return offspring


def _winners(tournament_size: int, n_parents: int, draws: Draws) -> tuple[int, int]:
    """The places of two parents, each the best of a tournament."""
    contestants = [draws.below(index, n_parents) for index in range(2 * tournament_size)]
    return min(contestants[:tournament_size]), min(contestants[tournament_size:])
