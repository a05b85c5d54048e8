"""NSGA-II over vectors of real numbers, for a loop of your own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from speciate import backends
from speciate.arguments import directions_of, number_between, one_of, path_of, whole
from speciate.errors import CheckpointError, ConfigError, StateError
from speciate.evolution.vectors import VectorFront, bounds_of, names_of
from speciate.phrases import counted
from speciate.pickling import snapshots as pickling
from speciate.storage import checkpoint
from speciate.system.exclusive import Door, one_at_a_time
from speciate.values.snapshot import Snapshot
from speciate.values.told import checked
from speciate.values.types import Float64s
from speciate.values.vectors import TRUNCATIONS, EvaluatedVectors, RankedVectors, VectorSettings

MAX_POPULATION: Final = 10_000_000
"""The largest number of vectors in a generation."""

MOST_NUMBERS: Final = 2**31
"""The largest number of variables in all vectors of a generation."""

_LAST_GENERATION: Final = 2**32 - 2
_SETTINGS: Final = (
    "seed",
    "population_size",
    "crossover_rate",
    "crossover_eta",
    "mutation_rate",
    "mutation_eta",
    "truncation",
)


@dataclass(frozen=True)
class _State:
    generation: int
    asked: Float64s
    survivors: RankedVectors


class Nsga2:
    """NSGA-II over vectors of real numbers, to be asked and told from your own loop.

    Deb, Pratap, Agarwal & Meyarivan 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II",
    with simulated binary crossover (Deb & Agrawal 1995) and polynomial mutation (Deb & Deb 2014), both within
    bounds. Equal arguments and equal objectives give equal bits.

    Example:
        >>> evolution = Nsga2(n_variables=30, population_size=100, seed=0)
        >>> for _ in range(250):
        ...     vectors = evolution.ask()  # float64 (100, 30)
        ...     evolution.tell(evaluate(vectors))  # float64 (100, 2), minimised
        >>> evolution.pareto_front.objectives
    """

    def __init__(
        self,
        *,
        n_variables: int,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = 1.0,
        population_size: int = 100,
        seed: int = 0,
        objectives: int | Sequence[str] = 2,
        directions: str | Sequence[str] = "min",
        crossover_rate: float = 0.9,
        crossover_eta: float = 15.0,
        mutation_rate: float | None = None,
        mutation_eta: float = 20.0,
        truncation: str = "one_by_one",
        backend: str = "native",
    ) -> None:
        """Draws a population, uniform within the bounds.

        Args:
            n_variables: Length of a vector, from 1; all vectors together hold up to 2**31 variables.
            lower: The least value, for all variables or for each, (n_variables,); from -1e300 to 1e300.
            upper: The greatest value, likewise; a variable whose bounds are equal stays.
            population_size: Number of vectors in a generation, from 2 to 10,000,000.
            seed: Seed of every random draw, from 0 to 2**63 - 1.
            objectives: Their number or their names.
            directions: "min" or "max", for all objectives or for each.
            crossover_rate: Fraction of the pairs of parents that cross, from 0 to 1; of these, every variable
                crosses with probability 1/2.
            crossover_eta: Distribution index of the crossover, from 0: the greater, the nearer are offspring
                to their parents.
            mutation_rate: Fraction of the variables that mutate, from 0 to 1; None is 1 / n_variables.
            mutation_eta: Distribution index of the mutation, from 0: the greater, the smaller its steps.
            truncation: How the front that does not fit as a whole is cut: "one_by_one" takes the most crowded
                vector away and computes crowding anew, which spreads fronts better (Kukkonen & Deb 2006);
                "at_once" is that of Deb et al. 2002.
            backend: "native" or "reference".

        Raises:
            ConfigError: An argument is refused.
            BackendError: The backend is unknown or not installed.
        """
        theirs = vars(self).keys() - {"_own"}  # what a subclass set before
        population_size = whole("population_size", population_size, 2, MAX_POPULATION)
        n_variables = whole("n_variables", n_variables, 1, MOST_NUMBERS // population_size)
        rate = 1.0 / n_variables if mutation_rate is None else mutation_rate
        self._settings = VectorSettings(
            whole("seed", seed, 0, 2**63 - 1),
            population_size,
            *bounds_of(lower, upper, n_variables),
            number_between("crossover_rate", crossover_rate, 1.0),
            number_between("crossover_eta", crossover_eta),
            number_between("mutation_rate", rate, 1.0),
            number_between("mutation_eta", mutation_eta),
            one_of("truncation", truncation, TRUNCATIONS),
        )
        self._names = names_of(objectives)
        self._directions = directions_of(directions, len(self._names))
        self._signs = np.array([-1.0 if direction == "min" else 1.0 for direction in self._directions])
        self._backend = backends.create(backend).vectors(self._settings)
        self._door = Door()
        self._is_asked = False
        none = RankedVectors.none(n_variables, len(self._names))
        self._state = _State(0, _read_only(self._backend.found()), none)
        self._own = frozenset(vars(self).keys() - theirs | {"_own"})

    def __repr__(self) -> str:
        """A short description."""
        size, n_variables = self._state.asked.shape
        return (
            f"Nsga2(generation {self.generation}, {counted(size, 'vector')} of "
            f"{counted(n_variables, 'variable')}, {counted(len(self._names), 'objective')})"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """The state as data, and what a subclass or a user added; what was asked stays asked."""
        values = pickling.saved(snapshot=self.snapshot(), backend=self._backend.name, is_asked=self._is_asked)
        return _unpickled, (type(self), values), pickling.attributes(self, self._own)

    @one_at_a_time
    def ask(self) -> Float64s:
        """The vectors to evaluate, read-only: float64 (population_size, n_variables).

        Asking again before ``tell`` gives the same ones.
        """
        self._is_asked = True
        return self._state.asked

    @one_at_a_time
    def tell(self, objectives: ArrayLike, failed: ArrayLike | None = None) -> None:
        """Takes what the asked vectors achieved, and breeds the next ones.

        Args:
            objectives: Numbers, (population_size, n_objectives), or (population_size,) for one objective.
            failed: bool (population_size,), which evaluations failed; their vectors rank last.

        Raises:
            StateError: Nothing was asked since the last ``tell``, or another thread asks or tells just now.
            ShapeError: A shape or a type is wrong.
            EvaluationError: A value is NaN or infinite.
        """
        if not self._is_asked:
            raise StateError("tell before ask: call ask(), evaluate its vectors, then tell")
        state = self._state
        told, flags = checked(objectives, failed, len(state.asked), self._signs, "vector")
        survivors = self._backend.survive(state.survivors, EvaluatedVectors(state.asked, told, flags))
        _read_only(survivors.vectors)
        generation = state.generation + 1
        asked = self._backend.offspring(survivors, generation)
        self._is_asked = False
        self._state = _State(generation, _read_only(asked), survivors)  # an interrupt before changes nothing

    @property
    def names(self) -> tuple[str, ...]:
        """The objectives."""
        return self._names

    @property
    def directions(self) -> tuple[str, ...]:
        """Of each objective: "max" or "min"."""
        return self._directions

    @property
    def generation(self) -> int:
        """The generation that ``ask`` gives, counted from 0; as many were told."""
        return self._state.generation

    @property
    def population(self) -> Float64s:
        """The survivors of the last generation, read-only: float64 (population_size, n_variables).

        They come best first, by front, then crowding.

        Raises:
            StateError: Nothing was told yet.
        """
        return self._told().vectors

    @property
    def objectives(self) -> Float64s:
        """What ``population`` achieved, in your directions: float64 (population_size, n_objectives).

        Those whose evaluation failed come last, with 0.

        Raises:
            StateError: Nothing was told yet.
        """
        objectives: Float64s = self._told().objectives * self._signs + 0.0
        return objectives

    @property
    def pareto_front(self) -> VectorFront:
        """What nothing in the population dominates.

        Raises:
            StateError: No evaluation succeeded yet.
        """
        survivors = self._state.survivors
        rows = np.flatnonzero((survivors.fronts == 0) & ~survivors.failed)
        if not len(rows):
            raise StateError("no vector was evaluated with success yet; ask, evaluate and tell first")
        return VectorFront(survivors.vectors[rows], self.objectives[rows])

    def snapshot(self) -> Snapshot:
        """Everything that ``from_snapshot`` needs to go on, bit for bit."""
        settings, state = self._settings, self._state
        arrays = {"lower": settings.lower, "upper": settings.upper, "asked": state.asked}
        scalars: dict[str, Any] = {name: getattr(settings, name) for name in _SETTINGS}
        scalars |= {"names": list(self._names), "directions": list(self._directions)}
        return Snapshot(
            arrays | state.survivors._asdict(),
            scalars | {"generation": state.generation},
        )

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, backend: str = "native") -> Self:
        """Goes on where ``snapshot()`` was taken. The ``__init__`` of a class of your own is not called.

        Args:
            snapshot: What ``snapshot()`` gave.
            backend: "native" or "reference"; both go on alike.

        Raises:
            CheckpointError: Something is missing or does not fit.
            BackendError: The backend is unknown or not installed.
        """
        n_variables = _check_sizes(snapshot)
        evolution = cls.__new__(cls)
        try:
            Nsga2.__init__(
                evolution,
                n_variables=n_variables,
                lower=snapshot.finite("lower", (n_variables,)),
                upper=snapshot.finite("upper", (n_variables,)),
                objectives=snapshot.names("names"),
                directions=snapshot.names("directions"),
                backend=backend,
                **{name: _setting(snapshot, name) for name in _SETTINGS},
            )
        except ConfigError as error:
            raise CheckpointError(f"the snapshot does not fit: {error}") from None
        evolution._state = evolution._restored(snapshot)  # noqa: SLF001  # of this class
        return evolution

    def save(self, path: str | Path) -> None:
        """Saves the state in a file, at once: the file has the old state or the new one, whatever happens.

        Raises:
            RunDirectoryError: The system refuses.
        """
        checkpoint.save(path_of("path", path), self.snapshot(), kind="vectors", config="")

    @classmethod
    def load(cls, path: str | Path, backend: str = "native") -> Self:
        """Goes on with the state in a file that ``save`` wrote, bit for bit.

        Raises:
            CheckpointError: The file is missing, damaged, or of something else.
            BackendError: The backend is unknown or not installed.
        """
        path = path_of("path", path)
        snapshot, _ = checkpoint.load(path, kind="vectors")
        try:
            return cls.from_snapshot(snapshot, backend)
        except CheckpointError as error:
            raise CheckpointError(f"{path}: {error}") from None

    def _told(self) -> RankedVectors:
        if not self._state.generation:
            raise StateError(
                "the population before the first tell: there is none yet; ask, evaluate and tell"
            )
        return self._state.survivors

    def _restored(self, snapshot: Snapshot) -> _State:
        n_variables, n_objectives = len(self._settings.lower), len(self._names)
        size = self._settings.population_size
        generation = snapshot.whole("generation", 0, _LAST_GENERATION)
        n = size if generation else 0
        asked = snapshot.array("asked", np.float64, (size, n_variables))
        survivors = RankedVectors(
            snapshot.array("vectors", np.float64, (n, n_variables)),
            snapshot.finite("objectives", (n, n_objectives)),
            snapshot.array("failed", np.bool_, (n,)),
            snapshot.array("fronts", np.uint32, (n,)),
            snapshot.array("crowding", np.float64, (n,)),
        )
        for name, vectors in (("asked", asked), ("vectors", survivors.vectors)):
            if not ((vectors >= self._settings.lower) & (vectors <= self._settings.upper)).all():
                raise CheckpointError(f"the snapshot's {name} leave the bounds; it is damaged")
        if np.isnan(survivors.crowding).any():
            raise CheckpointError("the snapshot's crowding is not all numbers; it is damaged")
        return _State(generation, _owned(asked), RankedVectors(*map(_owned, survivors)))


def _unpickled(kind: type[Nsga2], values: object) -> Nsga2:
    """The evolution of ``__reduce__``."""
    saved = pickling.checked(kind, values, {"snapshot", "backend", "is_asked"})
    evolution = kind.from_snapshot(pickling.snapshot_of(kind, saved["snapshot"]), saved["backend"])
    evolution._is_asked = saved["is_asked"] is True  # noqa: SLF001  # of this file
    return evolution


def _setting(snapshot: Snapshot, name: str) -> Any:
    """A setting of a snapshot; the first snapshots cut fronts at once, and do not say so."""
    is_silent = name == "truncation" and name not in snapshot.scalars
    return "at_once" if is_silent else snapshot.scalar(name)


def _check_sizes(snapshot: Snapshot) -> int:
    """The number of variables, if the arrays are as large as the scalars say: they limit what is founded."""
    size = snapshot.whole("population_size", 2, MAX_POPULATION)
    lower = snapshot.arrays.get("lower")
    n_variables = lower.size if lower is not None else 0
    snapshot.array("lower", np.float64, (max(n_variables, 1),))
    snapshot.array("asked", np.float64, (size, n_variables))
    return n_variables


def _owned(array: NDArray[Any]) -> NDArray[Any]:
    """A read-only copy in C order."""
    return _read_only(np.array(array, order="C"))


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.setflags(write=False)
    return array
