"""The numbers that describe a generation. No clock: the same run gives the same metrics."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from speciate.backends.protocol import Float64s, Population, Ranking
from speciate.evaluated import Evaluated

Metrics = dict[str, Any]


def of_generation(
    generation: int,
    n_episodes: int,
    names: Sequence[str],
    signs: Float64s,
    asked: Evaluated,
    ranked: tuple[Evaluated, Ranking],
) -> Metrics:
    """What is known of every generation, as JSON takes it.

    Args:
        generation: Counted from 0.
        n_episodes: Episodes per evaluation.
        names: The objectives.
        signs: float64 (n_objectives,), -1 where the user minimises.
        asked: The genomes of the generation and their objectives.
        ranked: The survivors and their order.
    """
    n_failed = int(np.count_nonzero(asked.failed))
    told = asked.objectives[~asked.failed] if n_failed else asked.objectives
    survivors, ranking = ranked
    fronts = ranking.fronts[~survivors.failed] if survivors.failed.any() else ranking.fronts
    n_evaluations = (generation + 1) * len(asked)
    return {
        "generation": generation,
        "evaluations": n_evaluations,
        "episodes": n_evaluations * n_episodes,
        "best": _by_name(names, told.max(axis=0) * signs if len(told) else None),
        "mean": _by_name(names, told.mean(axis=0) * signs if len(told) else None),
        "n_failed": n_failed,
        "n_fronts": int(fronts.max()) + 1 if len(fronts) else 0,
        "front_size": int(np.count_nonzero(fronts == 0)),
    }


def of_topologies(population: Population) -> Metrics:
    """How large genomes whose topology evolves are, disabled connections and unused nodes too."""
    return {
        "mean_connections": mean_connections(population),
        "mean_hidden_nodes": mean_hidden_nodes(population),
    }


def of_archive(archive: Evaluated | None, n_accepted: int, reference_point: Float64s | None) -> Metrics:
    """What is known besides with several objectives: the archive's size, its news and its hypervolume."""
    if archive is None or reference_point is None:
        return {"archive_size": 0, "n_accepted": 0, "hypervolume": 0.0}
    volume = hypervolume(archive.objectives, reference_point)
    return {"archive_size": len(archive), "n_accepted": n_accepted, "hypervolume": volume}


def hypervolume(objectives: Float64s, reference_point: Float64s) -> float:
    """The volume that maximised objectives (n_points, n_objectives) dominate above (n_objectives,)."""
    import moocore  # noqa: PLC0415  # only runs with several objectives pay for it

    return _finite(moocore.hypervolume(objectives, ref=reference_point, maximise=True))


def mean_connections(population: Population) -> float:
    """Connections per genome, disabled ones too."""
    return int(population.sizes.sum()) / len(population)


def mean_hidden_nodes(population: Population) -> float:
    """Hidden nodes per genome, those without an enabled connection too."""
    return population.n_nodes / len(population) - population.n_outputs


def _by_name(names: Sequence[str], values: Float64s | None) -> dict[str, float | None]:
    if values is None:
        return dict.fromkeys(names)
    return {name: _finite(value) + 0.0 for name, value in zip(names, np.asarray(values), strict=True)}


def _finite(value: float) -> float:
    """A number that JSON allows: what has grown beyond the largest one is that."""
    return float(np.nan_to_num(value))
