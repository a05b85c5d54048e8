"""Both backends for the same settings. Importing this skips the module where the native core is not built."""

from typing import Any

import hypothesis
import pytest
from benchmarks.suite import steps
from benchmarks.suite.steps import Steps
from tests.parity.evolving import assert_equal_arrays, evolve
from tests.parity.strategies import Evaluations, Settings, as_settings

pytest.importorskip("speciate._native")

CASES = hypothesis.settings(deadline=None, max_examples=60)
"""For tests of single steps."""

RUNS = hypothesis.settings(deadline=None, max_examples=20)
"""For tests that take both backends through generations."""


def both(settings: Settings) -> tuple[Steps, Steps]:
    """The native and the reference backend, with every step of a generation."""
    return steps.of("native", as_settings(settings)), steps.of("reference", as_settings(settings))


def assert_equal_runs(settings: Settings, evaluations: Evaluations, n_generations: int = 4) -> None:
    """Takes both backends through the same generations and compares everything they return."""
    native, reference = both(settings)
    expected = evolve(reference, settings, evaluations, n_generations)
    found = evolve(native, settings, evaluations, n_generations)
    for ours, theirs in zip(found, expected, strict=True):
        assert_equal_arrays(ours, theirs)


def refusal(call: Any, *arguments: Any) -> type[BaseException] | None:
    """The built-in kind of error that a call raises, if any."""
    try:
        call(*arguments)
    except ValueError:
        return ValueError
    except TypeError:
        return TypeError
    return None
