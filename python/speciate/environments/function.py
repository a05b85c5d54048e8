"""Your own function as an environment."""

import copy
import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from speciate.arguments import truth
from speciate.environments import checks, misuse
from speciate.errors import ConfigError, ShapeError
from speciate.pickling import by_value
from speciate.system import forks
from speciate.values import arrays
from speciate.values.environment import EnvironmentSpec, Episodes
from speciate.values.networks import Network, Networks
from speciate.values.types import Bools, Float64s, Uint64s
from speciate.values.views import Views

_OF_A_MISUSE: Final = (AttributeError, TypeError, ValueError, IndexError)
"""What a function raises that was made for one network and gets all, or the other way round."""


_Kind = TypeVar("_Kind", bound="FunctionEnvironment")

_CURE: Final = "make open files, locks and connections when they are first used"


class FunctionEnvironment:
    """An environment made of a function that takes networks and returns what they achieved."""

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        n_inputs: int,
        n_outputs: int,
        results: Sequence[str] = ("fitness",),
        each: bool = False,
        seeded: bool = False,
        worst: Sequence[float] | None = None,
        solved: tuple[str, float] | None = None,
        stochastic: bool | None = None,
        views: Views | None = None,
        name: str = "",
    ) -> None:
        """Remembers the function.

        Args:
            function: Takes the networks of all genomes and returns numbers (n_genomes,) or (n_genomes,
                n_results), or a pair of these and bool (n_genomes,) that says whose evaluation failed. With
                ``each`` it takes one network and returns a number, several, or None if the evaluation failed.
                With ``seeded`` it takes the seed of an episode as well.
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
            results: Names of the numbers; the first is the objective, unless others are named where it is
                trained: ``train(environment, objectives=["error", "size"])``.
            each: Whether the function takes one network at a time.
            seeded: Whether its second argument is a seed, a whole number below 2**64: all chance should come
                from it, as from ``numpy.random.default_rng(seed)``, for then equal runs are equal.
            worst: The worst value of each result, from which hypervolume is measured if all objectives are
                maximised; else that is the worst of the first generation.
            solved: A result, and the value from which on the task is solved, at which a run with
                ``stop_when_solved`` ends.
            stochastic: Whether two calls differ; the function is then called once per episode, with another
                seed. None is yes if it is seeded, and else no.
            views: How one small network sees an observation from several places and answers; see
                docs/views.md.
            name: What it is called in messages and in checkpoints; by default the function's own name. A
                saved run goes on in an environment of the same name only, so give the old name to a function
                that you have renamed. All lambdas are called "<lambda>", which tells no two of them apart.

        Raises:
            ConfigError: An argument is refused.
        """
        if not callable(function):
            raise ConfigError(f"function = {function!r}: expected a function that takes networks")
        checks.check_results(results)
        self._function: Callable[..., Any] = function
        self._each = truth("each", each)
        self._seeded = truth("seeded", seeded)
        _check_arguments(function, seeded=self._seeded)
        if self._seeded and stochastic is not None and not truth("stochastic", stochastic):
            raise ConfigError(
                "stochastic = False: a function that is seeded differs from seed to seed; leave it out"
            )
        if not isinstance(name, str):
            raise ConfigError(f"name = {name!r}: expected a text")
        self._function_name = _name(function, "__qualname__")
        self._name = name or _name(function, "__name__")
        self._spec = EnvironmentSpec(
            n_observations=n_inputs,
            n_actions=n_outputs,
            results=tuple(results),
            worst=() if worst is None else _listed(worst),
            max_steps=0,
            solved=_pair(solved),
            stochastic=self._seeded if stochastic is None else truth("stochastic", stochastic),
            views=views,
        )
        checks.check_spec(self._spec)
        self._made_for_all = self._each  # whether it has ever given a row for each of several networks
        self._made_for_one = ""  # how one row for several was refused; one network alone is then refused too

    def __reduce__(self) -> tuple[Any, ...]:
        """Everything, the function by its code where no other process can import it."""
        return by_value.loaded, (by_value.dumped(self, _CURE, own=type(self)),)

    def __copy__(self) -> Self:
        """Another environment that shares everything with this one."""
        return _rebuilt(type(self).__new__(type(self)), self.__getstate__())

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """An environment of its own; functions are shared, as ``copy.deepcopy`` does."""
        made = memo[id(self)] = type(self).__new__(type(self))
        return _rebuilt(made, copy.deepcopy(self.__getstate__(), memo))

    @property
    def name(self) -> str:
        """What it is called in a config."""
        return self._name

    @property
    def spec(self) -> EnvironmentSpec:
        """What it takes and gives."""
        return self._spec

    @property
    def function_name(self) -> str:
        """What the function is called where it is defined, as "Lander.play"."""
        return self._function_name

    @property
    def each(self) -> bool:
        """Whether the function takes one network at a time."""
        return self._each

    @property
    def seeded(self) -> bool:
        """Whether the function takes a seed."""
        return self._seeded

    def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
        """Calls the function once per seed (n_episodes,), which it gets if it is seeded.

        Raises:
            ShapeError: The function returned something of another shape or type.
        """
        calls = [self._call(networks, (seed,) if self._seeded else ()) for seed in seeds.tolist()]
        results = np.stack([values for values, _ in calls], axis=1)
        return Episodes(results, np.any([failed for _, failed in calls], axis=0))

    def _call(self, networks: Networks, seed: tuple[int, ...]) -> tuple[Float64s, Bools]:
        networks.reset()
        if self._each:
            return self._call_each(networks, seed)
        n_genomes, returned = len(networks), self._returned(networks, seed)
        failed, hint = np.zeros(n_genomes, dtype=np.bool_), misuse.of_pair(returned, n_genomes)
        if isinstance(returned, tuple) and len(returned) == 2:  # noqa: PLR2004
            flags = self._array(returned[1], n_genomes)
            if flags.dtype == np.bool_:
                returned, failed, hint = returned[0], flags, ""
        values = self._array(returned, n_genomes, hint)
        if n_genomes == 1 and self._made_for_one:
            raise ShapeError(self._made_for_one)
        return self._checked(values, n_genomes, hint), failed

    def _call_each(self, networks: Networks, seed: tuple[int, ...]) -> tuple[Float64s, Bools]:
        returned = [self._returned(network, seed) for network in networks]
        failed = np.array([value is None for value in returned], dtype=np.bool_)
        nothing = [0.0] * len(self._spec.results)
        n = len(networks)
        rows = [nothing if value is None else np.atleast_1d(self._array(value, n)) for value in returned]
        return self._checked(self._array(rows, n), n), failed

    def _returned(self, played: Networks | Network, seed: tuple[int, ...]) -> Any:
        """What the function returns; a copy of this process that it forks does not make the next call."""
        with forks.Contained():
            try:
                return self._function(played, *seed)
            except _OF_A_MISUSE as error:
                misuse.explain(error, played, self._name)
                raise

    def _array(self, returned: Any, n_genomes: int, hint: str = "") -> NDArray[Any]:
        try:
            return arrays.array(f"{self._name}: what it returned", returned, "numbers")
        except arrays.RaggedError:
            raise self._refused(arrays.RAGGED, n_genomes, hint) from None

    def _checked(self, values: NDArray[Any], n_genomes: int, hint: str = "") -> Float64s:
        n_results = len(self._spec.results)
        rows = values[:, None] if values.ndim == 1 and n_results == 1 else values
        if rows.shape != (n_genomes, n_results) or rows.dtype.kind not in arrays.NUMERIC:
            hint = hint or misuse.of_returned(values, self._name, n_genomes, n_results, each=self._each)
            refusal = self._refused(misuse.words(values), n_genomes, hint)
            if not self._made_for_all and misuse.gives_one_row(values, n_results):
                self._made_for_one = str(refusal)
            raise refusal
        self._made_for_all = self._made_for_all or n_genomes > 1
        return arrays.doubles(rows)

    def _refused(self, returned: str, n_genomes: int, hint: str = "") -> ShapeError:
        n_results = len(self._spec.results)
        return ShapeError(
            f"{self._name} returned {returned}; "
            f"expected numbers ({n_genomes}, {n_results}), one row per genome{hint}"
        )


