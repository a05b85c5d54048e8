"""Runs of the main job, and what their champions and fronts do in held-out episodes."""

import time
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

import speciate
from speciate.training.comparison import Played, compare

N_MEMBERS: Final = 30
"""Members of the front that play held-out episodes, at most."""

_FROM: Final = 10
"""Species are counted from this generation on."""


def run(name: str, config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """One run, as a line of JSON.

    Args:
        name: The variant.
        config: Its settings.
        seed: The seed of the run.
    """
    started = time.perf_counter()
    done = speciate.train("arena", config=dict(config) | {"threads": 1}, seed=seed, quiet=True)
    seconds = time.perf_counter() - started
    played = {row.player: row for row in compare(done, n_members=N_MEMBERS)}
    scripted = played["scripted"].means
    members = [one for player, one in played.items() if player == "champion" or player.startswith("front ")]
    last = done.metrics[-1]
    species = [one["n_species"] for one in done.metrics if "n_species" in one and one["generation"] >= _FROM]
    return {
        "variant": name,
        "seed": seed,
        "seconds": seconds,
        "episodes": last["episodes"],
        "champion": played["champion"].means.tolist(),
        "scripted": scripted.tolist(),
        "front": [one.means.tolist() for one in members],
        "beaten": [bool(max(one.means[k] for one in members) > scripted[k]) for k in (1, 2, 3)],
        "n_trading": n_trading(members),
        "hypervolume": hypervolume(members),
        "species": float(np.mean(species)) if species else None,
        "hidden_nodes": last.get("mean_hidden_nodes"),
        "curve": [fitness(one["mean"]) for one in done.metrics],
    }


def fitness(means: Mapping[str, float]) -> float:
    """The arena's fitness, which is a sum of its three objectives."""
    if "fitness" in means:
        return means["fitness"]
    return 5.0 * means["survival"] + 10.0 * means["kills"] + 50.0 * means["power_ups"]


def _objectives(members: list[Played]) -> Any:
    return np.array([one.means[1:] for one in members])


def n_trading(members: list[Played]) -> int:
    """How many members no other one dominates by the means of their held-out episodes."""
    return int((speciate.pareto.fronts(_objectives(members), directions="max") == 0).sum())


def hypervolume(members: list[Played]) -> float:
    """The hypervolume of the held-out means, from 0 in each objective."""
    return float(speciate.pareto.hypervolume(_objectives(members), reference_point=np.zeros(3)))
