"""Species over several generations."""

import pytest
from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, settings_strategy


@pytest.mark.parametrize("assignment", ["first", "nearest"])
@pytest.mark.parametrize("representative", ["random", "champion", "nearest"])
def test_species_are_equal(assignment: str, representative: str) -> None:
    kind = {"species_assignment": assignment, "representative": representative}

    @RUNS
    @given(settings_strategy(population_size=30, speciation=kind), EVALUATIONS)
    def compare(settings: Settings, evaluations: Evaluations) -> None:
        assert_equal_runs(settings, evaluations)

    compare()


@RUNS
@given(settings_strategy(population_size=20, speciation={"target_species": 0}), EVALUATIONS)
def test_species_are_equal_without_a_target(settings: Settings, evaluations: Evaluations) -> None:
    if settings["speciation"]["compatibility_threshold"] == 0.0:
        settings["speciation"]["compatibility_threshold"] = 1.5
    assert_equal_runs(settings, evaluations)
