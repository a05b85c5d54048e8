"""NSGA-II over vectors in the native core."""

from speciate import _native
from speciate.values.types import Float64s
from speciate.values.vectors import EvaluatedVectors, RankedVectors, VectorSettings


class NativeVectors:
    """The steps of a generation, in Rust."""

    name = "native"

    def __init__(self, settings: VectorSettings) -> None:
        """Hands the settings over; raises ``ValueError`` if one is not allowed."""
        self._engine = _native.VectorEngine(**vars(settings))

    def found(self) -> Float64s:
        """The first vectors."""
        return _native.vectors_found(self._engine)

    def offspring(self, parents: RankedVectors, generation: int) -> Float64s:
        """The vectors of a generation."""
        return _native.vectors_offspring(
            self._engine, parents.vectors, parents.fronts, parents.crowding, generation
        )

    def survive(self, population: RankedVectors, offspring: EvaluatedVectors) -> RankedVectors:
        """The best of a population and its offspring."""
        parents = EvaluatedVectors(population.vectors, population.objectives, population.failed)
        return RankedVectors(*_native.vectors_survive(self._engine, parents, offspring))
