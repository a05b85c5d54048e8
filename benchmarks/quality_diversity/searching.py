"""The repertoire of a planar arm (Cully et al. 2015), filled by speciate and by ribs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from speciate import Evolution
from speciate.backends import dense
from speciate.values.types import Float64s

N_JOINTS: Final = 20
N_CELLS: Final = 50
BATCH: Final = 100
GENERATIONS: Final = 200
SIGMA: Final = 0.1
LIMIT: Final = float(np.pi)
WORST: Final = -(LIMIT**2)
"""No variance of angles within the limit is larger."""


@dataclass(frozen=True)
class Filled:
    """What a search ends with.

    Attributes:
        coverage: Which part of the cells is filled.
        qd_score: Sum of the objectives above the worst, over the filled cells.
        best: The best objective.
    """

    coverage: float
    qd_score: float
    best: float


def arm(angles: Float64s) -> tuple[Float64s, Float64s]:
    """How even the joints of arms of length 1 are bent, and where their ends are.

    Args:
        angles: float64 (n_arms, n_joints), each relative to the joint before.

    Returns:
        float64 (n_arms,), less the variance of the angles; and float64 (n_arms, 2), within [-1, 1].
    """
    headings = np.cumsum(angles, axis=1)
    ends = np.stack([np.cos(headings).mean(axis=1), np.sin(headings).mean(axis=1)], axis=1)
    return -angles.var(axis=1), ends


def speciate(seed: int, **genetic: Any) -> Filled:
    """MAP-Elites over networks without hidden layers, whose weights are the angles."""
    evolution = Evolution(
        {
            "algorithm": "map_elites",
            "population_size": BATCH,
            "seed": seed,
            "threads": 1,
            "measures": ["x", "y"],
            "genome": {"weight_limit": LIMIT},
            "dense": {"hidden_layers": [], "founder_gain": SIGMA * np.sqrt(N_JOINTS - 1)},
            "genetic": genetic,
            "map_elites": {
                "grid_genomes": "dense",
                "grid_cells": [N_CELLS],
                "grid_lower": [-1.0],
                "grid_upper": [1.0],
                "qd_offset": WORST,
            },
        },
        n_inputs=N_JOINTS - 1,
        n_outputs=1,
    )
    for _ in range(GENERATIONS):
        weights = dense.own(evolution.ask().population).weights
        objectives, ends = arm(weights.astype(np.float64))
        evolution.tell(objectives, measures=ends)
    grid = evolution.grid
    return Filled(grid.coverage, grid.qd_score, float(grid.objectives.max()))


def ribs(seed: int, emitter: str) -> Filled:
    """``GridArchive`` of ribs with emitters that draw as many solutions in a generation."""
    from ribs.archives import GridArchive  # noqa: PLC0415
    from ribs.emitters import EvolutionStrategyEmitter, GaussianEmitter  # noqa: PLC0415
    from ribs.schedulers import Scheduler  # noqa: PLC0415

    archive = GridArchive(
        solution_dim=N_JOINTS,
        dims=[N_CELLS, N_CELLS],
        ranges=[(-1.0, 1.0), (-1.0, 1.0)],
        qd_score_offset=WORST,
        seed=seed,
    )
    start, bounds = np.zeros(N_JOINTS), [(-LIMIT, LIMIT)] * N_JOINTS
    if emitter == "gaussian":
        emitters = [
            GaussianEmitter(archive, sigma=SIGMA, x0=start, bounds=bounds, batch_size=BATCH, seed=seed)
        ]
    else:
        emitters = [
            EvolutionStrategyEmitter(
                archive, x0=start, sigma0=SIGMA, ranker="2imp", bounds=bounds, batch_size=BATCH // 5, seed=k
            )
            for k in range(5 * seed, 5 * seed + 5)
        ]
    scheduler = Scheduler(archive, emitters)
    for _ in range(GENERATIONS):
        scheduler.tell(*arm(scheduler.ask()))
    stats = archive.stats
    return Filled(float(stats.coverage), float(stats.qd_score), float(stats.obj_max))


SEARCHES: Final[dict[str, Callable[[int], Filled]]] = {
    "speciate": speciate,
    "speciate, all weights by 0.1": partial(
        speciate, mutation_rate=1.0, mutation_sigma=SIGMA, weight_crossover_rate=0.0
    ),
    "ribs, GaussianEmitter": partial(ribs, emitter="gaussian"),
    "ribs, EvolutionStrategyEmitter": partial(ribs, emitter="evolution strategy"),
}
