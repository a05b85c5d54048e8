"""Plans: quotas and parents."""

from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy

CROSSING = {"crossover_rate": 1.0, "interspecies_rate": 0.5}


@RUNS
@given(settings_strategy(n_objectives=1, crossover=CROSSING), EVALUATIONS)
def test_plans_of_one_objective_are_equal(settings: Settings, evaluations: Evaluations) -> None:
    assert_equal_runs(settings, evaluations)


@RUNS
@given(settings_strategy(n_objectives=3, crossover=CROSSING), EVALUATIONS)
def test_plans_of_several_objectives_are_equal(settings: Settings, evaluations: Evaluations) -> None:
    assert_equal_runs(settings, evaluations)


@RUNS
@given(settings_strategy(population_size=5, reproduction={"min_species_size": 4}), EVALUATIONS)
def test_plans_are_equal_when_not_every_species_gets_its_least(
    settings: Settings, evaluations: Evaluations
) -> None:
    assert_equal_runs(settings, evaluations)
