"""Choosing the one genome that a run ends with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from speciate import episodes
from speciate.backends.protocol import Bools, Float64s, Population, Uint32s
from speciate.environments.protocol import EnvironmentSpec
from speciate.errors import StateError
from speciate.evaluators.protocol import Evaluation, Evaluator
from speciate.evolution import Evolution
from speciate.networks import Network, Networks
from speciate.state import Snapshot, columns, prefixed

SOLVED_EPISODES: Final = 100
"""Validation episodes whose mean decides whether an environment is solved, as in Gymnasium."""

_N_TRIED: Final = 10


@dataclass(frozen=True)
class Champion:
    """The genome that a run ends with.

    Attributes:
        network: Its network; ``network.genome`` is the genome.
        results: Means of its results over the validation episodes, by name; empty if it was not validated.
    """

    network: Network
    results: Mapping[str, float]

    def snapshot(self) -> Snapshot:
        """The champion as data only."""
        return Snapshot(prefixed("champion", self.network.genome.columns()), {"results": dict(self.results)})


def of_snapshot(snapshot: Snapshot, evolution: Evolution) -> Champion:
    """The champion of ``Champion.snapshot``."""
    genome = evolution.backend.population(columns("champion", snapshot.arrays))
    return Champion(Networks(genome, evolution.backend)[0], snapshot.scalars["results"])


def candidates(evolution: Evolution) -> Population:
    """Who may become champion: the archive or the best genome so far, and the best of the last generation.

    Raises:
        StateError: No genome was evaluated with success yet.
    """
    found = evolution.pareto_front.genomes
    leaders = evolution.leaders
    return found if leaders is None else evolution.backend.concatenate([found, leaders.population])


def validated(evolution: Evolution, evaluator: Evaluator, spec: EnvironmentSpec) -> Champion:
    """The candidate with the best mean over the validation episodes, the first of equal ones.

    With one objective that counts, with several the environment's first result.

    Args:
        evolution: Where the candidates come from.
        evaluator: Who replays them.
        spec: What the environment gives.

    Raises:
        StateError: No genome was evaluated with success yet, or every candidate failed.
    """
    config = evolution.config
    networks = Networks(candidates(evolution), evolution.backend)
    seeds = episodes.validation_seeds(config.seed, config.validation_episodes or 1)
    evaluation = evaluator.evaluate(networks, seeds)
    if evaluation.failed.all():
        raise StateError("every candidate for the champion failed its validation; repair the environment")
    row = int(np.argmax(_merit(evolution, evaluation, spec)))
    results = dict(zip(spec.results, evaluation.results[row].tolist(), strict=True))
    return Champion(networks[row], results)


def _merit(evolution: Evolution, evaluation: Evaluation, spec: EnvironmentSpec) -> Float64s:
    names, directions = evolution.names, evolution.directions
    name = names[0] if len(names) == 1 else spec.results[0]
    minimised = name in names and directions[names.index(name)] == "min"
    values = evaluation.results[:, spec.results.index(name)]
    return np.where(evaluation.failed, -np.inf, -values if minimised else values)


def solver(
    evolution: Evolution,
    networks: Networks,
    evaluation: Evaluation,
    evaluator: Evaluator,
    spec: EnvironmentSpec,
) -> Champion | None:
    """The genome of a generation that solves the environment, if one does.

    Those that reach the threshold in the generation's own episodes, at most ten, play validation episodes as
    well, unless all episodes are alike. The best of them counts; of equal ones the one with the best first
    result.

    Args:
        evolution: Where they come from.
        networks: The generation.
        evaluation: What it achieved.
        evaluator: Who lets them play again.
        spec: What the environment gives.
    """
    if spec.solved is None:
        return None
    name, threshold = spec.solved
    column = spec.results.index(name)
    rows = _best_first(evaluation, column)[:_N_TRIED]
    rows = rows[_solves(evaluation, rows, column, threshold)]
    if not len(rows):
        return None
    tried = Networks(networks.population.select(rows), evolution.backend)
    again = Evaluation(evaluation.results[rows], evaluation.failed[rows])
    if spec.stochastic:
        again = evaluator.evaluate(tried, episodes.validation_seeds(evolution.config.seed, SOLVED_EPISODES))
    best = _best_first(again, column)[:1]
    if not _solves(again, best, column, threshold)[0]:
        return None
    row = int(best[0])
    return Champion(tried[row], dict(zip(spec.results, again.results[row].tolist(), strict=True)))


def _best_first(evaluation: Evaluation, column: int) -> Uint32s:
    """Rows by a result, then by the first result, then by row; failed ones last."""
    results = evaluation.results
    return np.lexsort((-results[:, 0], -results[:, column], evaluation.failed)).astype(np.uint32)


def _solves(evaluation: Evaluation, rows: Uint32s, column: int, threshold: float) -> Bools:
    solves: Bools = ~evaluation.failed[rows] & (evaluation.results[rows, column] >= threshold)
    return solves
