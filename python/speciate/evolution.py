"""The loop of a generation: ask for networks, tell what they achieved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from speciate import algorithms
from speciate import archive as archives
from speciate.algorithms.neat_memory import NeatMemory
from speciate.algorithms.protocol import Bred, Told
from speciate.backends.protocol import Bools, Float64s, GenomeBackend, Population, Species, Uint32s
from speciate.config import Config
from speciate.config.arguments import ConfigLike, built, whole
from speciate.errors import StateError
from speciate.evaluated import Evaluated, checked, one_each
from speciate.metrics import Measured, Metrics
from speciate.networks import Network, Networks
from speciate.restoring import restored
from speciate.snapshot import Snapshot
from speciate.state import State

N_LEADERS: Final = 10
"""How many of the last generation's best are remembered, as candidates for the champion."""


@dataclass(frozen=True)
class ParetoFront:
    """Genomes that none dominates.

    Attributes:
        genomes: The genomes.
        objectives: float64 (n_genomes, n_objectives), in the user's directions.
        networks: Their networks.
    """

    genomes: Population
    objectives: Float64s
    networks: Networks

    def __len__(self) -> int:
        """Number of genomes."""
        return len(self.genomes)


class Evolution:
    """Evolves a population, one generation per ``ask`` and ``tell``: the loop that all algorithms share."""

    def __init__(
        self,
        config: ConfigLike,
        *,
        n_inputs: int,
        n_outputs: int,
        reference_point: Sequence[float] | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        """Founds a population, or goes on with that of a snapshot.

        Args:
            config: What to do: a config, a mapping or the path of a TOML file; open fields are filled in.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
            reference_point: The worst value of each objective, from which hypervolume is measured; None takes
                the worst of the first generation.
            snapshot: What ``snapshot()`` gave for the same config.

        Raises:
            ConfigError: A setting or an argument is refused.
            BackendError: The backend is not installed.
            CheckpointError: The snapshot does not fit.
        """
        n_inputs, n_outputs = whole("n_inputs", n_inputs), whole("n_outputs", n_outputs)
        self._config = (config if isinstance(config, Config) else built(config, {})).resolved()
        self._names = self._config.objectives or ("fitness",)
        self._directions = _one_each(self._config.directions, len(self._names))
        self._signs = np.array([-1.0 if direction == "min" else 1.0 for direction in self._directions])
        self._algorithm = algorithms.create(self._config, n_inputs, n_outputs)
        self._backend: GenomeBackend = self._algorithm.backend
        self._networks: Networks | None = None
        self._front: ParetoFront | None = None
        if snapshot is not None:
            self._state = restored(snapshot, self._algorithm, self._config, N_LEADERS)
            return
        population, memory = self._algorithm.found()
        self._state = State(0, population, memory, reference_point=self._checked(reference_point))

    def ask(self) -> Networks:
        """The networks to evaluate. Asking again before ``tell`` gives the same ones."""
        if self._networks is None:
            self._networks = Networks(self._state.asked, self._backend)
        return self._networks

    def tell(self, objectives: ArrayLike, failed: ArrayLike | None = None) -> None:
        """Takes what the asked networks achieved, and breeds the next generation.

        Args:
            objectives: Numbers, (n_genomes, n_objectives), or (n_genomes,) for one objective.
            failed: bool (n_genomes,), whose evaluation failed; these rank last, whatever they achieved.

        Raises:
            StateError: Nothing was asked since the last ``tell``.
            ShapeError: A shape or a type is wrong.
            EvaluationError: A value is NaN or infinite.
        """
        if self._networks is None:
            raise StateError("tell before ask: call ask(), evaluate its networks, then tell")
        state, generation = self._state, self._state.generation
        asked = Evaluated(state.asked, *checked(objectives, failed, len(state.asked), self._signs))

        archive, accepted = self._archive(asked)
        best = self._best(asked)
        last_improved = generation if self._improves(best, accepted) else state.last_improved
        told = Told(generation, asked, accepted, state.carried, archive, generation - last_improved)
        bred = self._algorithm.advance(told, state.memory)

        reference_point = self._reference_point(asked)
        after = State(
            generation=generation + 1,
            asked=bred.asked,
            memory=bred.memory,
            carried=bred.survivors if self._algorithm.carries else None,
            archive=archive,
            best=best,
            leaders=_leaders(bred),
            last_improved=last_improved,
            reference_point=reference_point,
            measured=self._measured(told, bred, reference_point),
        )
        self._networks = self._front = None
        self._state = after  # an interrupt before this assignment changes nothing

    def is_solved(self, threshold: float | Sequence[float]) -> bool:
        """Whether one of ``pareto_front`` is as good as ``threshold`` in every objective.

        With one objective that is the fittest genome so far. With several it is the archive, which is
        thinned when it is full: a genome that was good enough once may have left it.

        Args:
            threshold: One value for all objectives, or one for each, in the user's directions.

        Raises:
            ShapeError: There are more or fewer values, or they are no numbers.
        """
        found = self._found()
        limits = one_each("threshold", threshold, len(self._names)) * self._signs
        return found is not None and bool((found.objectives >= limits).all(axis=1).any())

    @property
    def config(self) -> Config:
        """The config, with every field filled in."""
        return self._config

    @property
    def names(self) -> tuple[str, ...]:
        """The objectives."""
        return self._names

    @property
    def directions(self) -> tuple[str, ...]:
        """Of each objective: "max" or "min"."""
        return self._directions

    @property
    def backend(self) -> GenomeBackend:
        """Who computes."""
        return self._backend

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
        memory = self._state.memory
        if not isinstance(memory, NeatMemory):
            raise StateError("species: only NEAT has any")
        if memory.species is None:
            raise StateError("species before the first tell: there are none yet; evaluate a generation first")
        return memory.species

    @property
    def leaders(self) -> Evaluated | None:
        """The best survivors of the last generation, best first; None if all failed."""
        return self._state.leaders

    @property
    def champion(self) -> Network:
        """The best network as told: the fittest so far, or the archive's best in the first objective.

        Told objectives are means of few episodes, so the best of many is often the luckiest. ``Run.champion``
        is chosen among several good ones, by episodes of their own.
        """
        front = self.pareto_front
        return front.networks[int(np.argmax(front.objectives[:, 0] * self._signs[0]))]

    @property
    def pareto_front(self) -> ParetoFront:
        """What nothing so far dominates; with one objective the fittest genome alone.

        Its objectives are those that were told. The same networks come until the next ``tell``, so that
        recurrent ones keep their state.
        """
        if self._front is None:
            found = self._found()
            if found is None:
                raise StateError("no genome was evaluated with success yet; ask, evaluate and tell first")
            objectives = found.objectives * self._signs + 0.0
            self._front = ParetoFront(found.population, objectives, Networks(found.population, self._backend))
        return self._front

    def metrics(self) -> Metrics:
        """Numbers that describe the last generation that was told, as JSON takes them."""
        if not self._state.measured.metrics:
            raise StateError("metrics before the first tell: there are none yet; evaluate a generation first")
        return dict(self._state.measured.metrics)

    def snapshot(self) -> Snapshot:
        """Everything that ``from_snapshot`` needs to go on, bit for bit, besides the config."""
        return self._state.snapshot()

    def _checked(self, reference_point: ArrayLike | None) -> Float64s | None:
        if reference_point is None:
            return None
        point: Float64s = one_each("reference_point", reference_point, len(self._names)) * self._signs
        return point

    def _found(self) -> Evaluated | None:
        return self._state.best if len(self._names) == 1 else self._state.archive

    def _archive(self, asked: Evaluated) -> tuple[Evaluated | None, Bools]:
        if len(self._names) == 1:
            return None, np.zeros(len(asked), dtype=np.bool_)
        size = self._config.selection.archive_size or len(asked)
        return archives.updated(self._backend, self._state.archive, asked, size)

    def _improves(self, best: Evaluated | None, accepted: Bools) -> bool:
        if len(self._names) > 1:
            return bool(accepted.any())
        return self._state.best is None or best is not self._state.best

    def _best(self, asked: Evaluated) -> Evaluated | None:
        """The fittest genome so far, the first of equal ones; None as long as all failed."""
        best = self._state.best
        if len(self._names) > 1 or asked.n_failed == len(asked):
            return best
        fitness = asked.objectives[:, 0]
        if asked.n_failed:
            fitness = np.where(asked.failed, -np.inf, fitness)
        row = int(fitness.argmax())
        if best is not None and fitness[row] <= best.objectives[0, 0]:
            return best
        return asked.select(_rows([row]))

    def _reference_point(self, asked: Evaluated) -> Float64s | None:
        known = self._state.reference_point
        if known is not None or len(self._names) == 1 or asked.n_failed == len(asked):
            return known
        worst: Float64s = asked.objectives[~asked.failed].min(axis=0)
        return worst

    def _measured(self, told: Told, bred: Bred, reference_point: Float64s | None) -> Measured:
        return Measured(
            generation=told.generation,
            n_episodes=self._config.evaluations or 1,
            names=self._names,
            signs=self._signs,
            objectives=told.asked.objectives,
            failed=told.asked.failed,
            ranking=bred.ranking,
            n_ranked=len(bred.survivors) - bred.survivors.n_failed,
            others=bred.metrics,
            archive=None if told.archive is None else told.archive.objectives,
            accepted=told.accepted,
            reference_point=reference_point,
        )


def _leaders(bred: Bred) -> Evaluated | None:
    """The best survivors, best first; None if all failed."""
    survivors = bred.survivors
    n_leaders = min(N_LEADERS, len(survivors) - survivors.n_failed)  # whoever failed ranks last
    if not n_leaders:
        return None
    rows = bred.ranking.order[:n_leaders]
    leaders, objectives = survivors.population.select(rows), survivors.objectives[rows]
    return Evaluated(leaders, objectives, np.zeros(n_leaders, dtype=np.bool_))


def _one_each(directions: Sequence[str], n_objectives: int) -> tuple[str, ...]:
    return tuple(directions) * n_objectives if len(directions) == 1 else tuple(directions)


def _rows(rows: Sequence[int]) -> Uint32s:
    return np.asarray(rows, dtype=np.uint32)
