"""Means and variances of what networks see, and normalisation by them."""

import numpy as np
import pytest

from speciate.values.normalization import LIMIT, Moments, Normalization, Observed
from speciate.values.types import Float32s


def observations(*shape: int) -> Float32s:
    return np.random.default_rng(len(shape)).normal(5.0, 3.0, size=shape).astype(np.float32)


def test_moments_are_those_of_all_observations_of_a_genome() -> None:
    seen, observed = observations(4, 50, 3), Observed.nothing(4, 3)
    for part in np.split(seen, [1, 20], axis=1):
        observed.add(part)
    for row in range(4):
        moments = observed.of(row)
        assert moments.count == 50
        assert moments.means == pytest.approx(seen[row].mean(axis=0, dtype=np.float64))
        assert moments.variances() == pytest.approx(seen[row].var(axis=0, dtype=np.float64))


def test_merged_moments_are_those_of_everything() -> None:
    seen = observations(2, 30, 3)
    observed = Observed.nothing(2, 3)
    observed.add(seen)
    both = observed.of(0).merged(observed.of(1))
    flat = seen.reshape(60, 3).astype(np.float64)
    assert both.count == 60
    assert both.means == pytest.approx(flat.mean(axis=0))
    assert both.variances() == pytest.approx(flat.var(axis=0))
    assert both.merged(Moments.nothing(3)) == both
    assert Moments.nothing(3).merged(both).means == pytest.approx(both.means)


def test_the_bits_do_not_depend_on_how_genomes_are_grouped() -> None:
    """Workers get a few genomes each."""
    seen, together = observations(5, 9, 1), Observed.nothing(5, 1)
    together.add(seen)
    for row in range(5):
        alone = Observed.nothing(1, 1)
        for step in range(9):
            alone.add(seen[row : row + 1, step : step + 1])
        assert alone.means.tobytes() == together.means[row].tobytes()
        assert alone.squares.tobytes() == together.squares[row].tobytes()


def test_the_total_leaves_out_rows_that_do_not_count() -> None:
    seen, observed = observations(3, 4, 2), Observed.nothing(3, 2)
    observed.add(seen)
    total = observed.total(np.array([True, False, True]))
    assert total.count == 8
    assert total.means == pytest.approx(seen[[0, 2]].reshape(8, 2).mean(axis=0))


def test_an_observation_that_is_not_finite_is_left_out() -> None:
    observed = Observed.nothing(1, 2)
    observed.add(np.array([[[1.0, 2.0], [np.nan, 0.0], [np.inf, 0.0], [3.0, 4.0]]], dtype=np.float32))
    assert observed.of(0).count == 2
    assert observed.of(0).means.tolist() == [2.0, 3.0]


def test_normalised_inputs_have_a_mean_of_0_and_a_variance_of_1_and_a_limit() -> None:
    seen, observed = observations(1, 500, 3), Observed.nothing(1, 3)
    observed.add(seen)
    normalization = Normalization.of(observed.of(0))
    normalized = normalization.normalized(seen)
    assert normalized.dtype == np.float32
    assert normalized[0].mean(axis=0) == pytest.approx([0.0] * 3, abs=1e-5)
    assert normalized[0].std(axis=0) == pytest.approx([1.0] * 3, abs=1e-5)
    far = normalization.normalized(np.array([1e6, -1e6, np.inf], dtype=np.float32))
    assert far.tolist() == [LIMIT, -LIMIT, LIMIT]


def test_nothing_seen_changes_nothing_and_a_constant_input_stays_finite() -> None:
    one = np.array([2.0, -3.0], dtype=np.float32)
    assert Normalization.of(Moments.nothing(2)).normalized(one).tolist() == pytest.approx([2.0, -3.0])
    constant = Observed.nothing(1, 1)
    constant.add(np.full((1, 9, 1), 4.0, dtype=np.float32))
    assert Normalization.of(constant.of(0)).normalized(np.array([4.0], dtype=np.float32)).tolist() == [0.0]
