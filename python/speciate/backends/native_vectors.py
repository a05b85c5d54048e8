"""NSGA-II over vectors in the native core."""

from speciate import _native
from speciate.backends.protocol import Bools, Float64s, Uint32s
from speciate.backends.vectors import Survivors, VectorSettings


class NativeVectors:
    """The steps of a generation, in Rust."""

    name = "native"

    def __init__(self, settings: VectorSettings) -> None:
        """Hands the settings over; raises ``ValueError`` if one is not allowed."""
        self._engine = _native.VectorEngine(**vars(settings))

    def found(self) -> Float64s:
        """The first vectors."""
        return _native.vectors_found(self._engine)

    def offspring(self, vectors: Float64s, fronts: Uint32s, crowding: Float64s, generation: int) -> Float64s:
        """The vectors of a generation."""
        return _native.vectors_offspring(self._engine, vectors, fronts, crowding, generation)

    def survive(
        self, population: Float64s, population_failed: Bools, offspring: Float64s, offspring_failed: Bools
    ) -> Survivors:
        """The best of a population and its offspring."""
        return Survivors(
            *_native.vectors_survive(
                self._engine, population, population_failed, offspring, offspring_failed
            )
        )
