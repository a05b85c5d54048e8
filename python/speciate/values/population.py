"""Genomes and their compiled networks, as every backend has them. None of these values ever changes."""

from typing import Any, Protocol

from numpy.typing import NDArray

from speciate.values.types import Float32s, Uint32s, Uint64s


class Population(Protocol):
    """Genomes as columns. Read-only; the arrays are views that stay valid as long as they are held."""

    def __len__(self) -> int:
        """Number of genomes."""
        ...

    @property
    def n_inputs(self) -> int:
        """Number of inputs of every genome."""
        ...

    @property
    def n_outputs(self) -> int:
        """Number of outputs of every genome."""
        ...

    @property
    def ids(self) -> Uint64s:
        """Ids of the genomes, read-only: uint64 (n_genomes,)."""
        ...

    @property
    def n_nodes(self) -> int:
        """Outputs and hidden nodes of all genomes together."""
        ...

    @property
    def n_connections(self) -> int:
        """Connections of all genomes together."""
        ...

    @property
    def sizes(self) -> Uint32s:
        """Number of connections of each genome: uint32 (n_genomes,)."""
        ...

    def columns(self) -> dict[str, NDArray[Any]]:
        """Every column by name, read-only (see docs/semantics.md for names, types and order)."""
        ...

    def select(self, rows: Uint32s) -> "Population":
        """The genomes at ``rows``, in that order, as a population of their own."""
        ...

    def distance(self, a: int, b: int) -> float:
        """Distance of the genomes at rows ``a`` and ``b``."""
        ...


class Networks(Protocol):
    """The compiled networks of a population."""

    def __len__(self) -> int:
        """Number of networks."""
        ...

    @property
    def n_inputs(self) -> int:
        """Length of an observation."""
        ...

    @property
    def n_outputs(self) -> int:
        """Length of an output."""
        ...

    @property
    def recurrent(self) -> bool:
        """Whether networks keep state between calls of ``forward``."""
        ...

    def forward(self, observations: Float32s) -> Float32s:
        """Outputs of every network.

        Args:
            observations: float32, (n_inputs,) for all alike, (n_genomes, n_inputs), or
                (n_genomes, n_observations, n_inputs).

        Returns:
            float32, (n_genomes, n_outputs) or (n_genomes, n_observations, n_outputs).
        """
        ...

    def reset(self) -> None:
        """Forgets the state of recurrent networks, as at the start of an episode."""
        ...
