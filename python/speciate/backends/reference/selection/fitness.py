"""The total order of genomes: front, then crowding, then size, then id.

With one objective a front is a value of the fitness, so the same order serves plain NEAT.
"""

import numpy as np

from speciate.backends.reference.selection.crowding import crowding
from speciate.backends.reference.selection.nondominated import fronts
from speciate.values.generation import Ranking
from speciate.values.types import Bools, Float64s, Uint32s, Uint64s


def rank(objectives: Float64s, failed: Bools, sizes: Uint32s, ids: Uint64s) -> Ranking:
    """The order of genomes; all arguments have a row per genome, and failed rows come last."""
    valid = ~failed
    valid_fronts = fronts(objectives[valid])
    n_fronts = int(valid_fronts.max()) + 1 if len(valid_fronts) else 0
    all_fronts = np.full(len(objectives), n_fronts, dtype=np.uint32)
    all_fronts[valid] = valid_fronts
    all_crowding = np.zeros(len(objectives), dtype=np.float64)
    all_crowding[valid] = crowding(objectives[valid], valid_fronts)
    order = np.lexsort((ids, sizes, -all_crowding, all_fronts))
    return Ranking(all_fronts, all_crowding, order.astype(np.uint32))
