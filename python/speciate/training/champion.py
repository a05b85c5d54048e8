"""Choosing the one genome that a run ends with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from speciate.backends.normalized import normalizing
from speciate.environments.exams import Exam
from speciate.errors import CheckpointError, StateError
from speciate.evaluators.protocol import Evaluator
from speciate.evolution.loop import Evolution
from speciate.storage import normalizations
from speciate.system import forks
from speciate.training import halving
from speciate.values import episodes
from speciate.values.environment import Environment, EnvironmentSpec
from speciate.values.environment_record import ENVIRONMENTS
from speciate.values.evaluated import Evaluated
from speciate.values.evaluation import Evaluation
from speciate.values.networks import Network, Networks
from speciate.values.normalization import Normalization
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot, columns, prefixed
from speciate.values.types import Bools, Float64s, Uint32s

SOLVED_EPISODES: Final = 100
"""Validation episodes whose mean decides whether an environment is solved, as in Gymnasium."""

_N_TRIED: Final = 10


@dataclass(frozen=True)
class Champion:
    """The genome that a run ends with.

    Attributes:
        network: Its network; ``network.genome`` is the genome.
        results: Means of its results over the validation episodes that it played, by name; empty if it was
            not validated.
    """

    network: Network
    results: Mapping[str, float]

    def snapshot(self) -> Snapshot:
        """The champion as data only."""
        arrays = prefixed("champion", self.network.genome.columns())
        arrays |= normalizations.arrays(self.network.normalization)
        return Snapshot(arrays, {"results": dict(self.results)})


def of_snapshot(snapshot: Snapshot, evolution: Evolution) -> Champion:
    """The champion of ``Champion.snapshot``, which sees observations as it did then.

    Raises:
        CheckpointError: It is incomplete, or the champion of something else.
    """
    try:
        backend = normalizing(_normalization_of(snapshot, evolution), evolution.backend)
        genome = backend.population(columns("champion", snapshot.arrays))
        return Champion(Networks(genome, backend)[0], dict(snapshot.scalars["results"]))
    except KeyError as error:
        raise CheckpointError(f"has no {error} of a champion") from None
    except (ValueError, TypeError) as error:
        raise CheckpointError(f"holds a champion that does not fit this run ({error})") from None


def _normalization_of(snapshot: Snapshot, evolution: Evolution) -> Normalization | None:
    if evolution.moments is None:
        return None
    found = normalizations.of_arrays(snapshot.arrays, len(evolution.moments.means))
    if found is None:
        raise CheckpointError("has no normalization of a champion")
    return found


def candidates(evolution: Evolution) -> Population:
    """The candidates for the champion.

    These are the archive or the best genome and the best of the last generation, each id once, and what the
    algorithm offers, whose genomes may share one id.

    Raises:
        StateError: No genome was evaluated with success yet.
    """
    found = [evolution.pareto_front.genomes]
    if evolution.told_names != evolution.names:  # the front is of the novel ones as well
        found.insert(0, evolution.champion.genome)
    if evolution.leaders is not None:
        found.append(evolution.leaders.population)
    ids, offered = np.concatenate([one.ids for one in found]), evolution.candidates
    _, first = np.unique(ids, return_index=True)
    rows = np.sort(first)
    if offered is not None:
        found.append(offered)
        rows = np.concatenate([rows, np.arange(len(ids), len(ids) + len(offered))])
    return evolution.backend.concatenate(found, rows.astype(np.uint32))


def validated(evolution: Evolution, evaluator: Evaluator, spec: EnvironmentSpec) -> Champion:
    """The candidate with the best mean over the validation episodes.

    Where episodes differ, sequential halving shares them out among the candidates, see ``halving.winner``.
    What counts is the result that ``deciding`` names, in the direction of the run; of equal ones the best
    first result, then the first candidate.

    Args:
        evolution: Where the candidates come from.
        evaluator: Evaluates the candidates.
        spec: What the environment gives.

    Raises:
        StateError: No genome was evaluated with success yet, or every candidate failed.
    """
    config, result = evolution.config, deciding(evolution, spec)
    networks = Networks(candidates(evolution), evolution.backend)
    seeds = partial(episodes.validation_seeds, config.seed)
    n_episodes = config.validation_episodes or 1

    def best_first(evaluation: Evaluation) -> Uint32s:
        return _best_first(evolution, evaluation, spec, result)

    best = halving.winner if spec.stochastic else halving.best
    row, evaluation = best(networks, evaluator, seeds, n_episodes, best_first)
    if evaluation.failed.all():
        raise StateError("every candidate for the champion failed its validation; repair the environment")
    results = dict(zip(spec.results, evaluation.results[0].tolist(), strict=True))
    return Champion(networks[row], results)


def deciding(evolution: Evolution, spec: EnvironmentSpec) -> str:
    """The result that chooses the champion.

    Of the objectives that are not computed: with one, that. With several or none the environment's first
    result, if it is one of them or the environment is a built-in one, whose first result sums up all others,
    or there are none; else the first objective.
    """
    names, first = evolution.told_names or spec.results[:1], spec.results[0]
    built_in = evolution.config.environment in ENVIRONMENTS.built_in
    return first if len(names) > 1 and (built_in or first in names) else names[0]


def solver(
    evolution: Evolution,
    networks: Networks,
    evaluation: Evaluation,
    whole: Callable[[], Evaluator],
    environment: Environment,
    *,
    is_stage: bool,
) -> Champion | None:
    """The genome of a generation that solves the environment, if one does.

    Those that reach the threshold in the generation's own episodes, at most ten, play validation episodes as
    well, unless all episodes are alike and were those of the whole environment. The best of them counts; of
    equal ones the one with the best first result. Where the environment has an exam, the best new genome
    takes it instead.

    Args:
        evolution: Where they come from.
        networks: The generation.
        evaluation: What it achieved.
        whole: Gives the evaluator of the whole environment, in which they play again.
        environment: What is played.
        is_stage: Whether the generation played an easier stage of it.
    """
    spec, exam = environment.spec, exam_of(environment)
    if exam is not None:
        return _examined(evolution, networks, evaluation, exam, spec)
    if spec.solved is None:
        return None
    name, _ = spec.solved
    rows = _best_first(evolution, evaluation, spec, name)[:_N_TRIED]
    rows = rows[_solves(evolution, evaluation.select(rows), spec, spec.solved)]
    if not len(rows):
        return None
    tried = Networks(networks.population.select(rows), evolution.backend)
    again = evaluation.select(rows)
    if spec.stochastic or is_stage:
        n_episodes = SOLVED_EPISODES if spec.stochastic else 1
        again = whole().evaluate(tried, episodes.validation_seeds(evolution.config.seed, n_episodes))
    row = int(_best_first(evolution, again, spec, name)[0])
    if not _solves(evolution, again, spec, spec.solved)[row]:
        return None
    return Champion(tried[row], dict(zip(spec.results, again.results[row].tolist(), strict=True)))


def exam_of(environment: Environment) -> Exam | None:
    """The exam of an environment, if it has one."""
    exam: Exam | None = getattr(environment, "exam", None)
    return exam


def _examined(
    evolution: Evolution, networks: Networks, evaluation: Evaluation, exam: Exam, spec: EnvironmentSpec
) -> Champion | None:
    """The best new genome of a generation, if it passes the exam.

    One that achieved exactly what a leader of the last generation did is its copy, and no new one: a champion
    that failed does not keep all others from being examined.
    """
    leaders = evolution.leaders
    names = evolution.told_names or spec.results[:1]
    columns = [spec.results.index(name) for name in names]
    for row in _best_first(evolution, evaluation, spec, spec.results[0]).tolist():
        told = evaluation.results[row, columns] * [_sign(evolution, name) for name in names]
        if evaluation.failed[row]:
            return None
        if leaders is None or not (_told(leaders) == told[: _told(leaders).shape[1]]).all(axis=1).any():
            with forks.Contained():
                passed = exam.take(networks.only(row))
            results = dict(zip(spec.results, evaluation.results[row].tolist(), strict=True))
            return None if passed is None else Champion(networks[row], results | dict(passed))
    return None


def _told(leaders: Evaluated) -> Float64s:
    """The numbers that leaders were given: their objectives, or the first one where some may be computed."""
    return leaders.objectives if leaders.quality is None else leaders.quality[:, None]


def _sign(evolution: Evolution, result: str) -> float:
    """-1 for a result that the run minimises, else 1."""
    names, directions = evolution.names, evolution.directions
    return -1.0 if result in names and directions[names.index(result)] == "min" else 1.0


def _best_first(evolution: Evolution, evaluation: Evaluation, spec: EnvironmentSpec, result: str) -> Uint32s:
    """Rows by a result, then by the first result, then by row; failed ones last."""
    columns = [
        -_sign(evolution, name) * evaluation.results[:, spec.results.index(name)]
        for name in (spec.results[0], result)
    ]
    return np.lexsort((*columns, evaluation.failed)).astype(np.uint32)


def _solves(
    evolution: Evolution, evaluation: Evaluation, spec: EnvironmentSpec, solved: tuple[str, float]
) -> Bools:
    """Which rows are at least as good as the threshold of a result."""
    name, threshold = solved
    sign = _sign(evolution, name)
    solves: Bools = sign * evaluation.results[:, spec.results.index(name)] >= sign * threshold
    return solves & ~evaluation.failed
