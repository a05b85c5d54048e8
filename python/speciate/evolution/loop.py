"""The loop of a generation: ask for networks, tell what they achieved."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from speciate.arguments import path_of, whole
from speciate.backends.normalized import normalizing
from speciate.backends.viewed import through
from speciate.config import Config, below_limits
from speciate.config.arguments import ConfigLike, built
from speciate.errors import ConfigError, StateError
from speciate.evolution.composition import algorithm_of
from speciate.evolution.grid import Grid
from speciate.evolution.novelty import NoveltySearch
from speciate.evolution.objectives import Objectives
from speciate.evolution.observing import seen_with
from speciate.evolution.restoring import config_of, restored
from speciate.evolution.state import State
from speciate.evolution.step import N_LEADERS, Step
from speciate.pickling import snapshots as pickling
from speciate.storage import evolution_file
from speciate.storage.checkpoint.naming import naming
from speciate.system.exclusive import Door, one_at_a_time
from speciate.values.backend import GenomeBackend
from speciate.values.evaluated import Evaluated
from speciate.values.front import ParetoFront
from speciate.values.generation import Species
from speciate.values.generation_metrics import GenerationMetrics
from speciate.values.networks import Network, Networks
from speciate.values.normalization import Moments, Normalization
from speciate.values.population import Population
from speciate.values.snapshot import Snapshot
from speciate.values.views import Views, check_views, ends_of

_Kind = TypeVar("_Kind", bound="Evolution")


class Evolution:
    """Evolves a population, one generation per ``ask`` and ``tell``: the loop that all algorithms share."""

    _only_algorithm: ClassVar[str | None] = None
    """The algorithm of a class that is for one alone."""

    def __init__(
        self,
        config: ConfigLike,
        *,
        n_inputs: int,
        n_outputs: int,
        views: Views | None = None,
        reference_point: Sequence[float] | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Founds a population, or goes on with that of a snapshot.

        Args:
            config: What to do: a config, a mapping or the path of a TOML file; open fields are filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
            views: How one small network sees an observation from several places and answers; None shows
                networks whole observations.
            reference_point: The worst value of each objective, from which hypervolume is measured; None takes
                the worst of the first generation.
            snapshot: What ``snapshot()`` gave for the same config.

        Raises:
            ConfigError: A setting or an argument is refused.
            BackendError: The backend is not installed.
            CheckpointError: The snapshot does not fit.
        """
        theirs = vars(self).keys() - {"_own"}  # what a subclass set before
        n_inputs, n_outputs = whole("n_inputs", n_inputs), whole("n_outputs", n_outputs)
        given = config if isinstance(config, Config) else built(config, {})
        if snapshot is None and (too_low := below_limits(given)):
            raise ConfigError(*too_low)
        check_views(views, n_inputs, n_outputs)
        if views is None and given.network.views == "environment":
            raise ConfigError(
                'network.views = "environment": the environment has no views; leave it out, or give views'
            )
        if snapshot is not None:
            given = config_of(snapshot, given)
        self._ends = n_inputs, n_outputs
        self._config = given.resolved(n_inputs=n_inputs, n_outputs=n_outputs, views=views)
        self._views = self._config.views_of(views)
        self._objectives = Objectives(self._config)
        self._algorithm = algorithm_of(self._config, *ends_of(self._views, n_inputs, n_outputs))
        self._backend = through(self._views, self._algorithm.backend)
        moments = Moments.nothing(n_inputs) if self._config.network.normalize_observations else None
        novelty = NoveltySearch(self._config, self._backend) if self._objectives.computed else None
        self._step = Step(self._config, self._objectives, self._algorithm, novelty)
        self._door = Door()
        self._networks: Networks | None = None
        self._again: Networks | None = None
        self._front: ParetoFront | None = None
        if snapshot is None:
            self._state = self._step.first(reference_point, moments)
        else:
            self._state = restored(snapshot, self._algorithm, self._config, N_LEADERS, n_inputs)
        self._own = frozenset(vars(self).keys() - theirs | {"_own"})

    def __repr__(self) -> str:
        """A short description."""
        name = type(self).__name__
        what = "" if name.lower() == self._config.algorithm else f"{self._config.algorithm}, "
        return f"{name}({what}generation {self.generation}, {self._state.asked!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """The state as data, and what a subclass or a user added; what was asked stays asked."""
        values = evolution_file.values(self.snapshot(), self._config, self._ends, self._views)
        values["is_asked"] = self._networks is not None
        return _unpickled, (type(self), values), pickling.attributes(self, self._own)

    @one_at_a_time
    def ask(self) -> Networks:
        """The networks to evaluate. Asking again before ``tell`` gives the same ones."""
        if self._networks is None:
            self._networks = Networks(self._state.asked, self.backend)
        return self._networks

    @one_at_a_time
    def ask_archive(self) -> Networks | None:
        """The networks of the archive that play again, in the episodes of the generation that ``ask`` gives.

        As many play as ``archive.archive_episodes`` allows, those on probation first. Asking again before
        ``tell`` gives the same ones.

        Returns:
            The networks; None if none plays again: the archive is empty, or archive_episodes is 0, as it is
            in a loop of your own unless you set it.
        """
        archive, replay = self._state.replayed, self._step.replay
        if self._again is None and archive is not None and replay is not None:
            self._again = Networks(archive.genomes.population.select(replay.rows(archive)), self.backend)
        return self._again

    @one_at_a_time
    def tell(
        self,
        objectives: ArrayLike,
        failed: ArrayLike | None = None,
        measures: ArrayLike | None = None,
        *,
        archive: ArrayLike | None = None,
        archive_failed: ArrayLike | None = None,
        moments: Moments | None = None,
        afresh: bool = False,
    ) -> None:
        """Takes what the asked networks achieved, and breeds the next generation.

        Args:
            objectives: Numbers, (n_genomes, n_objectives), or (n_genomes,) for one objective. Those that are
                computed from measures are left out; if that is all of them, one number says how good a
                genome is, for the champion and for local competition.
            failed: bool (n_genomes,), which evaluations failed; their genomes rank last.
            measures: Numbers, (n_genomes, n_measures), or (n_genomes,) for one: where the genomes ended up,
                if the config names measures.
            archive: Numbers, (n_archived, n_objectives), what the networks of ``ask_archive`` achieved in the
                same episodes as those of ``ask``.
            archive_failed: bool (n_archived,), which of these evaluations failed; their genomes leave the
                archive.
            moments: Those of the observations of the genomes that did not fail, where observations are
                normalised and the asked networks were run in another process; None takes what they have seen
                in this one.
            afresh: Whether earlier results do not compare with these, as when the task has changed. The
                archive or the best genome, survivors that compete with the asked genomes, and the records of
                species are then forgotten.

        Raises:
            StateError: Nothing was asked since the last ``tell``, another thread asks or tells just now, or
                ``archive`` is told where no network of it plays again, or left out where some do, or
                ``moments`` are told where observations are not normalised.
            ShapeError: A shape or a type is wrong.
            EvaluationError: A value is NaN or infinite.
        """
        if self._networks is None:
            raise StateError("tell before ask: call ask(), evaluate its networks, then tell")
        evaluated = self._objectives.evaluated(self._state.asked, objectives, failed, measures)
        state = self._state if afresh else self._replayed(archive, archive_failed)
        seen = seen_with(self._state.moments, moments, self._networks, evaluated.failed)
        after = self._step.next(state._replace(moments=seen), evaluated, afresh=afresh)
        self._networks = self._again = self._front = None
        self._state = after  # an interrupt before this assignment changes nothing

    def is_solved(self, threshold: float | Sequence[float]) -> bool:
        """Whether one of ``pareto_front`` is as good as ``threshold`` in every objective.

        With one objective that is the fittest genome so far, with novelty alone the one of the best quality
        that was told. With several it is the archive, which is thinned when it is full: a genome that was
        good enough once may have left it.

        Args:
            threshold: One value for all objectives, or one for each, in the user's directions.

        Raises:
            ShapeError: There are more or fewer values, or they are no numbers.
        """
        found = self._found()
        limits = self._objectives.point(threshold, "threshold")
        return found is not None and bool((found.objectives >= limits).all(axis=1).any())

    @property
    def config(self) -> Config:
        """The config, with every field filled in."""
        return self._config

    @property
    def names(self) -> tuple[str, ...]:
        """The objectives."""
        return self._objectives.names

    @property
    def told_names(self) -> tuple[str, ...]:
        """The objectives that ``tell`` takes; none if all are computed, and ``tell`` takes a quality."""
        return self._objectives.told

    @property
    def directions(self) -> tuple[str, ...]:
        """Of each objective: "max" or "min"."""
        return self._objectives.directions

    @property
    def backend(self) -> GenomeBackend:
        """The backend that stores, runs and ranks its genomes.

        Where observations are normalised, its networks see them as those of ``ask`` do in this generation.
        """
        moments = self._state.moments
        return self._backend if moments is None else normalizing(Normalization.of(moments), self._backend)

    @property
    def views(self) -> Views | None:
        """The views through which its networks see; None if they see whole observations."""
        return self._views

    @property
    def moments(self) -> Moments | None:
        """Those of all that asked networks have seen; None where observations are not normalised."""
        return self._state.moments

    @property
    def generation(self) -> int:
        """The generation that ``ask`` gives, counted from 0; as many were told."""
        return self._state.generation

    @property
    def population(self) -> Population:
        """The genomes that ``ask`` gives the networks of."""
        return self._state.asked

    @property
    def species(self) -> Species:
        """The species of the last generation that was told."""
        if len(self.island_species) > 1:
            raise StateError("species: every island has its own; see island_species")
        return self.island_species[0]

    @property
    def island_species(self) -> tuple[Species, ...]:
        """Of each island, the species of the last generation that was told; without islands of all."""
        found = self._algorithm.species(self._state.memory)
        if not found:
            raise StateError(f'species: algorithm = "{self._config.algorithm}" has none')
        known = tuple(one for one in found if one is not None)
        if len(known) < len(found):
            raise StateError("species before the first tell: there are none yet; evaluate a generation first")
        return known

    @property
    def grid(self) -> Grid:
        """The best genome of every cell; recurrent networks begin anew in every call."""
        grid = self._algorithm.grid(self._state.memory)
        if grid is None:
            raise StateError(f'grid: algorithm = "{self._config.algorithm}" fills none')
        return replace(grid, networks=Networks(grid.genomes, self.backend))

    @property
    def leaders(self) -> Evaluated | None:
        """The best survivors of the last generation, best first; None if all failed."""
        return self._state.leaders

    @property
    def candidates(self) -> Population | None:
        """Further candidates for the champion that the algorithm offers; None if it offers none.

        With a distribution of weights that is its newest mean, which no generation has played yet.
        """
        return self._algorithm.candidates(self._state.memory)

    @property
    def champion(self) -> Network:
        """The best network as told: the fittest so far, or the archive's best in the first objective.

        Where objectives are computed from measures it is the best so far in the first number that was told.

        Told objectives are means of few episodes, so the best of many is often the luckiest. ``Run.champion``
        is chosen among several good ones, by episodes of their own.
        """
        best = self._state.best
        if self._objectives.computed and best is not None:
            return Networks(best.population, self.backend)[0]
        front = self.pareto_front
        return front.networks[int(np.argmax(front.objectives[:, 0] * self._objectives.signs[0]))]

    @property
    def pareto_front(self) -> ParetoFront:
        """What nothing so far dominates; with one objective the fittest genome alone.

        With novelty alone that is the genome of the best quality, which stands in place of the objective.

        Its objectives are those that were told. The same networks come until the next ``tell``, so that
        recurrent ones keep their state.
        """
        if self._front is None:
            found = self._found()
            if found is None:
                raise StateError("no genome was evaluated with success yet; ask, evaluate and tell first")
            objectives = self._objectives.in_user_directions(found.objectives)
            self._front = ParetoFront(found.population, objectives, Networks(found.population, self.backend))
        return self._front

    @property
    def metrics(self) -> GenerationMetrics:
        """Numbers that describe the last generation that was told; ``Run.metrics`` has one for each."""
        if not self._state.measured.metrics:
            raise StateError("metrics before the first tell: there are none yet; evaluate a generation first")
        return GenerationMetrics.copied(self._state.measured.metrics)

    def snapshot(self) -> Snapshot:
        """Everything that ``Evolution`` needs besides the config to go on, bit for bit."""
        return self._state.snapshot()

    def save(self, path: str | Path) -> None:
        """Saves the state in a file, at once: the file has the old state or the new one, whatever happens.

        What was asked and not told yet is asked again after ``load``.

        Raises:
            RunDirectoryError: The system refuses.
            ConfigError: That is no path.
        """
        evolution_file.save(path, self.snapshot(), self._config, self._ends, self._views)

    @classmethod
    def load(cls, path: str | Path, *, backend: str | None = None) -> Self:
        """Goes on with the state in a file that ``save`` wrote, bit for bit.

        The ``__init__`` of a class of your own is not called.

        Args:
            path: The file.
            backend: "native" or "reference"; None goes on with the same one.

        Raises:
            CheckpointError: The file is missing, damaged, or of something else.
            BackendError: The backend is not installed.
            ConfigError: An argument is refused.
        """
        saved = evolution_file.load(path, backend, cls._only_algorithm)
        with naming(path_of("path", path)):
            return _built(cls, saved)

    def _replayed(self, objectives: ArrayLike | None, failed: ArrayLike | None) -> State:
        """The state with what the networks of ``ask_archive`` achieved."""
        state = self._state
        plays = state.replayed is not None and self._step.replay is not None
        if plays and objectives is None:
            raise StateError(
                "tell without archive: archive.archive_episodes lets genomes of the archive play again; "
                "evaluate the networks of ask_archive() and tell archive=..., or set it to 0"
            )
        if objectives is None:
            return state
        if not plays:
            raise StateError("tell with archive: ask_archive() gives no networks now; leave it out")
        return self._step.replayed(state, objectives, failed)

    def _found(self) -> Evaluated | None:
        best = self._state.best
        if self._objectives.several:
            return self._step.front(self._state)
        if best is None or best.quality is None or not self._objectives.computed:
            return best
        return replace(best, objectives=best.quality[:, None])


def _unpickled(kind: type[Evolution], values: dict[str, Any]) -> Evolution:
    """The evolution of ``__reduce__``."""
    evolution = _built(kind, evolution_file.of_values(kind, values))
    if values["is_asked"] is True:
        Evolution.ask(evolution)
    return evolution


def _built(kind: type[_Kind], saved: evolution_file.Saved) -> _Kind:
    """An evolution of a class. The ``__init__`` of the class is not called, so that nothing is founded."""
    evolution = kind.__new__(kind)
    Evolution.__init__(
        evolution,
        saved.config,
        n_inputs=saved.n_inputs,
        n_outputs=saved.n_outputs,
        views=saved.views,
        snapshot=saved.snapshot,
    )
    return evolution
