"""Normalisation of observations behind the seam of backends."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from speciate.backends.wrapping import WrappingBackend
from speciate.errors import ConfigError
from speciate.values.backend import GenomeBackend
from speciate.values.normalization import REFUSED, Normalization, Observed
from speciate.values.population import Networks, Population
from speciate.values.types import Float32s, Float64s, Uint64s
from speciate.values.views import Views


class NormalizedNetworks:
    """Networks that see normalised observations, and remember the moments of those that they were given."""

    def __init__(self, networks: Networks, normalization: Normalization) -> None:
        """Wraps compiled networks, which have seen nothing."""
        self._networks, self._normalization = networks, normalization
        self.observed = Observed.nothing(len(networks), networks.n_inputs)

    def __len__(self) -> int:
        """Number of networks."""
        return len(self._networks)

    @property
    def n_inputs(self) -> int:
        """Length of an observation."""
        return self._networks.n_inputs

    @property
    def n_outputs(self) -> int:
        """Length of an output."""
        return self._networks.n_outputs

    @property
    def recurrent(self) -> bool:
        """Whether networks keep state between calls of ``forward``."""
        return self._networks.recurrent

    def forward(self, observations: Float32s) -> Float32s:
        """Outputs of every network; see ``speciate.values.population.Networks``."""
        n, n_inputs = len(self), self.n_inputs
        outputs = self._networks.forward(self._normalization.normalized(observations))
        rows = observations[:, None] if observations.ndim == 2 else observations  # noqa: PLR2004
        self.observed.add(np.broadcast_to(rows, (n, rows.shape[1] if rows.ndim > 1 else 1, n_inputs)))
        return outputs

    def forget(self) -> None:
        """Forgets what the networks have seen."""
        self.observed = Observed.nothing(len(self), self.n_inputs)

    def reset(self) -> None:
        """Forgets the state of recurrent networks, as at the start of an episode."""
        self._networks.reset()


class NormalizedBackend(WrappingBackend):
    """Stores and ranks genomes as another backend does. Their networks see normalised observations."""

    def __init__(self, genomes: GenomeBackend, normalization: Normalization) -> None:
        """Made for one generation.

        Args:
            genomes: Stores, compiles and ranks genomes.
            normalization: How their networks see observations.
        """
        super().__init__(genomes)
        self._normalization = normalization

    @property
    def views(self) -> Views | None:
        """The views through which networks see normalised observations; None without any."""
        views: Views | None = getattr(self._genomes, "views", None)
        return views

    @property
    def normalization(self) -> Normalization:
        """How networks see observations."""
        return self._normalization

    def compile(self, population: Population, views: Views | None = None) -> Networks:
        """The runnable networks of a population, which remember the moments of what they see."""
        return NormalizedNetworks(super().compile(population, views), self._normalization)

    def rollout(
        self, environment: str, options: Mapping[str, Any], networks: Networks, seeds: Uint64s
    ) -> Float64s:
        """Refuses: a built-in environment gives observations to networks of the backend itself."""
        del options, networks, seeds
        raise ConfigError(REFUSED.format(environment))


def normalizing(normalization: Normalization | None, genomes: GenomeBackend) -> GenomeBackend:
    """A backend whose networks see observations by this normalisation, in place of the one that it has."""
    alone = genomes.genomes if isinstance(genomes, NormalizedBackend) else genomes
    return alone if normalization is None else NormalizedBackend(alone, normalization)
