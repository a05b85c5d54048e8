"""Workers that have too little memory: the run ends and says so, wherever it was missing."""

import sys
from typing import Any

import numpy as np
import pytest

from speciate import FunctionEnvironment, Network, train
from speciate.config import checks
from speciate.errors import EvaluationError
from speciate.evolution import pareto

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limit needs Linux")


def sorts_a_lot(network: Network) -> float:
    pareto.fronts(np.zeros((3_000_000, 2)))
    return float(network.forward([1.0])[0])


@pytest.mark.parametrize(
    ("environment", "limit", "message"),
    [
        (FunctionEnvironment(sorts_a_lot, n_inputs=1, n_outputs=1, each=True), 2**26, "signal 6"),
        ("xor", 10**6, "MemoryError: no room for a thread .* within worker_memory_bytes = 1000000"),
    ],
    ids=["allocation", "thread"],
)
def test_a_core_without_memory_ends_the_run_and_does_not_hang(
    environment: Any, limit: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    monkeypatch.setattr(checks, "LEAST_WORKER_MEMORY", 1)
    config = {"worker_memory_bytes": limit}
    with pytest.raises(EvaluationError, match=message):
        train(environment, population_size=20, generations=1, workers=1, quiet=True, config=config)


def test_genomes_that_have_no_room_in_a_worker_end_the_run(
    native: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks, "LEAST_WORKER_MEMORY", 1)
    config = {"worker_memory_bytes": 4096, "algorithm": "genetic", "dense": {"hidden_layers": [20_000]}}
    with pytest.raises(EvaluationError, match=r"genome 0 .*MemoryError within worker_memory_bytes = 4096"):
        train("arena", population_size=8, workers=1, backend=native, quiet=True, config=config)
    assert "Traceback" not in capfd.readouterr().err
