"""What a generation's metrics say of the time it took, by a clock that counts its readings."""

import time
from itertools import count
from types import SimpleNamespace

import pytest

import speciate
from speciate import FunctionEnvironment


def test_evaluation_is_timed_apart_and_rates_count_genomes_and_episodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings = count()
    clock = SimpleNamespace(perf_counter=lambda: float(next(readings)), monotonic=time.monotonic)
    monkeypatch.setattr("speciate.training.trainer.time", clock)
    environment = FunctionEnvironment(
        lambda networks, _: [0.0] * len(networks), n_inputs=1, n_outputs=1, seeded=True
    )
    config = {"evaluations": 3, "backend": "reference"}
    run = speciate.train(environment, config=config, population_size=8, generations=2, quiet=True)
    assert [metrics["timing"] for metrics in run.metrics] == [
        {
            "seconds": 2.0,
            "evaluate_seconds": 1.0,
            "evaluations_per_second": 8.0,
            "episodes_per_second": 24.0,
            "n_retries": 0,
        }
    ] * 2
