"""What an environment of your own has to be and to return: every check of it, with what to do."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from speciate.arguments import truth, whole
from speciate.errors import ConfigError, ShapeError
from speciate.phrases import nearest
from speciate.system import forks
from speciate.values import arrays
from speciate.values.environment import Environment, EnvironmentSpec, Episodes
from speciate.values.networks import Networks
from speciate.values.types import Uint64s
from speciate.values.views import check_views


def environment(given: Any, name: str = "") -> Environment:
    """``given``, if it is an environment.

    Args:
        given: What may be an environment.
        name: The name in a config that ``given`` was made by; empty for an object of the user's.

    Raises:
        ConfigError: It is none, or its spec is refused.
    """
    if name:
        return _made_by(name, given)
    if isinstance(given, type):
        raise ConfigError(
            f"environment = {given.__name__}: is a class; give an object of it, as in {given.__name__}(...)"
        )
    spec = getattr(given, "spec", None)
    if not isinstance(spec, EnvironmentSpec) or not callable(getattr(given, "play", None)):
        raise ConfigError(
            f"environment = {given!r}: expected the name of a built-in one, or an object with an "
            f"EnvironmentSpec as spec and with play(networks, seeds){_hint(given)}"
        )
    check_spec(spec)
    own: Environment = given
    return own


def _made_by(name: str, given: Any) -> Environment:
    """``given``, which a name stands for, if it is an environment; errors begin with the name."""
    if isinstance(given, type) or not isinstance(getattr(given, "spec", None), EnvironmentSpec):
        raise ConfigError(
            f'environment = "{name}": gives {_shown(given)}, which is no environment; expected an object '
            f"with an EnvironmentSpec as spec and with play(networks, seeds){_hint(given)}"
        )
    try:
        return environment(given)
    except ConfigError as error:
        raise ConfigError(*(f'environment = "{name}": {line}' for line in error.problems)) from None


def _shown(given: Any) -> str:
    if isinstance(given, type):
        return f"the class {given.__name__}"
    return "None" if given is None else f"an object of {type(given).__name__}"


def _hint(given: Any) -> str:
    if callable(getattr(given, "step", None)) and callable(getattr(given, "reset", None)):
        return (
            "; play its episodes in a function: FunctionEnvironment(function, n_inputs=, n_outputs=, "
            "each=True, seeded=True), as in examples/gymnasium_acrobot.py"
        )
    if isinstance(given, Mapping):
        return "; settings are given as config="
    return "; wrap it: FunctionEnvironment(function, n_inputs=, n_outputs=)" if callable(given) else ""


def check_spec(spec: EnvironmentSpec) -> None:
    """Refuses a spec that contradicts itself. Raises ``ConfigError``."""
    whole("n_inputs", spec.n_observations)
    whole("n_outputs", spec.n_actions)
    check_results(spec.results)
    truth("stochastic", spec.stochastic)
    check_views(spec.views, spec.n_observations, spec.n_actions)
    n_results = len(spec.results)
    worst: Any = spec.worst  # users' own code has not always been type-checked
    if not isinstance(worst, list | tuple):
        raise ConfigError(f"worst = {worst!r}: expected {n_results} finite numbers, one per result, or none")
    if len(spec.worst) not in {0, n_results} or not all(_is_finite(value) for value in spec.worst):
        raise ConfigError(f"worst = {list(spec.worst)}: expected {n_results} finite numbers, one per result")
    if spec.solved is None:
        return
    solved: Any = spec.solved
    if not isinstance(solved, tuple) or len(solved) != 2 or not _is_finite(solved[1]):  # noqa: PLR2004
        raise ConfigError(
            f"solved = {solved!r}: expected a result's name and a finite number, such as "
            f'("{spec.results[0]}", 1.0), or None'
        )
    if solved[0] not in spec.results:
        known, hint = ", ".join(spec.results), nearest(str(solved[0]), spec.results)
        raise ConfigError(f"solved: unknown result {solved[0]!r}; expected one of {known}{hint}")


def check_results(results: Any) -> None:
    """Refuses what is no list of different names. Raises ``ConfigError``."""
    names = list(results) if isinstance(results, list | tuple) else []
    good = all(isinstance(name, str) and name for name in names)
    if not names or not good or len(set(names)) < len(names):
        raise ConfigError(
            f'results = {results!r}: expected a list of different names, such as ["fitness", "size"]'
        )


def play(environment: Environment, networks: Networks, seeds: Uint64s) -> Episodes:
    """Plays an episode per network and seed, and checks what comes back.

    A copy of this process that the environment forks ends here, at the latest.

    Raises:
        ShapeError: It has the wrong shape or type.
    """
    with forks.Contained():
        played = environment.play(networks, seeds)
    name = getattr(environment, "name", "") or type(environment).__name__
    if not isinstance(played, Episodes):
        raise ShapeError(f"{name}: play returned {type(played).__name__}; expected Episodes(results, failed)")
    results = arrays.array(f"{name}: play returned results", played.results, "numbers")
    failed = arrays.array(f"{name}: play returned failed", played.failed, "bool")
    shape = (len(networks), len(seeds), len(environment.spec.results))
    if results.shape != shape or results.dtype.kind not in arrays.NUMERIC:
        raise ShapeError(
            f"{name}: play returned results of type {results.dtype} and shape {results.shape}; expected "
            f"numbers {shape}, for each network, episode and result"
        )
    if failed.shape != shape[:1] or failed.dtype != np.bool_:
        raise ShapeError(
            f"{name}: play returned failed of type {failed.dtype} and shape {failed.shape}; expected bool "
            f"({shape[0]},), one per network"
        )
    return Episodes(arrays.doubles(results), failed)


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and math.isfinite(value)
