"""Substrates: the weights that patterns draw, and the networks that run with them."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.parity.backends import RUNS, both
from tests.parity.evolving import assert_equal_arrays, evolve, last_offspring
from tests.parity.strategies import EVALUATIONS, Evaluations, Settings, as_settings, settings_strategy

from speciate.backends.reference.backend import ReferenceBackend
from speciate.backends.substrate import SubstrateBackend
from speciate.values.substrate import Substrate, grid, line


def substrate_of(sizes: list[int], **rules: Any) -> Substrate:
    return Substrate((line(sizes[0]), *map(grid, sizes[1:])), **rules)


SUBSTRATES = st.builds(
    substrate_of,
    st.lists(st.integers(1, 9), min_size=2, max_size=4),
    weight_threshold=st.floats(0.0, 0.9),
    largest_weight=st.sampled_from([0.1, 3.0, 8.0]),
    link_expression=st.booleans(),
)


@RUNS
@given(settings_strategy(n_inputs=5, genome={"recurrent": False}), EVALUATIONS, SUBSTRATES)
def test_weights_and_outputs_are_equal(
    settings: Settings, evaluations: Evaluations, substrate: Substrate
) -> None:
    n_inputs, *hidden, n_outputs = substrate.layers.sizes
    patterns = settings | {"n_outputs": substrate.n_pattern_outputs}
    dense = settings["dense"] | {"hidden_layers": hidden}
    networks = settings | {"n_inputs": n_inputs, "n_outputs": n_outputs, "dense": dense}
    columns = last_offspring(evolve(ReferenceBackend(as_settings(patterns)), patterns, evaluations, 2))
    shape = (len(columns["ids"]), 3, n_inputs)
    observations = np.random.default_rng(1).normal(scale=3.0, size=shape).astype(np.float32)
    found = []
    runners: tuple[Any, ...] = both(networks)
    for pattern, network in zip(both(patterns), runners, strict=True):
        backend = SubstrateBackend(pattern, network, substrate)
        population = backend.population(columns)
        outputs = backend.compile(population).forward(observations)
        found.append({"weights": backend.weights(population), "outputs": outputs})
    assert_equal_arrays(*found)
    assert np.isfinite(found[0]["weights"]).all()
