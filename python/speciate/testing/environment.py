"""The check of an environment of your own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from speciate.arguments import whole
from speciate.config import Config
from speciate.environments import checks
from speciate.environments.named import named
from speciate.errors import ConfigError, ConformanceError, SpeciateError
from speciate.evaluators.choice import evaluator
from speciate.evolution.loop import Evolution
from speciate.training.resolving import resolved
from speciate.values import episodes
from speciate.values.environment import Environment, EnvironmentSpec, Episodes
from speciate.values.faults import Fault
from speciate.values.networks import Networks
from speciate.values.types import Float64s, Uint64s

_N_EPISODES: Final = 3
_MOST_ALONE: Final = 3
"""So many genomes play alone at most."""


def check_environment(
    environment: Environment | str,
    *,
    environment_options: Mapping[str, Any] | None = None,
    n_genomes: int = 6,
    seed: int = 0,
    backend: str = "native",
) -> None:
    """Plays a few episodes in an environment, and checks that it keeps all rules.

    The spec is valid and stays the same. ``play`` returns finite numbers of the right shape, none worse than
    ``spec.worst``. The same networks and seeds give the same results again, in a worker process too. A genome
    gives the same results alone as among others. Episodes are alike if ``spec.stochastic`` is false. Networks
    are not changed, and forget what they remember before every episode.

    Two calls may differ if the environment is stochastic and has an attribute ``seeded`` that is false, as a
    ``FunctionEnvironment`` with ``stochastic=True`` and without ``seeded=True``.

    Args:
        environment: The environment; or its name, as ``speciate.train`` takes it.
        environment_options: Options of an environment that is given by name.
        n_genomes: How many networks play.
        seed: Seed of the networks and of the episodes.
        backend: "native" or "reference".

    Raises:
        ConformanceError: The environment breaks rules; the message has one line for each problem.
        ConfigError: An argument is refused.
    """
    n_genomes = whole("n_genomes", n_genomes, 2, 10_000)
    seed = whole("seed", seed, 0, 2**63 - 1)
    try:
        played = _environment(environment, environment_options or {}, backend)
    except ConfigError as error:
        raise ConformanceError(*error.problems) from error
    problems = list(_problems(played, n_genomes, seed, backend))
    if problems:
        raise ConformanceError(*problems)


def _environment(given: Environment | str, options: Mapping[str, Any], backend: str) -> Environment:
    if isinstance(given, str):
        return named(given, options, backend)
    if options:
        raise ConfigError("environment_options: belong to an environment given by name; leave them out")
    return checks.environment(given)


@dataclass(frozen=True)
class _Trial:
    """What was played first, and everything that later episodes are compared with.

    Attributes:
        environment: The environment.
        spec: Its spec before anything was played.
        config: The config of the networks.
        networks: The networks that played.
        columns: Their genomes before they played.
        seeds: uint64 (n_episodes,).
        played: What the episodes gave.
        is_repeatable: Whether the same networks and seeds give the same results.
    """

    environment: Environment
    spec: EnvironmentSpec
    config: Config
    networks: Networks
    columns: Mapping[str, Any]
    seeds: Uint64s
    played: Episodes
    is_repeatable: bool


def _problems(environment: Environment, n_genomes: int, seed: int, backend: str) -> Iterator[str]:
    """One line for each rule that an environment breaks."""
    spec = environment.spec
    config = resolved(
        Config.build({"population_size": n_genomes, "seed": seed, "backend": backend, "workers": 1}),
        spec,
    )
    networks = _networks(config, spec)
    columns = _copied(networks)
    seeds = episodes.training_seeds(seed, 0, _N_EPISODES)
    try:
        played = checks.play(environment, networks, seeds)
    except Exception as error:  # noqa: BLE001  # users' code may raise anything
        yield _raised("play(networks, seeds)", error)
        return
    repeatable = not spec.stochastic or bool(getattr(environment, "seeded", True))
    trial = _Trial(environment, spec, config, networks, columns, seeds, played, repeatable)
    for what, check in _COMPARISONS.items():
        found = list(_tried(what, check, trial))
        yield from found
        if found:  # all further comparisons would fail for the same reason
            trial = replace(trial, is_repeatable=False)
            break
    for what, check in _CHECKS.items():
        yield from _tried(what, check, trial)


def _tried(what: str, check: "_Check", trial: _Trial) -> Iterator[str]:
    """The problems that a check finds, and what the environment raises meanwhile."""
    try:
        yield from check(trial)
    except Exception as error:  # noqa: BLE001  # users' code may raise anything
        yield _raised(what, error)


def _raised(what: str, error: Exception) -> str:
    if isinstance(error, SpeciateError):
        return " ".join(f"{what}: {error}".split())
    return f"{what}: raised {Fault.of(error).summary}; correct the code of the environment"


def _finite(trial: _Trial) -> Iterator[str]:
    """Refuses NaN and infinity, and evaluations that all failed."""
    played, spec = trial.played, trial.spec
    if played.failed.all():
        yield "failed: every genome failed, so there is nothing to learn from; let networks play"
    wrong = ~np.isfinite(played.results) & ~played.failed[:, None, None]
    for row, episode, result in np.argwhere(wrong)[:1].tolist():
        yield (
            f'results: "{spec.results[result]}" is {played.results[row, episode, result]} for the genome at '
            f"row {row}; return finite numbers, or say in failed that its evaluation failed"
        )


def _not_worse_than_worst(trial: _Trial) -> Iterator[str]:
    results = trial.played.results[~trial.played.failed]
    for result, worst in enumerate(trial.spec.worst):
        values = results[:, :, result]
        if (values < worst).any():
            yield (
                f'worst: "{trial.spec.results[result]}" was {np.nanmin(values):g}, which is less than the '
                f"worst, {worst:g}; lower the worst, or leave worst empty"
            )


def _the_same_spec(trial: _Trial) -> Iterator[str]:
    if trial.environment.spec != trial.spec:
        yield "spec: is another one after play; keep it constant, and make two environments for two tasks"


def _unchanged_networks(trial: _Trial) -> Iterator[str]:
    after = _copied(trial.networks)
    changed = [name for name, column in trial.columns.items() if not _equal(column, after.get(name))]
    if changed:
        yield f"play changes the networks ({', '.join(changed)}); leave them as they are, and work on copies"


def _repeats(trial: _Trial) -> Iterator[str]:
    if trial.is_repeatable and not _equal(_results(trial, trial.networks), trial.played.results):
        yield (
            "play gives other results for the same networks and seeds; draw all chance from the seed, as "
            "from numpy.random.default_rng(seed), and keep nothing from one call to the next"
        )


def _alone(trial: _Trial) -> Iterator[str]:
    """A genome's results do not depend on which others play."""
    if not trial.is_repeatable:
        return
    for row in range(min(len(trial.networks), _MOST_ALONE)):
        if not _equal(_results(trial, trial.networks.only(row))[0], trial.played.results[row]):
            yield (
                f"play gives the genome at row {row} other results alone than among others; let the results "
                "of one genome not depend on the others, for workers play with some of them at a time"
            )
            return


