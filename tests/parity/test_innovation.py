"""The ledger: numbers that many offspring ask for in one generation."""

from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0, "structural_mutations": "independent"}


@RUNS
@given(settings_strategy(population_size=80, n_inputs=2, n_outputs=1, mutation=GROWTH), EVALUATIONS)
def test_numbers_are_equal_where_many_make_the_same_change(
    settings: Settings, evaluations: Evaluations
) -> None:
    assert_equal_runs(settings, evaluations, n_generations=2)
