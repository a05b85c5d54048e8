"""Mutation, through breeding: each decision alone at its full rate, and all together."""

import pytest
from hypothesis import given
from tests.parity.backends import RUNS, assert_equal_runs
from tests.parity.strategies import DEFAULTS, EVALUATIONS, Evaluations, Settings, settings_strategy

RATES = [name for name in DEFAULTS["mutation"] if name.endswith(("mutation_rate", "n_rate", "e_rate"))]


@pytest.mark.parametrize("rate", RATES)
@RUNS
@given(settings_strategy(crossover={"crossover_rate": 0.2}), EVALUATIONS)
def test_offspring_are_equal_with_one_rate_at_its_full(
    rate: str, settings: Settings, evaluations: Evaluations
) -> None:
    settings["mutation"][rate] = 1.0
    assert_equal_runs(settings, evaluations)


@pytest.mark.parametrize("structural_mutations", ["independent", "exclusive"])
@pytest.mark.parametrize("rate", [0.5, 1.0])
def test_offspring_are_equal_with_all_rates_alike(structural_mutations: str, rate: float) -> None:
    mutation = dict.fromkeys(RATES, rate) | {"structural_mutations": structural_mutations}

    @RUNS
    @given(settings_strategy(mutation=mutation), EVALUATIONS)
    def compare(settings: Settings, evaluations: Evaluations) -> None:
        assert_equal_runs(settings, evaluations)

    compare()
