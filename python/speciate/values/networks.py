"""Networks as users run them: a whole population at once, or one alone."""

import operator
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from speciate.errors import ShapeError
from speciate.phrases import counted
from speciate.values import arrays
from speciate.values.backend import GenomeBackend
from speciate.values.normalization import Normalization, Observed, forget, observed_by
from speciate.values.population import Networks as CompiledNetworks
from speciate.values.population import Population
from speciate.values.snapshot import Arrays
from speciate.values.types import Float32s
from speciate.values.views import Views

_FLOAT32: Final = np.dtype(np.float32)


class Networks:
    """The networks of a population, compiled when they are first used.

    ``networks[row]`` is one of them alone. They can be pickled, as for another process, without the state of
    recurrent ones.
    """

    def __init__(self, population: Population, backend: GenomeBackend) -> None:
        """Remembers whose networks these are."""
        self._population = population
        self._backend = backend
        self._alone: dict[int, Network] = {}

    def __len__(self) -> int:
        """Number of networks."""
        return len(self._population)

    def __iter__(self) -> Iterator["Network"]:
        """Each network alone, by row."""
        return (self[row] for row in range(len(self)))

    def __getitem__(self, row: int) -> "Network":
        """The network at ``row``, counted from the end if negative; the same one each time."""
        try:
            row = operator.index(row)
        except TypeError:
            raise TypeError(
                f"networks[{row!r}]: expected a whole number; several are `networks.population.select(rows)`"
            ) from None
        position = row + len(self) if row < 0 else row
        if not 0 <= position < len(self):
            raise IndexError(f"network {row} of {len(self)}; expected a row from 0 to {len(self) - 1}")
        if position not in self._alone:
            genome = self._population.select(np.array([position], dtype=np.uint32))
            self._alone[position] = Network(genome, self._backend)
        return self._alone[position]

    def only(self, row: int) -> "Networks":
        """The network at ``row`` as the networks of a population of one, sharing its state."""
        network = self[row]
        one = Networks(network.genome, self._backend)
        one._alone[0] = network
        return one

    def __reduce__(self) -> tuple[Any, tuple[Arrays, GenomeBackend]]:
        """Columns of numbers, and who makes networks of them."""
        return _unpickled, (self._population.columns(), self._backend)

    def __repr__(self) -> str:
        """A short description."""
        sizes = f"{counted(self.n_inputs, 'input')} and {counted(self.n_outputs, 'output')}"
        return f"Networks({len(self)} of {sizes}{_through(self.views)})"

    @property
    def population(self) -> Population:
        """The genomes whose networks these are."""
        return self._population

    @property
    def backend(self) -> GenomeBackend:
        """Who runs them."""
        return self._backend

    @property
    def n_inputs(self) -> int:
        """Number of inputs of every network."""
        return self.compiled.n_inputs

    @property
    def n_outputs(self) -> int:
        """Number of outputs of every network."""
        return self.compiled.n_outputs

    @property
    def views(self) -> Views | None:
        """The views through which they see; None if they see whole observations."""
        return _views_of(self._backend)

    @property
    def normalization(self) -> Normalization | None:
        """How they see observations; None if they see them as they are."""
        return _normalization_of(self._backend)

    @property
    def recurrent(self) -> bool:
        """Whether networks keep state between calls of ``forward``."""
        return self.compiled.recurrent

    @cached_property
    def compiled(self) -> CompiledNetworks:
        """What the backend runs."""
        return self._backend.compile(self._population)

    def forward(self, observations: ArrayLike) -> Float32s:
        """Outputs of every network.

        Args:
            observations: Numbers, taken as float32: (n_inputs,) or (1, n_observations, n_inputs), the same
                for all; (n_genomes, n_inputs) or (n_genomes, n_observations, n_inputs), each its own.

        Returns:
            float32, (n_genomes, n_outputs) or (n_genomes, n_observations, n_outputs).

        Raises:
            ShapeError: The shape or the type is another one.
        """
        n, n_inputs = len(self), self.n_inputs
        values = _float32(observations)
        one_for_all = values.shape == (n_inputs,)
        one_each = values.ndim in {2, 3} and values.shape[0] == n and values.shape[-1] == n_inputs
        if one_for_all or one_each:
            return self.compiled.forward(values)
        if values.ndim == 3 and values.shape[0] == 1 and values.shape[-1] == n_inputs:  # noqa: PLR2004
            alike = np.broadcast_to(values, (n, *values.shape[1:]))
            return self.compiled.forward(np.ascontiguousarray(alike))
        raise ShapeError(
            f"observations have shape {values.shape}; expected ({n_inputs},) or (1, n_observations, "
            f"{n_inputs}), the same for all networks, or ({n}, {n_inputs}) or ({n}, n_observations, "
            f"{n_inputs}), each its own"
        )

    @property
    def observed(self) -> Observed | None:
        """The moments of what each network has seen, also alone; None without a normalisation."""
        alone = {row: one.observed for row, one in self._alone.items()}
        seen = [one for one in (observed_by(self._ran), *alone.values()) if one is not None]
        if not seen:
            return None
        total = observed_by(self._ran) or Observed.nothing(len(self), seen[0].means.shape[1])
        for row, observed in alone.items():
            if observed is not None:
                total.put(row, observed.of(0))
        return total

    def forget_observed(self) -> None:
        """Forgets what the networks have seen, before another attempt."""
        forget(self._ran)
        for network in self._alone.values():
            forget(network.compiled)

    @property
    def _ran(self) -> CompiledNetworks | None:
        """What the backend runs; None as long as nothing was run."""
        ran: CompiledNetworks | None = self.__dict__.get("compiled")
        return ran

    def reset(self) -> None:
        """Forgets the state of recurrent networks, as at the start of an episode, each alone as well."""
        if self._ran is not None:  # else there is no state yet
            self._ran.reset()
        for network in self._alone.values():
            network.reset()


