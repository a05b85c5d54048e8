"""Polynomial mutation with bounds (Deb & Deb 2014).

A number moves towards either bound by a fraction of the range, drawn with a density that falls with the power
``eta`` and ends at the bound.
"""

from typing import Final

from speciate.backends.reference.vectors import raised, within
from speciate.draws.philox import Draws, Purpose
from speciate.values.types import Float64s
from speciate.values.vectors import VectorSettings

_MEDIAN: Final = 0.5


def mutate(settings: VectorSettings, generation: int, vectors: Float64s) -> None:
    """Mutates the rows of a matrix in place.

    Variable ``j`` mutates if uniform ``j`` of the row's draws is below the rate; divided by the rate it is
    uniform again, and says how far the number moves.
    """
    n_variables = vectors.shape[1]
    for row, vector in enumerate(vectors):
        draws = Draws(settings.seed, Purpose.VECTOR_MUTATION, generation, row)
        for variable, u in enumerate(draws.uniforms(n_variables).tolist()):
            lower, upper = float(settings.lower[variable]), float(settings.upper[variable])
            if u < settings.mutation_rate and lower < upper:
                quantile = u / settings.mutation_rate
                vector[variable] = mutated(
                    float(vector[variable]), lower, upper, quantile, settings.mutation_eta
                )


def mutated(x: float, lower: float, upper: float, u: float, eta: float) -> float:
    """Where a number moves at quantile ``u``: down below the median, up above it."""
    width = upper - lower
    if u <= _MEDIAN:
        moved = x - step((x - lower) / width, u, eta) * width
    else:
        moved = x + step((upper - x) / width, 1.0 - u, eta) * width
    return within(moved, lower, upper)


def step(room: float, tail: float, eta: float) -> float:
    """The step towards a bound that is ``room`` away, both as fractions of the range.

    ``tail`` is 0 for the farthest and 0.5 for none.
    """
    least = raised(1.0 - room, eta + 1.0)
    return 1.0 - raised(2.0 * tail + (1.0 - 2.0 * tail) * least, 1.0 / (eta + 1.0))
