"""Sums and means stay finite and warn of nothing; where nothing overflows they are plain ones, to the bit."""

import sys
from fractions import Fraction

import numpy as np
import pytest

from speciate.draws import sums
from speciate.study.intervals import bootstrap
from speciate.training.comparison import Played
from speciate.values import episodes

pytestmark = pytest.mark.filterwarnings("error")

LARGEST = sys.float_info.max
LEAST = sys.float_info.min * sys.float_info.epsilon


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], 0.0),
        ([0.1] * 10, 1.0),
        ([1e308, 1e308], LARGEST),
        ([-1e308, -1e308, -1.0], -LARGEST),
        ([LARGEST, LARGEST, -LARGEST], LARGEST),
        ([LARGEST] * 1000 + [-LARGEST] * 1000, 0.0),
        ([LARGEST, -LARGEST, LEAST], LEAST),
    ],
)
def test_a_sum_is_exact_or_the_largest_double(values: list[float], expected: float) -> None:
    assert sums.total(values) == expected


@pytest.mark.parametrize("values", [[LARGEST] * 7, [LARGEST, LARGEST, -LARGEST], [1e308, 1.5e308, 2.0]])
def test_the_mean_of_numbers_whose_sum_overflows_is_their_mean(values: list[float]) -> None:
    expected = float(sum(map(Fraction, values)) / len(values))
    assert sums.mean(values) == pytest.approx(expected, rel=1e-15)
    assert sums.column_means(np.array([values, values]).T) == pytest.approx([expected] * 2, rel=1e-15)


def test_column_means_that_do_not_overflow_have_the_bits_of_plain_ones() -> None:
    values = np.random.default_rng(0).normal(size=(50, 3))
    plain = values.mean(axis=0)
    assert sums.column_means(values).tobytes() == plain.tobytes()
    values[:, 1] = LARGEST
    assert sums.column_means(values).tolist() == [plain[0], LARGEST, plain[2]]


def test_episodes_whose_sum_overflows_have_a_mean() -> None:
    results = np.array([[[LARGEST, 1.0], [LARGEST, 2.0], [-LARGEST, 6.0]], [[-LARGEST, 0.0]] * 3])
    assert episodes.mean(results) == pytest.approx(np.array([[LARGEST / 3.0, 3.0], [-LARGEST, 0.0]]))


def test_means_over_episodes_are_added_up_in_order() -> None:
    results = np.random.default_rng(1).normal(size=(9, 7, 2))
    total = np.zeros((9, 2))
    for episode in range(7):
        total += results[:, episode]
    assert episodes.mean(results).tobytes() == (total / 7).tobytes()


def test_a_result_that_is_infinite_or_no_number_has_no_finite_mean() -> None:
    results = np.array([[[np.inf], [-np.inf]], [[np.inf], [1.0]], [[np.nan], [1.0]], [[LARGEST], [LARGEST]]])
    assert np.isfinite(episodes.mean(results))[:, 0].tolist() == [False, False, False, True]


@pytest.mark.parametrize("power", [-900, -500, -401, 0, 399, 700, 1010])
def test_statistics_of_episodes_scale_with_their_unit(power: int) -> None:
    plain = np.random.default_rng(2).normal(size=(20, 2))
    one, other = Played("one", plain), Played("other", plain * [2.0**power, 1.0])
    for name in ("means", "medians", "half_intervals"):
        expected = getattr(one, name) * [2.0**power, 1.0]
        assert getattr(other, name).tolist() == expected.tolist(), name


def test_statistics_of_the_largest_numbers_are_finite() -> None:
    played = Played("somebody", np.array([[LARGEST], [LARGEST], [-LARGEST], [-LARGEST]]))
    assert (played.means[0], played.medians[0]) == (0.0, 0.0)
    assert 0.0 < played.half_intervals[0] <= LARGEST
    assert Played("somebody", np.full((2, 1), LARGEST)).medians[0] == LARGEST


@pytest.mark.parametrize("power", [-900, 400, 1000])
def test_a_bootstrap_interval_scales_with_the_unit(power: int) -> None:
    values = np.random.default_rng(3).normal(size=12)
    mean, (low, high) = bootstrap(values.tolist())
    again = bootstrap((values * 2.0**power).tolist())
    assert again == (mean * 2.0**power, (low * 2.0**power, high * 2.0**power))


def test_a_bootstrap_interval_of_the_largest_numbers_is_finite() -> None:
    mean, (low, high) = bootstrap([LARGEST, -LARGEST, LARGEST, -LARGEST])
    assert mean == 0.0
    assert -LARGEST <= low < 0.0 < high <= LARGEST


@pytest.mark.parametrize("values", [[1e-17, 2e-17, 1e308], [1e-300, 2e-300, LARGEST], [-LARGEST, LEAST, 1.0]])
def test_the_median_beside_a_huge_number_keeps_all_its_digits(values: list[float]) -> None:
    ordinary = [3.0, 1.0, 2.0]
    medians = Played("champion", np.array([values, ordinary]).T).medians
    assert medians.tolist() == [sorted(values)[1], 2.0]


def test_a_median_whose_sum_overflows_leaves_that_of_other_results_as_it_is() -> None:
    played = Played(
        "champion", np.array([[LARGEST, 1e-17], [LARGEST, 2e-17], [0.0, 2e-17], [LARGEST, 1e308]])
    )
    assert played.medians.tolist() == [LARGEST, 2e-17]


def test_the_interval_of_a_mean_keeps_its_digits_beside_a_huge_number() -> None:
    mean, (low, high) = bootstrap([1e-17] * 99 + [1e308])
    assert mean == 1e306
    assert low == pytest.approx(1e-17)
    assert 1e306 < high < 1e307