def _forgets(trial: _Trial) -> Iterator[str]:
    """Recurrent networks begin every episode anew."""
    if not trial.is_repeatable:
        return
    recurrent = _networks(trial.config.changed(algorithm="genetic", genome={"recurrent": True}), trial.spec)
    if not _equal(_results(trial, recurrent), _results(trial, recurrent)):
        yield (
            "play gives other results for networks that remember (genome.recurrent) when they play again; "
            "call networks.reset() at the start of every episode"
        )


def _alike_episodes(trial: _Trial) -> Iterator[str]:
    results = trial.played.results
    if not trial.spec.stochastic and not _equal(results, np.broadcast_to(results[:, :1], results.shape)):
        yield (
            "spec.stochastic is false, but episodes of different seeds differ; say stochastic=True, or let "
            "results not depend on the seed"
        )


def _in_a_worker(trial: _Trial) -> Iterator[str]:
    """The environment works in a worker process, and gives the same there."""
    faults: list[str] = []
    evaluating = evaluator(
        trial.config, trial.environment, lambda _rows, fault, *_: faults.append(fault.summary)
    )
    try:
        there = evaluating.evaluate(trial.networks, trial.seeds)
    finally:
        evaluating.close()
    with np.errstate(all="ignore"):
        here = episodes.mean(trial.played.results)
    good = ~trial.played.failed & np.isfinite(here).all(axis=1)
    if faults and good.any() and there.failed[good].any():
        yield (
            f"in a worker process: {faults[0]}; make open files, locks and connections when they are first "
            "used"
        )
    elif trial.is_repeatable and not _equal(there.results[good], here[good]):
        yield (
            "play gives other results in a worker process; let results depend on nothing but the networks, "
            "the seeds and what is pickled of the environment"
        )


_Check = Callable[[_Trial], Iterator[str]]

_COMPARISONS: Final[Mapping[str, _Check]] = {
    "networks": _unchanged_networks,
    "play, called again": _repeats,
    "play with one network": _alone,
}
"""The checks that all other comparisons need, by what the environment does meanwhile."""

_CHECKS: Final[Mapping[str, _Check]] = {
    "results": _finite,
    "worst": _not_worse_than_worst,
    "episodes that are alike": _alike_episodes,
    "play with networks that remember": _forgets,
    "in a worker process": _in_a_worker,
    "spec": _the_same_spec,
}
"""All others, in the order in which problems are listed."""


def _networks(config: Config, spec: EnvironmentSpec) -> Networks:
    """The founders of a run."""
    evolution = Evolution(config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, views=spec.views)
    return evolution.ask()


def _results(trial: _Trial, networks: Networks) -> Float64s:
    return checks.play(trial.environment, networks, trial.seeds).results


def _copied(networks: Networks) -> Mapping[str, Any]:
    return {name: np.array(column) for name, column in networks.population.columns().items()}


def _equal(one: Any, other: Any) -> bool:
    return other is not None and np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f")
