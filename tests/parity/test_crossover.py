"""Crossover, through breeding."""

import pytest
from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0, "toggle_enable_rate": 0.5}


@pytest.mark.parametrize("average_rate", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("recurrent", [False, True])
def test_children_are_equal(average_rate: float, recurrent: bool) -> None:  # noqa: FBT001
    crossover = {"crossover_rate": 1.0, "average_rate": average_rate, "mutate_after_crossover_rate": 0.5}

    @RUNS
    @given(
        settings_strategy(genome={"recurrent": recurrent}, crossover=crossover, mutation=GROWTH), EVALUATIONS
    )
    def compare(settings: Settings, evaluations: Evaluations) -> None:
        assert_equal_runs(settings, evaluations, n_generations=5)

    compare()
