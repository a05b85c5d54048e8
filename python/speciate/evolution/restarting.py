"""New founders beside the best genome, for a population that has stalled.

Micro-genetic algorithms restart in this way: Goldberg 1989, "Sizing Populations for Serial and Parallel
Genetic Algorithms"; Krishnakumar 1989, "Micro-Genetic Algorithms for Stationary and Non-Stationary Function
Optimization".
"""

import numpy as np

from speciate import backends
from speciate.config import Config
from speciate.draws.philox import Draws, Purpose
from speciate.evolution.algorithm import Bred
from speciate.evolution.memories import neat as neat_memory
from speciate.evolution.memories.neat import NeatMemory
from speciate.values.backend import NeatBackend
from speciate.values.population import Population


class Restarting:
    """Replaces the offspring of a generation by founders."""

    def __init__(self, config: Config, n_inputs: int, n_outputs: int) -> None:
        """Remembers what founders are made of.

        Args:
            config: The config, every field filled in.
            n_inputs: Inputs of a genome.
            n_outputs: Outputs of a genome.
        """
        self._config, self._ends = config, (n_inputs, n_outputs)

    def anew(self, bred: Bred, backend: NeatBackend, generation: int) -> Bred:
        """A generation whose offspring are the best survivor and founders with draws of their own.

        Args:
            bred: What was bred of the generation.
            backend: Stores the genomes.
            generation: The generation that was evaluated.
        """
        assert isinstance(bred.memory, NeatMemory)  # noqa: S101  # NEAT alone starts anew
        best = bred.survivors.population.select(bred.ranking.order[:1])
        asked = self._numbered(backend.concatenate([best, self._founders(generation)]), backend, generation)
        start = self._config.steps(*self._ends).speciation.compatibility_threshold
        memory = neat_memory.anew(bred.memory, backend, start)
        return bred._replace(asked=asked, memory=memory, metrics=bred.metrics | {"n_restarts": 1})

    def _founders(self, generation: int) -> Population:
        """Founders as those of a run whose seed is drawn for the generation, one fewer than a population."""
        config = self._config
        seed = Draws(config.seed, Purpose.RESTART, generation).word(0) >> 1  # seeds have 63 bits
        settings = config.changed(seed=seed).steps(*self._ends)
        population, _ = backends.create(config.backend).neat(settings).found()
        return population.select(np.arange(1, len(population), dtype=np.uint32))

    def _numbered(self, population: Population, backend: NeatBackend, generation: int) -> Population:
        """The genomes with the ids that offspring of the generation have."""
        size = len(population)
        first = (generation + 1) * size
        return backend.population(
            population.columns() | {"ids": np.arange(first, first + size, dtype=np.uint64)}
        )
