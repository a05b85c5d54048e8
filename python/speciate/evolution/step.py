"""One generation of a run: from what its genomes achieved to the state of the next one."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from speciate.config import Config
from speciate.config.algorithms import ALGORITHMS
from speciate.evolution import archive as archives
from speciate.evolution import best_genome as best
from speciate.evolution.algorithm import Algorithm, Bred, Outcome
from speciate.evolution.metrics import Described, Measured
from speciate.evolution.novelty import NoveltyArchive, NoveltySearch
from speciate.evolution.objectives import Objectives
from speciate.evolution.replay import Replay
from speciate.evolution.state import State
from speciate.values.evaluated import Evaluated, nobody
from speciate.values.normalization import Moments
from speciate.values.types import Bools, Float64s, Uint32s

N_LEADERS: Final = 10
"""How many of the last generation's best are remembered, as candidates for the champion."""


class _Rated(NamedTuple):
    """Evaluated genomes, with the novelty that they have now where that is an objective."""

    asked: Evaluated
    carried: Evaluated | None
    archive: Evaluated | None


class _Accepted(NamedTuple):
    """Both archives after a generation.

    Attributes:
        archive: With several objectives the non-dominated genomes of all generations.
        novelty_archive: Where genomes ended up once, if an objective is computed from that.
        genomes: bool (n_genomes,), which genomes of the generation an archive accepted.
        archive_episodes: How many episodes each member of the archive played, where some play again.
    """

    archive: Evaluated | None
    novelty_archive: NoveltyArchive | None
    genomes: Bools
    archive_episodes: Uint32s | None = None


