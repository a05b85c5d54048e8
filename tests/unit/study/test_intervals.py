"""95% intervals of fractions and means."""

import math

import pytest

from speciate.study.intervals import bootstrap, wilson


@pytest.mark.parametrize(
    ("n_successes", "n", "low", "high"),
    [(0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0), (95, 100, 0.88825, 0.97846), (1, 2, 0.09453, 0.90547)],
)
def test_the_interval_of_a_fraction_is_wilsons(n_successes: int, n: int, low: float, high: float) -> None:
    assert wilson(n_successes, n) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_fraction_is_wilsons_to_the_last_digits() -> None:
    """The numbers of statsmodels' ``proportion_confint(8, 10, method="wilson")``."""
    assert wilson(8, 10) == pytest.approx((0.49016247153664183, 0.9433178485456247), rel=1e-12)


def test_the_interval_of_a_mean_covers_it_and_narrows_with_more_values() -> None:
    few, many = [float(k % 10) for k in range(20)], [float(k % 10) for k in range(2000)]
    for values in (few, many):
        mean, (low, high) = bootstrap(values)
        expected = 1.96 * math.sqrt(8.25 / len(values))
        assert mean == pytest.approx(4.5)
        assert (mean - low, high - mean) == pytest.approx((expected, expected), rel=0.1)
    assert bootstrap(few) == bootstrap(few)
    assert bootstrap([3.0]) == (3.0, (3.0, 3.0))