class Network:
    """One network. It can be pickled, as for another process, without its state if it is recurrent."""

    def __init__(self, genome: Population, backend: GenomeBackend) -> None:
        """Compiles the one genome of ``genome``."""
        self._genome = genome
        self._backend = backend
        self._compiled = backend.compile(genome)
        self._one = (self._compiled.n_inputs,)

    def __reduce__(self) -> tuple[Any, tuple[Arrays, GenomeBackend]]:
        """Columns of numbers, and who makes a network of them."""
        return _unpickled_alone, (self._genome.columns(), self._backend)

    def __repr__(self) -> str:
        """A short description."""
        numbers = {"input": self.n_inputs, "output": self.n_outputs, "connection": int(self._genome.sizes[0])}
        return f"Network({', '.join(counted(n, noun) for noun, n in numbers.items())}{_through(self.views)})"

    @property
    def genome(self) -> Population:
        """The genome, as a population of one."""
        return self._genome

    @property
    def backend(self) -> GenomeBackend:
        """Who runs it."""
        return self._backend

    @property
    def n_inputs(self) -> int:
        """Length of an observation."""
        return self._compiled.n_inputs

    @property
    def n_outputs(self) -> int:
        """Length of an output."""
        return self._compiled.n_outputs

    @property
    def views(self) -> Views | None:
        """The views through which it sees; None if it sees whole observations."""
        return _views_of(self._backend)

    @property
    def normalization(self) -> Normalization | None:
        """How it sees observations; None if it sees them as they are."""
        return _normalization_of(self._backend)

    @property
    def recurrent(self) -> bool:
        """Whether the network keeps state between calls of ``forward``."""
        return self._compiled.recurrent

    def forward(self, observation: ArrayLike) -> Float32s:
        """Outputs for one observation or for several.

        Args:
            observation: Numbers, taken as float32: (n_inputs,) or (n_observations, n_inputs).

        Returns:
            float32, (n_outputs,) or (n_observations, n_outputs).

        Raises:
            ShapeError: The shape or the type is another one.
        """
        values = _float32(observation)
        outputs: Float32s
        if values.shape == self._one:
            outputs = self._compiled.forward(values)[0]
            return outputs
        if values.ndim not in {1, 2} or values.shape[-1] != self.n_inputs:
            raise ShapeError(
                f"observation has shape {values.shape}; expected ({self.n_inputs},) or "
                f"(n_observations, {self.n_inputs})"
            )
        outputs = self._compiled.forward(values[None])[0]
        return outputs

    @property
    def compiled(self) -> CompiledNetworks:
        """What the backend runs."""
        return self._compiled

    @property
    def observed(self) -> Observed | None:
        """The moments of what it has seen; None without a normalisation."""
        return observed_by(self._compiled)

    def reset(self) -> None:
        """Forgets the state of a recurrent network, as at the start of an episode."""
        self._compiled.reset()


def _unpickled(columns: Arrays, backend: GenomeBackend) -> Networks:
    return Networks(backend.population(columns), backend)


def _unpickled_alone(columns: Arrays, backend: GenomeBackend) -> Network:
    return Network(backend.population(columns), backend)


def _views_of(backend: GenomeBackend) -> Views | None:
    """The views of a backend that has any."""
    views: Views | None = getattr(backend, "views", None)
    return views


def _normalization_of(backend: GenomeBackend) -> Normalization | None:
    """The normalisation of a backend that has one."""
    normalization: Normalization | None = getattr(backend, "normalization", None)
    return normalization


def _through(views: Views | None) -> str:
    """Of a description of networks: how many views they see through, if any."""
    return "" if views is None else f", through {counted(views.n_views, 'view')}"


def _float32(observations: ArrayLike) -> Float32s:
    if (
        type(observations) is np.ndarray
        and observations.dtype is _FLOAT32
        and observations.flags.c_contiguous
    ):
        return observations  # most often it is what it should be
    values = arrays.array("observations", observations, "numbers")
    if values.dtype.kind not in arrays.NUMERIC:
        raise ShapeError(f"observations have type {arrays.type_of(values)}; expected numbers, as float32")
    try:
        with np.errstate(over="raise"):
            return np.ascontiguousarray(values, dtype=np.float32)
    except FloatingPointError:  # a finite number is beyond float32
        limit = float(np.finfo(np.float32).max)
        within = np.where(np.isfinite(values), np.clip(values, -limit, limit), values)
        return np.ascontiguousarray(within, dtype=np.float32)
