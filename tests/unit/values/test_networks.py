"""Networks: shapes that are taken, those that are refused, and the way to another process."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from operator import methodcaller
from typing import Any

import numpy as np
import pytest

from speciate import Evolution, Neat
from speciate.errors import ShapeError
from speciate.values.networks import Network, Networks


@pytest.fixture
def networks(backend: str) -> Networks:
    return Neat(n_inputs=3, n_outputs=2, population_size=4, backend=backend).ask()


def test_one_observation_goes_to_all_one_each_or_several_each(networks: Networks) -> None:
    observation = np.array([0.5, -1.0, 2.0], dtype=np.float32)
    all_alike = networks.forward(observation)
    assert all_alike.shape == (4, 2)
    assert all_alike.dtype == np.float32
    assert networks.forward(np.tile(observation, (4, 1))).tolist() == all_alike.tolist()
    several = networks.forward(np.tile(observation, (4, 5, 1)))
    assert several.shape == (4, 5, 2)
    assert several[:, 3].tolist() == all_alike.tolist()
    batch = np.random.default_rng(0).normal(size=(4, 3))  # as many as there are networks, and yet for all
    assert networks.forward(batch[np.newaxis])[:, 2].tolist() == networks.forward(batch[2]).tolist()


def test_one_network_gives_what_it_gives_among_all(networks: Networks) -> None:
    observation = [0.5, -1.0, 2.0]
    expected = networks.forward(observation)
    for row, network in enumerate(networks):
        assert network.forward(observation).tolist() == expected[row].tolist()
        assert network.forward([observation] * 3).tolist() == [expected[row].tolist()] * 3
    assert networks[-1].forward(observation).tolist() == expected[3].tolist()


@pytest.mark.parametrize("shape", [(), (2,), (3, 3), (4, 2), (5, 6, 3), (4, 1, 1, 3)])
def test_observations_of_another_shape_are_refused(networks: Networks, shape: tuple[int, ...]) -> None:
    with pytest.raises(
        ShapeError, match=r"expected \(3,\) or \(1, n_observations, 3\), .* or \(4, 3\) or \(4, n"
    ):
        networks.forward(np.zeros(shape))


@pytest.mark.parametrize("shape", [(), (2,), (3, 2), (1, 1, 3)])
def test_an_observation_of_another_shape_is_refused(networks: Networks, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"expected \(3,\) or \(n_observations, 3\)"):
        networks[0].forward(np.zeros(shape))


@pytest.mark.parametrize("observations", [["a", "b", "c"], [None] * 3, [1j] * 3, [[1.0], [1.0, 2.0]]])
def test_observations_that_are_no_numbers_are_refused(networks: Networks, observations: Any) -> None:
    with pytest.raises(ShapeError, match="expected numbers"):
        networks.forward(observations)


def test_a_row_that_is_no_whole_number_is_refused(networks: Networks) -> None:
    for row in (slice(2), 1.5, "1", None):
        with pytest.raises(TypeError, match="expected a whole number; several are"):
            networks[row]  # type: ignore[index]
    assert networks[np.int64(1)] is networks[1]  # type: ignore[index]


def test_one_recurrent_network_keeps_its_state_between_calls(backend: str) -> None:
    config = {"genome": {"recurrent": True}, "mutation": {"add_connection_rate": 1.0}}
    evolution = Neat(n_inputs=1, n_outputs=2, population_size=20, backend=backend, seed=1, config=config)
    for _ in range(6):
        networks = evolution.ask()
        evolution.tell(networks.population.sizes)
    for network in (evolution.champion, networks[-1]):
        assert network.recurrent
    assert evolution.champion is evolution.champion
    first, second = (evolution.champion.forward([1.0]).tolist() for _ in range(2))
    assert first != second
    evolution.champion.reset()
    assert evolution.champion.forward([1.0]).tolist() == first


def test_a_description_counts_one_as_one(networks: Networks) -> None:
    assert repr(networks) == "Networks(4 of 3 inputs and 2 outputs)"
    one = Neat(n_inputs=1, n_outputs=1, population_size=2, backend="reference").ask()
    assert repr(one) == "Networks(2 of 1 input and 1 output)"
    assert repr(one[0]) == "Network(1 input, 1 output, 1 connection)"


def test_a_row_that_is_not_there_is_refused(networks: Networks) -> None:
    with pytest.raises(IndexError, match="expected a row from 0 to 3"):
        networks[4]


def test_the_only_network_of_a_population_of_one_is_the_same(backend: str) -> None:
    networks = Neat(n_inputs=2, n_outputs=1, population_size=5, backend=backend).ask()
    one = networks.only(3)
    assert len(one) == 1
    assert one[0] is networks[3]
    assert one.population.ids.tolist() == [networks.population.ids[3]]
    assert one.forward([1.0, 2.0]).tolist() == [networks[3].forward([1.0, 2.0]).tolist()]


@pytest.mark.parametrize(
    ("algorithm", "recurrent"),
    [("neat", False), ("neat", True), ("genetic", False), ("genetic", True), ("hyperneat", False)],
)
def test_networks_are_the_same_after_pickling(algorithm: str, recurrent: object, backend: str) -> None:
    config = {
        "algorithm": algorithm,
        "population_size": 4,
        "backend": backend,
        "genome": {"recurrent": recurrent},
    }
    networks = Evolution(config, n_inputs=3, n_outputs=2).ask()
    networks.forward([9.0, 9.0, 9.0])  # a state that does not go along
    networks[1].forward([9.0, 9.0, 9.0])
    again, one = pickle.loads(pickle.dumps((networks, networks[1])))  # noqa: S301  # our own
    assert isinstance(one, Network)
    networks.reset()
    for observation in ([0.5, -1.0, 2.0], [0.1, 0.2, 0.3]):
        expected = networks.forward(observation)
        assert again.forward(observation).tobytes() == expected.tobytes()
        assert one.forward(observation).tobytes() == expected[1].tobytes()


def test_networks_in_memory_that_was_used_before_begin_without_state(backend: str) -> None:
    """Networks of a generation run in the memory of earlier ones, whatever these remembered."""
    config = {"population_size": 12, "seed": 4, "backend": backend, "genome": {"recurrent": True}}
    used, fresh = (Evolution(config, n_inputs=3, n_outputs=2) for _ in range(2))
    generator = np.random.default_rng(0)
    for generation in range(8):
        networks = used.ask()
        for _ in range(2):
            networks.forward(generator.normal(size=(12, 1 + generation % 3, 3)))
        del networks
        fresh.ask()
        told = generator.normal(size=12)
        used.tell(told)
        fresh.tell(told)
    for observations in generator.normal(size=(3, 12, 3)):
        assert used.ask().forward(observations).tolist() == fresh.ask().forward(observations).tolist()


def test_networks_are_evaluated_in_a_pool_of_processes(networks: Networks) -> None:
    expected = networks.forward([0.5, -1.0, 2.0])
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, context) as pool:
        outputs = list(pool.map(methodcaller("forward", [0.5, -1.0, 2.0]), networks))
    assert np.array(outputs).tobytes() == expected.tobytes()


def test_networks_are_evaluated_in_a_process_that_was_forked_with_them(backend: str) -> None:
    """It does not have the threads of the process before."""
    config = {"population_size": 400, "backend": backend, "threads": 2}
    networks = Evolution(config, n_inputs=3, n_outputs=2).ask()
    expected = networks.forward([0.5, -1.0, 2.0])
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(networks.forward([0.5, -1.0, 2.0])))
    child.start()
    try:
        assert receiver.poll(60), "it hangs"
        assert receiver.recv().tobytes() == expected.tobytes()
    finally:
        child.kill()
        child.join()


def test_networks_are_evaluated_in_processes_that_were_forked_once_some_had_been_unpickled(
    networks: Networks,
) -> None:
    """The threads of a backend do not outlive a fork, so a child makes a backend of its own."""
    expected = pickle.loads(pickle.dumps(networks)).forward([0.5, -1.0, 2.0])  # noqa: S301  # our own
    with multiprocessing.get_context("fork").Pool(1) as pool:
        outputs = pool.map_async(methodcaller("forward", [0.5, -1.0, 2.0]), [networks]).get(timeout=60)
    assert outputs[0].tobytes() == expected.tobytes()
