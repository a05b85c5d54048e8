"""Steps of environments, with networks or without."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import stepping
from benchmarks.suite.workloads import Choose

_STEPS = {"cart_pole": ("fitness", 1), "arena": ("survival", 15)}
"""By environment: the result that tells how long an episode was, and how many steps its unit has."""


def cases(_workload: str, takes_part: Choose) -> Iterator[Case]:
    """CartPole beside other packages, and the arena."""
    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(_rollout, "cart_pole")}
    for name, (package, prepare) in stepping.PLAYS.items():
        if takes_part(package):
            contenders[name] = partial(_stepped, prepare)
    yield Case("steps", "CartPole", "step", contenders)
    yield Case("steps", "arena", "step", {"native": partial(_rollout, "arena")})


def _rollout(environment: str) -> Prepared:
    """Founders play whole episodes."""
    import numpy as np  # noqa: PLC0415

    from speciate.environments.native import BuiltInEnvironment  # noqa: PLC0415
    from speciate.evolution.neat import Neat  # noqa: PLC0415

    game = BuiltInEnvironment(environment, {}, "native")
    spec = game.spec
    evolution = Neat(
        n_inputs=spec.n_observations, n_outputs=spec.n_actions, population_size=100, seed=1, threads=1
    )
    seeds = np.arange(4, dtype=np.uint64)
    networks = evolution.ask()
    results = game.play(networks, seeds).results
    column, steps_per_unit = _STEPS[environment]
    n_steps = int(results[:, :, spec.results.index(column)].sum() * steps_per_unit)
    return Prepared(partial(_play, game, networks, seeds), n_items=n_steps, note="with networks")


def _play(game: Any, networks: Any, seeds: Any) -> None:
    game.play(networks, seeds)


def _stepped(prepare: stepping.Prepare) -> Prepared:
    call, n_steps, note = prepare()
    return Prepared(call, n_items=n_steps, note=note)
