"""Who leads a population, and for how long nobody got better."""

import numpy as np
import pytest

from speciate import Neat
from speciate.evolution.algorithm import Bred, Memory, Outcome

N = 12


def neat(backend: str) -> Neat:
    return Neat(n_inputs=2, n_outputs=1, population_size=N, backend=backend)


def test_whoever_failed_is_no_leader(backend: str) -> None:
    evolution = neat(backend)
    evolution.ask()
    failed = np.ones(N, dtype=np.bool_)
    failed[[3, 7]] = False
    evolution.tell(np.arange(N, dtype=np.float64), failed=failed)
    assert evolution.leaders is not None
    assert evolution.leaders.objectives[:, 0].tolist() == [7.0, 3.0]
    evolution.ask()
    evolution.tell(np.zeros(N), failed=np.ones(N, dtype=np.bool_))
    assert evolution.leaders is None


def test_an_algorithm_is_told_for_how_many_generations_nothing_got_better(
    backend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evolution = neat(backend)
    stagnant = []
    advance = evolution._algorithm.advance

    def listening(outcome: Outcome, memory: Memory) -> Bred:
        stagnant.append(outcome.stagnant)
        return advance(outcome, memory)

    monkeypatch.setattr(evolution._algorithm, "advance", listening)
    for best in (1.0, 1.0, 0.0, 2.0, 2.0):
        evolution.ask()
        evolution.tell(np.full(N, best))
    assert stagnant == [0, 1, 2, 0, 1]
