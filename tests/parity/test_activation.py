"""Activations and aggregations, through networks of one node."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.parity.backends import CASES, both
from tests.parity.evolving import assert_equal_arrays
from tests.parity.strategies import settings_with

from speciate.values.names import ACTIVATIONS, AGGREGATIONS

FLOATS = st.lists(st.floats(width=32), min_size=1, max_size=40)


def compare(activation: str, aggregation: str, observations: NDArray[np.float32]) -> None:
    genome = {"output_activation": activation, "aggregation": aggregation}
    settings = settings_with(population_size=3, n_inputs=observations.shape[1], n_outputs=1, genome=genome)
    batch = np.repeat(observations[np.newaxis], 3, axis=0)
    native, reference = (backend.compile(backend.found()[0]).forward(batch) for backend in both(settings))
    assert_equal_arrays({"outputs": native}, {"outputs": reference})


@pytest.mark.parametrize("activation", ACTIVATIONS)
@CASES
@given(FLOATS)
def test_every_activation_gives_equal_bits_for_every_number(activation: str, values: list[float]) -> None:
    compare(activation, "sum", np.array(values, dtype=np.float32)[:, np.newaxis])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_gives_equal_bits_over_its_range(activation: str) -> None:
    generator = np.random.default_rng(0)
    for scale in (0.1, 3.0, 100.0, 1e7):
        compare(activation, "sum", generator.normal(scale=scale, size=(5000, 1)).astype(np.float32))


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@CASES
@given(FLOATS)
def test_every_aggregation_gives_equal_bits(aggregation: str, values: list[float]) -> None:
    compare("identity", aggregation, np.array(values, dtype=np.float32)[np.newaxis])


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("n_inputs", [1, 2, 7, 8, 9, 16, 31])
def test_aggregations_are_equal_for_every_number_of_lanes(aggregation: str, n_inputs: int) -> None:
    observations = np.random.default_rng(n_inputs).normal(size=(100, n_inputs)).astype(np.float32)
    compare("identity", aggregation, observations)
