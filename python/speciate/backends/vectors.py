"""The seam of NSGA-II over vectors: its settings, the steps a backend offers, and who offers them."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from speciate import backends
from speciate.backends.protocol import Bools, Float64s, Uint32s
from speciate.errors import BackendError


@dataclass(frozen=True)
class VectorSettings:
    """Everything that decides what becomes of vectors.

    Attributes:
        seed: Seed of every random draw.
        population_size: Number of vectors of a generation.
        lower: float64 (n_variables,), the least value of each variable.
        upper: float64 (n_variables,), the greatest.
        crossover_rate: Fraction of the pairs that cross.
        crossover_eta: Distribution index of the crossover; the greater, the nearer to the parents.
        mutation_rate: Fraction of the variables that mutate.
        mutation_eta: Distribution index of the mutation; the greater, the smaller its steps.
    """

    seed: int
    population_size: int
    lower: Float64s
    upper: Float64s
    crossover_rate: float
    crossover_eta: float
    mutation_rate: float
    mutation_eta: float


class Survivors(NamedTuple):
    """Who survives, best first.

    Attributes:
        rows: uint32 (n,), rows of the population and its offspring, one after the other.
        fronts: uint32 (n,), the front of each; failed ones come after the last.
        crowding: float64 (n,), of each within its front, before anybody was left out.
    """

    rows: Uint32s
    fronts: Uint32s
    crowding: Float64s


class VectorBackend(Protocol):
    """The steps of a generation. Objectives are maximised, and numbers where the evaluation did not fail."""

    @property
    def name(self) -> str:
        """The name of this backend."""
        ...

    def found(self) -> Float64s:
        """The first vectors: float64 (population_size, n_variables)."""
        ...

    def offspring(self, vectors: Float64s, fronts: Uint32s, crowding: Float64s, generation: int) -> Float64s:
        """The vectors of a generation.

        Args:
            vectors: float64 (population_size, n_variables), their parents.
            fronts: uint32 (population_size,).
            crowding: float64 (population_size,).
            generation: The number of the offspring's generation.

        Returns:
            float64 (population_size, n_variables).
        """
        ...

    def survive(
        self, population: Float64s, population_failed: Bools, offspring: Float64s, offspring_failed: Bools
    ) -> Survivors:
        """The best of a population and its offspring.

        Args:
            population: float64 (n, n_objectives), n being 0 in the first generation.
            population_failed: bool (n,).
            offspring: float64 (population_size, n_objectives).
            offspring_failed: bool (population_size,).
        """
        ...


def create(name: str, settings: VectorSettings) -> VectorBackend:
    """The backend called ``name`` for one run.

    Raises:
        BackendError: There is no such backend, or it is not installed.
    """
    if name == "native":
        try:
            from speciate.backends.native_vectors import NativeVectors  # noqa: PLC0415
        except ImportError as error:
            raise backends.missing(error) from error
        backends.use_instruction_set()
        return NativeVectors(settings)
    if name == "reference":
        from speciate.reference.vectors.nsga2 import ReferenceVectors  # noqa: PLC0415

        return ReferenceVectors(settings)
    raise BackendError(f'backend = "{name}": unknown; expected one of {", ".join(backends.NAMES)}')
