"""One attempt at evaluating networks: in this process or, the same code, in a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from speciate.environments import checks
from speciate.values import episodes
from speciate.values.environment import Environment
from speciate.values.faults import Fault
from speciate.values.networks import Networks
from speciate.values.normalization import Observed
from speciate.values.types import Bools, Float64s, Uint32s, Uint64s


@dataclass(frozen=True)
class Attempt:
    """What an attempt gave.

    Attributes:
        results: float64 (n_genomes, n_results), means over episodes.
        failed: bool (n_genomes,), which the environment itself marked as failed.
        faults: What went wrong, with the positions of the networks it went wrong for.
        observed: The moments of what each network has seen; None without a normalisation.
    """

    results: Float64s
    failed: Bools
    faults: Sequence[tuple[Uint32s, Fault]] = ()
    observed: Observed | None = None

    @classmethod
    def nothing(cls, n_genomes: int, n_results: int, fault: Fault) -> "Attempt":
        """One fault for all."""
        all_rows = np.arange(n_genomes, dtype=np.uint32)
        results = np.zeros((n_genomes, n_results))
        return cls(results, np.zeros(n_genomes, dtype=np.bool_), [(all_rows, fault)])


def attempted(
    environment: Environment,
    networks: Networks,
    seeds: Uint64s,
    counted: Sequence[int],
    *,
    in_worker: bool = False,
) -> Attempt:
    """Plays an episode per network and seed; whatever the environment's own code raises becomes a fault.

    Args:
        environment: What is played; one network at a time if its ``each`` says so.
        networks: The networks that play.
        seeds: uint64 (n_episodes,).
        counted: The results that have to be finite.
        in_worker: Whether this is a worker, where no interrupt arrives: a KeyboardInterrupt is then one that
            the environment has raised itself.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; never in a worker.
    """
    networks.forget_observed()  # of an attempt before
    if len(networks) == 1 or not one_at_a_time(environment):
        outcome = _together(environment, networks, seeds, counted, in_worker=in_worker)
        return replace(outcome, observed=networks.observed)
    parts = [
        _together(environment, networks.only(row), seeds, counted, in_worker=in_worker)
        for row in range(len(networks))
    ]
    faults = [
        (np.array([row], dtype=np.uint32), fault)
        for row, part in enumerate(parts)
        for _, fault in part.faults
    ]
    results = np.concatenate([part.results for part in parts])
    return Attempt(results, np.concatenate([part.failed for part in parts]), faults, networks.observed)


def one_at_a_time(environment: Environment) -> bool:
    """Whether an environment plays with each network alone anyway."""
    return bool(getattr(environment, "each", False))


def at(networks: Networks, rows: Uint32s) -> Networks:
    """The networks at ``rows``; all of them, in their order, are the same object."""
    if len(rows) == len(networks):
        return networks
    if len(rows) == 1:
        return networks.only(int(rows[0]))
    return Networks(networks.population.select(rows), networks.backend)


def _together(
    environment: Environment, networks: Networks, seeds: Uint64s, counted: Sequence[int], *, in_worker: bool
) -> Attempt:
    try:
        played = checks.play(environment, networks, seeds)
    except BaseException as error:  # users' code may raise anything
        if isinstance(error, KeyboardInterrupt) and not in_worker:
            raise
        return Attempt.nothing(len(networks), len(environment.spec.results), Fault.of(error))
    with np.errstate(all="ignore"):
        means = episodes.mean(played.results)
    invalid = ~np.isfinite(means[:, list(counted)]).all(axis=1) & ~played.failed
    return Attempt(
        means, played.failed, [_invalid(row, means[row]) for row in np.flatnonzero(invalid).tolist()]
    )


def _invalid(row: int, means: Float64s) -> tuple[Uint32s, Fault]:
    shown = ", ".join(f"{value:g}" for value in means)
    return np.array([row], dtype=np.uint32), Fault("invalid value", f"the result is {shown}")
