"""Novelty and local competition: the mirror of the core's ``novelty``."""

import math
import sys

import numpy as np

from speciate.values.types import Float64s, Uint32s


def rate(measures: Float64s, quality: Float64s, n_rated: int, n_neighbors: int) -> tuple[Float64s, Uint32s]:
    """Rates the first rows among all rows but themselves.

    Args:
        measures: float64 (n_places, n_measures), finite.
        quality: float64 (n_places,), higher is better.
        n_rated: How many rows are rated, the first ones.
        n_neighbors: How many of the nearest others count.

    Returns:
        float64 (n_rated,), the mean distance to the nearest others, 0 without any; and uint32 (n_rated,),
        how many of these have a lower quality.
    """
    places, qualities = measures.tolist(), quality.tolist()
    ratings = [_rating(row, places, qualities, n_neighbors) for row in range(n_rated)]
    novelty = np.array([novelty for novelty, _ in ratings], dtype=np.float64)
    return novelty, np.array([n_beaten for _, n_beaten in ratings], dtype=np.uint32)


def _rating(
    row: int, places: list[list[float]], qualities: list[float], n_neighbors: int
) -> tuple[float, int]:
    others = [
        (_square_distance(places[row], place), other) for other, place in enumerate(places) if other != row
    ]
    nearest = sorted(others)[:n_neighbors]
    total = 0.0
    for square, _ in nearest:
        total += math.sqrt(square)
    n_beaten = sum(qualities[other] < qualities[row] for _, other in nearest)
    return min(total / len(nearest), sys.float_info.max) if nearest else 0.0, n_beaten


def _square_distance(a: list[float], b: list[float]) -> float:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += (x - y) * (x - y)
    return total
