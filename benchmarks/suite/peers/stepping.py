"""Steps of CartPole in other packages."""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

Prepare = Callable[[], tuple[Callable[[], Any], int, str]]
"""Returns a call, its number of steps, and what one should know."""

_N_STEPS: Final = 20_000
_NO_NETWORK: Final = "no network: the actions are given"


def gymnasium() -> tuple[Callable[[], Any], int, str]:
    """``gymnasium.make``: one environment."""
    import gymnasium as peer  # noqa: PLC0415

    environment = peer.make("CartPole-v1")

    def call() -> None:
        environment.reset(seed=0)
        for step in range(_N_STEPS):
            _, _, terminated, truncated, _ = environment.step(step % 2)
            if terminated or truncated:
                environment.reset()

    return call, _N_STEPS, _NO_NETWORK


def gymnasium_vector() -> tuple[Callable[[], Any], int, str]:
    """``gymnasium.make_vec`` with NumPy's CartPole: 1,000 environments at once, about where it is fastest."""
    import gymnasium as peer  # noqa: PLC0415

    environments = peer.make_vec("CartPole-v1", num_envs=1_000, vectorization_mode="vector_entry_point")
    environments.reset(seed=0)
    return *_alternating(environments, 1_000), f"{_NO_NETWORK}; 1,000 environments at once"


def envpool() -> tuple[Callable[[], Any], int, str]:
    """EnvPool with one thread: 1,024 environments at once, as in its own figures."""
    import envpool as peer  # noqa: PLC0415

    environments = peer.make("CartPole-v1", env_type="gymnasium", num_envs=1_024, num_threads=1)
    environments.reset()
    return *_alternating(environments, 1_024), f"{_NO_NETWORK}; 1,024 environments at once"


def _alternating(environments: Any, n: int) -> tuple[Callable[[], Any], int]:
    actions = [np.arange(n) % 2, (np.arange(n) + 1) % 2]
    n_calls = _N_STEPS // n

    def call() -> None:
        for number in range(n_calls):
            environments.step(actions[number % 2])

    return call, n_calls * n


def genoxide() -> tuple[Callable[[], Any], int, str]:
    """``genoxide.problems.control.CartPole``: 100 founders with their networks, each four episodes."""
    import genoxide as peer  # noqa: PLC0415
    from genoxide.problems.control import CartPole  # noqa: PLC0415

    weights = np.random.default_rng(0).normal(size=(100, 5))
    networks = [peer.neat.Network.fully_connected(4, 1, row.tolist()) for row in weights]
    policies = [network.feed_forward().policy(scale=2.0, offset=-1.0) for network in networks] * 4
    task = CartPole()

    def call() -> int:
        return sum(task.run(policy, 500) for policy in policies)

    return call, call(), "with networks; always starts at 4 degrees"


PLAYS: Final[dict[str, tuple[str, Prepare]]] = {
    "gymnasium": ("gymnasium", gymnasium),
    "gymnasium, vector": ("gymnasium", gymnasium_vector),
    "envpool": ("envpool", envpool),
    "genoxide": ("genoxide", genoxide),
}
"""By contender: the package, and what prepares it."""
