"""Compiling: networks of evolved genomes with disabled and dead parts."""

from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy

GROWTH = {"add_node_rate": 1.0, "add_connection_rate": 1.0, "structural_mutations": "independent"}


@RUNS
@given(
    settings_strategy(genome={"recurrent": False}, mutation=GROWTH | {"toggle_enable_rate": 1.0}), EVALUATIONS
)
def test_feed_forward_networks_of_grown_genomes_are_equal(
    settings: Settings, evaluations: Evaluations
) -> None:
    assert_equal_runs(settings, evaluations, n_generations=6)


@RUNS
@given(
    settings_strategy(genome={"recurrent": True}, mutation=GROWTH | {"toggle_enable_rate": 1.0}), EVALUATIONS
)
def test_recurrent_networks_of_grown_genomes_are_equal(settings: Settings, evaluations: Evaluations) -> None:
    assert_equal_runs(settings, evaluations, n_generations=6)
