"""Activations and aggregations."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from speciate.backends.reference.network.activation import (
    activate,
    activation_number,
    aggregate,
    aggregation_number,
)
from speciate.draws.float32 import ln
from speciate.values.names import ACTIVATIONS, AGGREGATIONS

TRUTHS: dict[str, tuple[Callable[[Any], Any], float]] = {
    "sigmoid": (lambda x: 1.0 / (1.0 + np.exp(-x)), 40.0),
    "steep_sigmoid": (lambda x: 1.0 / (1.0 + np.exp(-4.924273 * x)), 8.0),
    "tanh": (np.tanh, 12.0),
    "elu": (lambda x: np.where(x > 0, x, np.expm1(x)), 20.0),
    "selu": (lambda x: 1.050701 * np.where(x > 0, x, 1.6732632 * np.expm1(x)), 20.0),
    "softplus": (lambda x: np.logaddexp(x, 0.0), 40.0),
    "swish": (lambda x: x / (1.0 + np.exp(-x)), 20.0),
    "sin": (np.sin, 100.0),
    "cos": (np.cos, 100.0),
    "gauss": (lambda x: np.exp(-x * x), 9.0),
    "exp": (np.exp, 80.0),
    "log": (lambda x: np.log(np.maximum(x, 1e-7)), 500.0),
}


@pytest.mark.parametrize("name", TRUTHS)
def test_activations_are_within_a_millionth_of_the_true_functions(name: str) -> None:
    truth, limit = TRUTHS[name]
    x = np.linspace(-limit, limit, 20_001).astype(np.float32)
    expected = truth(x.astype(np.float64))
    error = np.abs(activate(activation_number(name), x) - expected) / np.maximum(np.abs(expected), 1.0)
    assert error.max() < 1.5e-6


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_stay_float32_for_every_number(name: str) -> None:
    x = np.array([0.0, -0.0, 1e-45, 3e38, -3e38, np.inf, -np.inf, np.nan], dtype=np.float32)
    assert activate(activation_number(name), x).dtype == np.float32


@pytest.mark.parametrize(
    "name", ["sigmoid", "tanh", "softplus", "swish", "sin", "gauss", "elu", "exp", "clamped"]
)
def test_not_a_number_stays_visible(name: str) -> None:
    for sign in (1.0, -1.0):
        x = np.copysign(np.array([np.nan], dtype=np.float32), np.float32(sign))
        assert np.isnan(activate(activation_number(name), x)).all()


def test_the_logarithm_of_nan_is_nan() -> None:
    assert np.isnan(ln(np.array([np.nan], dtype=np.float32))).all()


def test_names_and_numbers_agree() -> None:
    assert [activation_number(name) for name in ACTIVATIONS] == list(range(23))
    assert [aggregation_number(name) for name in AGGREGATIONS] == list(range(7))
    with pytest.raises(ValueError, match="unknown activation 'sigmiod'"):
        activation_number("sigmiod")


@pytest.mark.parametrize("name", AGGREGATIONS)
def test_nothing_aggregates_to_zero(name: str) -> None:
    assert aggregate(aggregation_number(name), np.empty((0, 2), dtype=np.float32)).tolist() == [0.0, 0.0]


def test_the_sum_goes_to_eight_lanes() -> None:
    products = np.array([2.0**24, 1, 0, 0, 0, 0, 0, 0, 1, 1], dtype=np.float32)[:, np.newaxis]
    assert aggregate(0, products)[0] == np.float32(2.0**24 + 2.0)


def test_the_median_of_an_even_number_is_half_the_sum_of_two() -> None:
    products = np.array([[4.0], [1.0], [2.0], [8.0]], dtype=np.float32)
    assert aggregate(aggregation_number("median"), products).tolist() == [3.0]


def test_the_median_of_nan_is_nan_whatever_its_sign() -> None:
    for nan in (np.nan, -np.nan):
        products = np.array([[nan], [1.0], [2.0]], dtype=np.float32)
        assert np.isnan(aggregate(aggregation_number("median"), products)).all()


def test_of_equal_absolute_values_the_first_counts() -> None:
    products = np.array([[1.0], [-3.0], [3.0]], dtype=np.float32)
    assert aggregate(aggregation_number("max_abs"), products).tolist() == [-3.0]