def _check_arguments(function: Callable[..., Any], *, seeded: bool) -> None:
    """Refuses a function that cannot be called as it will be. Raises ``ConfigError``."""
    try:
        signature = inspect.signature(function, follow_wrapped=False)  # what a decorator calls is its own
    except (NameError, TypeError, ValueError):
        return  # of some functions that are not written in Python it is not known
    given = ("networks", "seed") if seeded else ("networks",)
    try:
        signature.bind(*given)
    except TypeError as error:
        name = getattr(function, "__name__", "function")
        hint = "; say seeded=True if the other one is a seed" if not seeded else ""
        raise ConfigError(
            f"function = {name}{signature}: it is called with {' and '.join(given)}, but {error}{hint}"
        ) from None


def _name(function: Callable[..., Any], attribute: str) -> str:
    """A name of a function, of what ``functools.partial`` holds, or of the class of another object."""
    while isinstance(function, functools.partial):
        function = function.func
    return str(getattr(function, attribute, "") or getattr(type(function), attribute))


def _rebuilt(made: _Kind, state: Any) -> _Kind:
    """An object with a state, as ``copy.copy`` sets it: by its own ``__setstate__`` or as attributes."""
    if hasattr(made, "__setstate__"):
        made.__setstate__(state)
        return made
    attributes, slots = state if isinstance(state, tuple) else (state, {})
    for name, value in {**(attributes or {}), **slots}.items():
        object.__setattr__(made, name, value)
    return made


def _pair(values: Any) -> Any:
    """A list as a tuple; what is none is left to be refused."""
    return tuple(values) if isinstance(values, list) else values


def _listed(values: Any) -> Any:
    """Values as a tuple; what has none is left to be refused."""
    return tuple(values) if isinstance(values, Iterable) else values
