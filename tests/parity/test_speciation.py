"""Species over several generations."""

import pytest
from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import DEFAULTS, EVALUATIONS, Evaluations, Settings, settings_strategy


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


STRUCTURE_ONLY = {"excess_coefficient": 1.0, "disjoint_coefficient": 1.0, "weight_coefficient": 0.0}
STEADY = {
    "weight_mutation_rate": 0.0,
    "bias_mutation_rate": 0.0,
    "add_connection_rate": 0.5,
    "add_node_rate": 0.5,
}


@pytest.mark.parametrize("threshold", [1.0, 2.0, 3.0])
def test_species_are_equal_where_distances_equal_each_other_and_the_threshold(threshold: float) -> None:
    speciation = {"compatibility_threshold": threshold, "target_species": 0}
    distance = STRUCTURE_ONLY | {"node_coefficient": 0.0, "distance_normalization": "none"}

    @RUNS
    @given(
        settings_strategy(population_size=20, speciation=speciation, distance=distance, mutation=STEADY),
        EVALUATIONS,
    )
    def compare(settings: Settings, evaluations: Evaluations) -> None:
        assert_equal_runs(settings, evaluations)

    compare()


def test_the_first_threshold_of_a_large_population_is_found_on_a_sample() -> None:
    settings = DEFAULTS | {"population_size": 600, "n_outputs": 1}
    assert_equal_runs(settings, Evaluations(1, "normal", 0.0), n_generations=1)