class Step:
    """What is the same in every generation of a run. Nothing of it changes."""

    def __init__(
        self, config: Config, objectives: Objectives, algorithm: Algorithm, novelty: NoveltySearch | None
    ) -> None:
        """Prepares the steps of a run.

        Args:
            config: The config, every field filled in.
            objectives: The objectives of the run.
            algorithm: Breeds the next generation.
            novelty: Computes objectives from measures; None where none is computed.
        """
        self._config, self._objectives = config, objectives
        self._algorithm, self._novelty = algorithm, novelty
        self._computes = novelty is not None
        self._by_archive = self._computes or objectives.several
        restarts = ALGORITHMS.get(config.algorithm).restarts
        self._patience = (config.restart.restart_generations or 0) if restarts else 0
        self.replay = Replay.of(config, algorithm.backend)
        self._described = Described(
            objectives.names, objectives.signs, config.evaluations or 1, replays=self.replay is not None
        )

    def first(self, reference_point: ArrayLike | None, moments: Moments | None = None) -> State:
        """The state before the first generation.

        Args:
            reference_point: The worst value of each objective, in the user's directions, if it is known.
            moments: Those of no observation, if observations are normalised.
        """
        point = None if reference_point is None else self._objectives.point(reference_point)
        population, memory = self._algorithm.found()
        empty = None if self._novelty is None else NoveltyArchive.empty(len(self._config.measures))
        return State(0, population, memory, reference_point=point, novelty_archive=empty, moments=moments)

    def replayed(self, state: State, objectives: ArrayLike, failed: ArrayLike | None) -> State:
        """The state after genomes of the archive have played again; ``state`` stays as it is.

        Args:
            state: The state before.
            objectives: Numbers, (n_rows, n_objectives), of the rows that ``Replay.rows`` gives.
            failed: bool (n_rows,), or None.
        """
        archive, replay = state.replayed, self.replay
        if archive is None or replay is None:
            return state
        n_rows = len(replay.rows(archive))
        after = replay.played(archive, *self._objectives.again(objectives, failed, n_rows))
        members, n_episodes = (None, None) if after is None else after
        n_replayed = state.n_replayed + n_rows * replay.n_each
        return state._replace(archive=members, archive_episodes=n_episodes, n_replayed=n_replayed)

    def front(self, state: State) -> Evaluated | None:
        """The front of the archive; None if it is empty."""
        archive = state.replayed
        return state.archive if archive is None or self.replay is None else self.replay.front(archive)

    def next(self, state: State, evaluated: Evaluated, *, afresh: bool) -> State:
        """The state after a generation; ``state`` stays as it is.

        Args:
            state: The state before the generation was evaluated, with the moments after it.
            evaluated: Its genomes after their evaluation; objectives that are computed are 0.
            afresh: Whether earlier results do not compare with these.
        """
        known = state.afresh() if afresh else state
        rated = self._rated(known, evaluated)
        accepted = self._accepted(known, rated)
        fittest = best.updated(known.best, rated.asked, by_quality=self._computes)
        improves = best.improves(known.best, fittest, accepted.genomes, by_archive=self._by_archive)
        last_improved = state.generation if improves else state.last_improved
        fitness, best_so_far = self._fitness(rated.asked), self._fitness(fittest)
        progress = known.progress.after(state.generation, _greatest(best_so_far), _greatest(fitness))
        stalled = progress.has_stalled(state.generation, fitness, self._patience)
        archived = known._replace(archive=accepted.archive, archive_episodes=accepted.archive_episodes)
        outcome = Outcome(
            generation=state.generation,
            asked=rated.asked,
            accepted=accepted.genomes,
            carried=rated.carried,
            archive=self.front(archived),
            stagnant=state.generation - last_improved,
            afresh=afresh,
            stalled=stalled,
        )
        if stalled:  # what founders do is measured from here on
            last_improved, progress = state.generation, progress._replace(generation=state.generation)
        bred = self._algorithm.advance(outcome, known.memory)
        point = self._reference_point(state.reference_point, rated.asked)
        return State(
            generation=state.generation + 1,
            asked=bred.asked,
            memory=bred.memory,
            carried=bred.survivors if self._algorithm.carries else None,
            archive=accepted.archive,
            archive_episodes=accepted.archive_episodes,
            n_replayed=state.n_replayed,
            best=fittest,
            leading=self._leaders(bred),
            last_improved=last_improved,
            progress=progress,
            reference_point=point,
            novelty_archive=accepted.novelty_archive,
            moments=state.moments,
            measured=Measured.of(
                self._described, outcome, bred, point, accepted.novelty_archive, state.n_replayed
            ),
        )

    def _fitness(self, evaluated: Evaluated | None) -> Float64s:
        """float64 (n_valid,), the fitness of genomes that did not fail; empty where several numbers count."""
        if evaluated is None or self._by_archive:
            return np.empty(0)
        fitness = evaluated.objectives[:, 0]
        return fitness[~evaluated.failed] if evaluated.n_failed else fitness

    def _leaders(self, bred: Bred) -> best.Leaders:
        return best.Leaders(bred.survivors, bred.ranking.order, N_LEADERS, by_quality=self._computes)

    def _rated(self, state: State, evaluated: Evaluated) -> _Rated:
        if self._novelty is None or state.novelty_archive is None:
            return _Rated(evaluated, state.carried, state.archive)
        others = [one for one in (state.carried, state.archive) if one is not None]
        asked, *rated = self._novelty.rate([evaluated, *others], state.novelty_archive)
        carried = rated[0] if state.carried is not None else None
        return _Rated(asked, carried, rated[-1] if state.archive is not None else None)

    def _accepted(self, state: State, rated: _Rated) -> _Accepted:
        if self.replay is not None:
            after, genomes = self.replay.updated(state.replayed, rated.asked)
            members, n_episodes = (None, None) if after is None else after
            return _Accepted(members, None, genomes, n_episodes)
        archive, genomes = None, nobody(len(rated.asked))
        if self._objectives.several:
            size = self._config.selection.archive_size or len(rated.asked)
            archive, genomes = archives.updated(self._algorithm.backend, rated.archive, rated.asked, size)
        if self._novelty is None or state.novelty_archive is None:
            return _Accepted(archive, state.novelty_archive, genomes)
        places, taken = self._novelty.extended(state.novelty_archive, rated.asked, state.generation)
        return _Accepted(archive, places, genomes if self._objectives.several else taken)

    def _reference_point(self, known: Float64s | None, asked: Evaluated) -> Float64s | None:
        """The point that is known, else the worst of the first generation, with several objectives."""
        if known is not None or not self._objectives.several or asked.n_failed == len(asked):
            return known
        return np.asarray(asked.objectives[~asked.failed].min(axis=0))


def _greatest(fitness: Float64s) -> float | None:
    return float(fitness.max()) if len(fitness) else None
