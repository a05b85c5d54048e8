"""The state of a training is one value: a generation is finished with all that it changes, or not at all."""

import time
from itertools import count
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import speciate
from speciate.config import Config
from speciate.environments.native import BuiltInEnvironment
from speciate.evolution.loop import Evolution
from speciate.training import curriculum as curricula
from speciate.training.resolving import resolved
from speciate.training.trainer import Trainer
from speciate.values.snapshot import Snapshot

CONFIG = Config(
    environment="arena",
    population_size=4,
    backend="reference",
    evaluations=1,
    environment_options={"duration_seconds": 1.0},
).changed(curriculum={"staged": True, "stage_thresholds": (-1e9, 1e9, 1e9, 1e9), "stage_generations": 1})


def trainer() -> Trainer:
    environment = BuiltInEnvironment(CONFIG.environment, CONFIG.environment_options, CONFIG.backend)
    config, spec = resolved(CONFIG, environment.spec), environment.spec
    evolution = Evolution(config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, views=spec.views)
    return Trainer(evolution, environment, curriculum=curricula.of(config, environment))


def same(one: Snapshot, other: Snapshot) -> bool:
    arrays = one.arrays.keys() == other.arrays.keys()
    return (
        arrays
        and one.scalars == other.scalars
        and all(np.array_equal(column, other.arrays[name]) for name, column in one.arrays.items())
    )


def test_an_interrupt_before_the_next_generation_is_bred_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    training = trainer()
    before = training.snapshot()

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Evolution, "tell", interrupted)
    training.run()
    assert same(training.snapshot(), before)


def test_an_interrupt_right_after_the_next_generation_is_bred_keeps_all_that_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell = Evolution.tell

    def interrupted(self: Evolution, *told: Any, **more: Any) -> None:
        tell(self, *told, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(Evolution, "tell", interrupted)
    training = trainer()
    run = training.run()
    assert (training.snapshot().scalars["generation"], training.snapshot().scalars["stage"]) == (1, 1)
    assert [metrics["stage"] for metrics in run.metrics] == [0]


def test_a_generation_that_an_interrupt_ends_has_its_own_timing(monkeypatch: pytest.MonkeyPatch) -> None:
    readings, tell = count(), Evolution.tell
    clock = SimpleNamespace(perf_counter=lambda: float(next(readings) ** 2), monotonic=time.monotonic)
    monkeypatch.setattr("speciate.training.trainer.time", clock)

    def interrupted(self: Evolution, *told: Any, **more: Any) -> None:
        tell(self, *told, **more)
        if self.generation == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Evolution, "tell", interrupted)
    run = speciate.train("xor", population_size=4, generations=3, backend="reference", quiet=True)
    assert run.interrupted
    assert [metrics["timing"]["evaluate_seconds"] for metrics in run.metrics] == [1.0, 7.0]
