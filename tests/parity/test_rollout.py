"""Rollouts in the environments that both backends have."""

from typing import Any

import numpy as np
import pytest
from tests.parity.backends import both
from tests.parity.strategies import settings_with


@pytest.mark.parametrize(
    ("environment", "options", "n_inputs", "n_outputs"),
    [
        ("xor", {}, 3, 1),
        ("cart_pole", {}, 4, 2),
        ("double_pole", {}, 7, 1),
        ("maze", {}, 11, 2),
        ("recall", {}, 3, 1),
        ("recall", {"length": 3, "delay": 0}, 3, 1),
        ("retina", {}, 8, 2),
        ("regression", {}, 1, 1),
        ("regression", {"x": [[0.1, 2], [3, -0.7]], "y": [[1, 2.5], [0.3, -4]]}, 2, 2),
        ("double_pole", {"velocities": False, "start": "grid", "max_steps": 120}, 4, 1),
    ],
)
@pytest.mark.parametrize("recurrent", [False, True])
def test_results_are_equal(
    environment: str,
    options: dict[str, Any],
    n_inputs: int,
    n_outputs: int,
    recurrent: bool,  # noqa: FBT001
) -> None:
    settings = settings_with(
        population_size=20, n_inputs=n_inputs, n_outputs=n_outputs, genome={"recurrent": recurrent}
    )
    seeds = np.array([0, 7, 2**64 - 1], dtype=np.uint64)
    native, reference = (
        backend.rollout(environment, options, backend.compile(backend.found()[0]), seeds)
        for backend in both(settings)
    )
    assert native.tobytes() == reference.tobytes()
    assert native.shape == reference.shape
