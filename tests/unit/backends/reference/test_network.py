"""Compiling and running networks."""

from typing import Any

import numpy as np
import pytest
from tests.unit.backends.reference.genomes import connection, genome, node

from speciate.backends.reference.network.compile import compile_genome
from speciate.backends.reference.network.sight import Sight
from speciate.backends.reference.network.sparse import Networks
from speciate.backends.reference.population.genome import Genome, Node
from speciate.values.names import ACTIVATIONS, AGGREGATIONS


def networks(*genomes: Genome, recurrent: bool = False) -> Networks:
    compiled = [compile_genome(one, 2, 1, recurrent=recurrent) for one in genomes]
    return Networks(compiled, Sight(2, 1), recurrent=recurrent)


def outputs(of: Networks, *observation: float) -> list[list[float]]:
    return of.forward(np.array(observation, dtype=np.float32)).tolist()  # type: ignore[no-any-return]


CHAIN = genome(
    connection(0, 0, 2, 1.0),
    connection(1, 1, 7, 2.0),
    connection(2, 7, 5, 3.0),
    connection(3, 5, 2, 0.5),
    hidden=(5, 7),
)


def test_a_network_adds_its_weighted_inputs_along_every_path() -> None:
    assert outputs(networks(CHAIN), 1.0, 10.0) == [[1.0 + 10.0 * 2.0 * 3.0 * 0.5]]


def test_nodes_are_ordered_by_depth_and_then_id() -> None:
    network = compile_genome(CHAIN, 2, 1, recurrent=False)
    assert [len(one.sources) for one in network.nodes] == [1, 1, 2]
    assert [one.sources.tolist() for one in network.nodes] == [[1], [2], [0, 3]]
    assert network.output_slots.tolist() == [4]


def test_biases_and_activations_count() -> None:
    tanh = ACTIVATIONS.index("tanh")
    one = Genome(0, (Node(2, 0.5, tanh, 0),), (connection(0, 0, 2, 2.0),))
    assert outputs(networks(one), 0.25, 0.0)[0][0] == pytest.approx(np.tanh(1.0), abs=1e-6)
    assert outputs(networks(genome()), 1.0, 1.0) == [[0.0]]


def test_disabled_and_dead_parts_are_left_out() -> None:
    one = genome(
        connection(0, 0, 2, 1.0),
        connection(1, 1, 2, 1.0, enabled=False),
        connection(2, 0, 5, 1.0),
        connection(3, 5, 2, 1.0, enabled=False),
        connection(4, 1, 6, 1.0),
        hidden=(5, 6),
    )
    assert len(compile_genome(one, 2, 1, recurrent=False).nodes) == 1
    assert outputs(networks(one), 3.0, 5.0) == [[3.0]]


def test_a_hidden_node_without_inputs_gives_its_bias() -> None:
    one = Genome(0, (node(2), node(5, 0.75)), (connection(3, 5, 2, 2.0),))
    assert outputs(networks(one), 9.0, 9.0) == [[1.5]]


def test_a_recurrent_network_sees_the_step_before() -> None:
    runner = networks(CHAIN, recurrent=True)
    steps = [outputs(runner, 1.0, 10.0)[0][0] for _ in range(4)]
    assert steps == [1.0, 1.0, 31.0, 31.0]
    runner.reset()
    assert outputs(runner, 1.0, 10.0) == [[1.0]]


def test_a_loop_remembers() -> None:
    counter = genome(connection(0, 0, 2), connection(1, 2, 2))
    runner = networks(counter, recurrent=True)
    assert [outputs(runner, 1.0, 0.0)[0][0] for _ in range(3)] == [1.0, 2.0, 3.0]


def test_every_observation_of_a_batch_has_its_own_state() -> None:
    counter = genome(connection(0, 0, 2), connection(1, 2, 2))
    runner = networks(counter, recurrent=True)
    batch = np.array([[[1.0, 0.0], [5.0, 0.0]]], dtype=np.float32)
    runner.forward(batch)
    assert runner.forward(batch).tolist() == [[[2.0], [10.0]]]
    with pytest.raises(ValueError, match=r"call reset\(\)"):
        runner.forward(batch[:, :1])


def test_observations_may_be_shared_or_own_or_several() -> None:
    runner = networks(genome(connection(0, 0, 2, 2.0)), genome(connection(0, 1, 2, 3.0)))
    assert outputs(runner, 1.0, 1.0) == [[2.0], [3.0]]
    own = np.array([[1.0, 0.0], [0.0, 2.0]], dtype=np.float32)
    assert runner.forward(own).tolist() == [[2.0], [6.0]]
    several = np.stack([own, own + 1.0, own * 2.0], axis=1)
    assert runner.forward(several).tolist() == [[[2.0], [4.0], [4.0]], [[6.0], [9.0], [12.0]]]
    assert runner.forward(np.zeros((2, 0, 2), dtype=np.float32)).shape == (2, 0, 1)


def test_doubles_are_rounded() -> None:
    runner = networks(genome(connection(0, 0, 2)))
    result = runner.forward(np.array([0.1, 0.0]))
    assert result.dtype == np.float32
    assert result[0, 0] == np.float32(0.1)


@pytest.mark.parametrize("shape", [(), (3,), (3, 2), (1, 3), (2, 4, 2), (1, 4, 3), (1, 1, 1, 2)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="observations must have shape"):
        networks(genome()).forward(np.zeros(shape, dtype=np.float32))


@pytest.mark.parametrize("dtype", [np.int64, np.float16, np.bool_])
def test_other_types_are_refused(dtype: Any) -> None:
    with pytest.raises(TypeError, match="float32 or float64"):
        networks(genome()).forward(np.zeros(2, dtype=dtype))


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        ("sum", 6.0),
        ("mean", 2.0),
        ("product", -40.0),
        ("max", 5.0),
        ("min", -1.0),
        ("median", 2.0),
        ("max_abs", 5.0),
    ],
)
def test_aggregations_do_what_they_are_called(aggregation: str, expected: float) -> None:
    number = AGGREGATIONS.index(aggregation)
    nodes = (Node(2, 0.0, 0, number), Node(5, 4.0, 0, 0))
    one = Genome(0, nodes, (connection(0, 0, 2, -1.0), connection(1, 1, 2, 5.0), connection(2, 5, 2, 0.5)))
    result = outputs(networks(one), 1.0, 1.0)[0][0]
    assert result == (-10.0 if aggregation == "product" else expected)
