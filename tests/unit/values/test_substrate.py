"""Substrates: where nodes lie, what patterns are asked, and the weights that come of it."""

from typing import Any

import numpy as np
import pytest

from speciate.environments.native import BuiltInEnvironment
from speciate.values.environment_record import ENVIRONMENTS
from speciate.values.substrate import Substrate, grid, line

RULES: dict[str, Any] = {"weight_threshold": 0.25, "largest_weight": 3.0, "link_expression": False}
PLAIN = Substrate((line(3), line(2), line(1)), **RULES)


def test_nodes_lie_on_lines_and_in_the_most_even_grids() -> None:
    assert line(1) == ((0.0, 0.0),)
    assert line(3) == ((-1.0, 0.0), (0.0, 0.0), (1.0, 0.0))
    assert grid(6) == ((-1.0, -1.0), (0.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (0.0, 1.0), (1.0, 1.0))
    assert grid(7) == line(7)
    assert [len(set(axis)) for axis in zip(*grid(80), strict=True)] == [10, 8]


def test_every_number_of_a_row_is_asked_for_by_the_places_of_its_ends() -> None:
    queries = PLAIN.queries
    assert queries.dtype == np.float32
    assert queries.shape == (3 * 2 + 2 + 2 + 1, 5)
    assert queries[1].tolist() == [0.0, 0.0, -1.0, 0.0, 1.0]  # first hidden node, second input
    assert queries[3 + 2].tolist() == [1.0, 0.0, 1.0, 0.0, 0.0]  # second hidden node, third input
    assert queries[6].tolist() == [0.0, 0.0, -1.0, 0.0, 1.0]  # bias of the first hidden node
    assert queries[8].tolist() == [-1.0, 0.0, 0.0, 0.0, 1.0]  # output, first hidden node
    assert PLAIN.answers.tolist() == [0] * 6 + [2] * 2 + [1] * 2 + [3]


def test_distance_is_that_of_the_ends() -> None:
    substrate = Substrate((((0.0, 0.0),), ((3.0, 4.0),)), **RULES)
    assert substrate.queries[:, 4].tolist() == [5.0, 5.0]


@pytest.mark.parametrize(
    ("answer", "weight"),
    [
        (0.25, 0.0),
        (-0.25, 0.0),
        (0.625, 1.5),
        (-0.625, -1.5),
        (1.0, 3.0),
        (7.0, 3.0),
        (-np.inf, -3.0),
        (np.nan, 0.0),
    ],
)
def test_weights_grow_from_the_threshold_to_the_largest(answer: float, weight: float) -> None:
    outputs = np.full((2, 11, 4), answer, dtype=np.float32)
    found = PLAIN.weights(outputs)
    assert found.dtype == np.float32
    assert (found == weight).all()


def test_links_decide_in_place_of_the_threshold_but_not_on_biases() -> None:
    substrate = Substrate(PLAIN.places, **RULES | {"link_expression": True})
    outputs = np.full((1, 11, 6), 0.125, dtype=np.float32)
    outputs[..., 4], outputs[..., 5] = 0.0, 1e-9  # links of the first layer, and of the second
    weights = substrate.weights(outputs)[0]
    assert weights.tolist() == [0.0] * 8 + [0.375] * 2 + [0.0]
    assert substrate.n_pattern_outputs == 6


@pytest.mark.parametrize("name", ["arena", "retina"])
def test_an_environment_has_one_place_for_each_of_its_ends(name: str, native: str) -> None:
    spec, ends = BuiltInEnvironment(name, {}, native).spec, ENVIRONMENTS.get(name).places
    assert (len(ends.inputs), len(ends.outputs)) == (spec.n_observations, spec.n_actions)
    assert len(set(ends.inputs)) == spec.n_observations
    assert all(max(abs(x), abs(y)) <= 1.0 for x, y in (*ends.inputs, *ends.outputs))


def test_rays_of_the_arena_point_around_the_circle() -> None:
    angles = np.arange(16) * np.pi / 8.0
    pieces = np.array(ENVIRONMENTS.get("arena").places.inputs[:80:5])
    np.testing.assert_allclose(pieces, np.stack([np.cos(angles), np.sin(angles)], axis=1), atol=1e-12)
