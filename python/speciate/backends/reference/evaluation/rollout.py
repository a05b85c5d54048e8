"""Rollouts: every network plays one episode per seed."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from speciate.backends.reference.evaluation.environment import Environment
from speciate.backends.reference.network.compile import Network
from speciate.backends.reference.network.sparse import Networks, advance, initial_values


def rollout(
    make: Callable[[], Environment], networks: Networks, seeds: NDArray[np.uint64]
) -> NDArray[np.float64]:
    """Plays one episode per network and seed; leaves the state of the networks as it is.

    Returns:
        float64 (n_genomes, n_episodes, n_results).

    Raises:
        ValueError: Networks and environment do not fit.
    """
    environment = make()
    spec = environment.spec
    if (networks.n_inputs, networks.n_outputs) != (spec.n_observations, spec.n_actions):
        has = f"{networks.n_inputs} inputs and {networks.n_outputs} outputs"
        needs = f"{spec.n_observations} observations and {spec.n_actions} actions"
        raise ValueError(f"networks with {has} cannot play an environment with {needs}")
    results = np.empty((len(networks), len(seeds), len(spec.results)), dtype=np.float64)
    for row, network in enumerate(networks.networks):
        for episode, seed in enumerate(seeds):
            results[row, episode] = _play(environment, networks, network, int(seed))
    return results


def _play(environment: Environment, networks: Networks, network: Network, seed: int) -> tuple[float, ...]:
    sight = networks.sight
    values = initial_values(network, sight.n_views)
    observation = environment.reset(seed)
    for _ in range(environment.spec.max_steps):
        seen = sight.looked(observation[np.newaxis])
        values = advance(network, values, seen, recurrent=networks.recurrent)
        observation, done = environment.step(sight.merged(values[network.output_slots].T)[0])
        if done:
            break
    return environment.results()
