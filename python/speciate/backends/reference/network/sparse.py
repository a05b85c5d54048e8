"""Running compiled networks, in float32 and a fixed order of addition."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.network.activation import activate, aggregate
from speciate.backends.reference.network.compile import CompiledNode, Network
from speciate.backends.reference.network.sight import Sight

Float32s = NDArray[np.float32]

_BATCHED: Final = 3  # dimensions of observations that are several per network


def initial_values(network: Network, n_observations: int) -> Float32s:
    """The values of all slots after a reset: float32 (n_slots, n_observations) of zeros."""
    n_slots = network.n_inputs + len(network.nodes) + len(network.remembered)
    return np.zeros((n_slots, n_observations), dtype=np.float32)


def advance(network: Network, values: Float32s, observations: Float32s, *, recurrent: bool) -> Float32s:
    """Runs one network once on several observations, each with its own values.

    Args:
        network: The network.
        values: float32 (n_slots, n_observations), the values of the step before.
        observations: float32 (n_observations, n_inputs).
        recurrent: Whether values of the step before are read: by all nodes, unless the network says which
            slots it remembers.

    Returns:
        float32 (n_slots, n_observations), the values of this step.
    """
    following = values.copy()
    following[: network.n_inputs] = observations.T
    n_values = network.n_inputs + len(network.nodes)
    following[n_values:] = values[network.remembered]
    read = following.copy() if recurrent and not len(network.remembered) else following
    for place, node in enumerate(network.nodes):
        following[network.n_inputs + place] = _node_value(node, read)
    return following


def _node_value(node: CompiledNode, values: Float32s) -> Float32s:
    with np.errstate(all="ignore"):
        products = node.weights[:, np.newaxis] * values[node.sources]
        return activate(node.activation, aggregate(node.aggregation, products) + node.bias)


class Networks:
    """The networks of a population, and the state of recurrent ones."""

    def __init__(self, networks: list[Network], sight: Sight, *, recurrent: bool) -> None:
        """Holds networks, as after a reset, and how they see and answer."""
        self.networks = tuple(networks)
        self.sight = sight
        self.n_inputs, self.n_outputs = sight.n_inputs, sight.n_outputs
        self._recurrent = recurrent
        self._states: list[Float32s] | None = None

    def __len__(self) -> int:
        """Number of networks."""
        return len(self.networks)

    @property
    def recurrent(self) -> bool:
        """Whether networks keep state between calls of ``forward``."""
        return self._recurrent

    def reset(self) -> None:
        """Forgets the state of recurrent networks, as at the start of an episode."""
        self._states = None

    def forward(self, observations: NDArray[Any]) -> Float32s:
        """Outputs of every network.

        Args:
            observations: float32 or float64, (n_inputs,) for all alike, (n_genomes, n_inputs), or
                (n_genomes, n_observations, n_inputs).

        Returns:
            float32, (n_genomes, n_outputs) or (n_genomes, n_observations, n_outputs).

        Raises:
            TypeError: The observations are of another type.
            ValueError: They are of another shape, or recurrent networks are given another number of
                observations than in the call before.
        """
        batches = self.sight.looked(self._batches(observations))
        n_observations = batches.shape[1]
        states = self._states or [initial_values(network, n_observations) for network in self.networks]
        if self._recurrent and states and states[0].shape[1] != n_observations:
            before, now = (n // self.sight.n_views for n in (states[0].shape[1], n_observations))
            change = f"{now} observations per network after {before}"
            raise ValueError(f"{change}; call reset() in between")
        states = [
            advance(network, state, batch, recurrent=self._recurrent)
            for network, state, batch in zip(self.networks, states, batches, strict=True)
        ]
        if self._recurrent:
            self._states = states
        shape = len(self), n_observations // self.sight.n_views, self.n_outputs
        outputs = np.empty(shape, dtype=np.float32)
        for row, (network, state) in enumerate(zip(self.networks, states, strict=True)):
            outputs[row] = self.sight.merged(state[network.output_slots].T)
        return outputs if observations.ndim == _BATCHED else outputs[:, 0]

    def _batches(self, observations: NDArray[Any]) -> Float32s:
        """The observations as float32 (n_genomes, n_observations, n_inputs)."""
        if observations.dtype not in (np.float32, np.float64):
            raise TypeError(f"observations must be float32 or float64, got {observations.dtype}")
        n_genomes, n_inputs, shape = len(self), self.n_inputs, observations.shape
        shared, own = shape == (n_inputs,), shape == (n_genomes, n_inputs)
        if not (shared or own or (len(shape) == _BATCHED and shape[::2] == (n_genomes, n_inputs))):
            allowed = f"({n_inputs},), ({n_genomes}, {n_inputs}) or ({n_genomes}, n_observations, {n_inputs})"
            raise ValueError(f"observations must have shape {allowed}, got {shape}")
        with np.errstate(over="ignore"):
            batches = observations.astype(np.float32)
        if shared:
            return np.broadcast_to(batches, (n_genomes, 1, n_inputs))
        return batches[:, np.newaxis] if own else batches
