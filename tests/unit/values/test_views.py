"""Views: how an observation is seen from several places, and how the answers become one action."""

import pickle
from typing import Any

import numpy as np
import pytest

from speciate import Views
from speciate.errors import ConfigError

RING: dict[str, Any] = {
    "n_values": 2,
    "vectors": [(8, 9)],
    "states": [10],
    "neighbors": [(1, 0), (-1, 1)],
    "turned": [(0, 1)],
    "pointed": [(2, 0), (3, 2)],
    "reach": 1,
}
"""Four sensors of two values, a velocity and a state; a vector and two outputs that point at sensors."""


def ring(**changes: Any) -> Views:
    return Views.ring(4, **(RING | changes))


def seen(views: Views, observation: Any) -> Any:
    return (views.looks @ np.asarray(observation, dtype=np.float32)).tolist()


def merged(views: Views, answers: Any) -> Any:
    return np.einsum("voa,va->o", views.merges, np.asarray(answers, dtype=np.float32)).tolist()


def test_a_view_of_a_ring_sees_its_sensor_the_vector_in_its_frame_the_states_and_neighbors() -> None:
    observation = [10, 11, 20, 21, 30, 31, 40, 41, 3, 5, 7]
    assert seen(ring(), observation) == [
        [10, 11, 3, 5, 7, 20, 41],
        [20, 21, 5, -3, 7, 30, 11],
        [30, 31, -3, -5, 7, 40, 21],
        [40, 41, -5, 3, 7, 10, 31],
    ]


def test_answers_in_frames_are_added_and_outputs_of_a_sensor_take_those_of_the_views_around_it() -> None:
    answers = [[1, 0, 100, 1], [2, 0, 200, 2], [0, 0, 300, 4], [0, 4, 400, 8]]
    along_and_across = [1 + 4, 2]  # view 1 looks along y; across view 3 is x
    assert merged(ring(), answers) == [*along_and_across, 100 + 2 + 8, 300 + 2 + 8]


def test_in_a_mirror_places_and_signs_change_for_what_is_seen_and_for_answers() -> None:
    views = Views.mirror(
        [1, 0, 2], [1, 0, 2], input_signs=[1, 1, -1], output_signs=[1, 1, -1], sees=[0, 2], answers=[0, 2]
    )
    assert seen(views, [1, 2, 3]) == [[1, 3], [2, -3]]
    assert merged(views, [[1, 2], [10, 20]]) == [1, 10, 2 - 20]


def test_an_output_that_both_views_answer_is_the_sum() -> None:
    views = Views.mirror([1, 0], [1, 0])
    assert (views.n_view_inputs, views.n_view_outputs) == (2, 2)
    assert merged(views, [[1, 2], [10, 20]]) == [1 + 20, 2 + 10]


@pytest.mark.parametrize("views", [ring(), Views.mirror([1, 0], [0], output_signs=[-1])])
def test_json_and_pickles_give_the_same_views(views: Views) -> None:
    pickled = pickle.loads(pickle.dumps(views))  # noqa: S301  # our own
    assert Views.from_json(views.to_json()) == views == pickled
    assert hash(pickled) == hash(views)
    assert views != Views(2.0 * views.looks, views.merges)


def test_views_cannot_be_changed_and_are_copies() -> None:
    looks = np.ones((2, 1, 3))
    views = Views(looks, np.ones((2, 1, 1)))
    looks[:] = 0.0
    assert views.looks.all()
    with pytest.raises(ValueError, match="read-only"):
        views.looks[0, 0, 0] = 2.0


def test_a_negative_zero_is_zero() -> None:
    assert not np.signbit(Views([[[-0.0, 1.0]]], [[[1.0]]]).looks).any()


ONE = [[[1.0]]]


@pytest.mark.parametrize(
    ("looks", "merges", "message"),
    [
        ([[1.0]], ONE, "looks has shape (1, 1) and type float64; expected numbers (n_views, n_rows"),
        (np.zeros((0, 1, 1)), ONE, "looks has shape (0, 1, 1)"),
        (ONE, [[["a"]]], "merges has shape (1, 1, 1) and type"),
        ([[[1.0]], [[1.0, 2.0]]], ONE, "looks: no array (rows of different lengths)"),
        (None, ONE, "looks has shape ()"),
        ([[[np.nan]]], ONE, "looks holds a number that is not finite"),
        ([[[1e300]]], ONE, "looks holds a number that is not finite in single precision"),
        ([*ONE, *ONE], ONE, "looks has 2 views, merges has 1; expected as many"),
        (np.ones((4097, 1, 1)), np.ones((4097, 1, 1)), "there are 4097 views; expected 1 to 4096"),
    ],
)
def test_what_are_no_views_is_refused_in_one_line(looks: Any, merges: Any, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        Views(looks, merges)
    (line,) = error.value.problems
    assert line.startswith(f"views: {message}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_values": 0}, "n_values = 0: expected a whole number from 1"),
        ({"vectors": [(8, 10)]}, "vectors and states name [8, 10, 10]; expected each from 8 to 10 once"),
        ({"states": []}, None),
        ({"states": [11]}, "vectors and states name [8, 9, 11]; expected each from 8 to 10 once"),
        ({"states": 10}, "states = 10: expected a sequence of whole numbers"),
        ({"vectors": [8, 9]}, "vectors = [8, 9]: expected pairs of whole numbers, as in [(0, 1)]"),
        ({"neighbors": [(4, 0)]}, "the offset of a neighbor = 4: expected a whole number from -3 to 3"),
        ({"neighbors": [(1, 2)]}, "the value of a neighbor = 2: expected a whole number from 0 to 1"),
        ({"turned": []}, "turned and pointed name [2, 3]; expected each from 0 to 1 once"),
        ({"turned": [], "pointed": [], "reach": 0}, "no outputs; name them in turned or in pointed"),
        ({"pointed": [(2, 0), (3, 4)]}, "the sensor of an output in pointed = 4: expected a whole number"),
        ({"pointed": []}, "reach = 1: has no effect without outputs in pointed"),
        ({"reach": 3}, "reach = 3: expected a whole number from 0 to 2"),
    ],
)
def test_a_ring_refuses_what_is_out_of_range(changes: dict[str, Any], message: str | None) -> None:
    if message is None:
        assert ring(**changes).n_inputs == 10
        return
    with pytest.raises(ConfigError) as error:
        ring(**changes)
    (line,) = error.value.problems
    assert line.startswith(f"views: {message}")


def test_views_that_no_memory_holds_are_refused() -> None:
    with pytest.raises(ConfigError, match="views: looks has 171,798,691,840,000 numbers; expected"):
        Views.ring(4096, n_values=3200, turned=[(0, 1)])
    with pytest.raises(ConfigError, match="views: inputs has 20,000,000,000 numbers; expected"):
        Views.mirror(range(100_000), [0])


def test_a_ring_has_at_least_two_sensors() -> None:
    with pytest.raises(ConfigError, match="views: n_views = 1: expected a whole number from 2 to 4096"):
        Views.ring(1, n_values=1, turned=[(0, 1)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"inputs": [1, 2, 0]}, "inputs is no mirror: at 0 stands 1, but at 1 stands 2"),
        ({"inputs": []}, "inputs = []: expected a number for each input"),
        ({"inputs": 2}, "inputs = 2: expected a sequence of numbers"),
        ({"inputs": [0, 3, 2]}, "a number in inputs = 3: expected a whole number from 0 to 2"),
        ({"outputs": [1]}, "a number in outputs = 1: expected a whole number from 0 to 0"),
        ({"input_signs": [1, 1]}, "input_signs = [1, 1]: expected 1 or -1 for each of 3 inputs"),
        ({"input_signs": [1, 1, 2]}, "input_signs = [1, 1, 2]: expected 1 or -1 for each of 3 inputs"),
        ({"input_signs": [1, -1, 1]}, "input_signs: 0 and 1 take each other's places and have other signs"),
        ({"sees": [0, 0]}, "sees = [0, 0]: expected different numbers of inputs, at least one"),
        ({"sees": []}, "sees = []: expected different numbers of inputs, at least one"),
        ({"answers": [1]}, "a number in answers = 1: expected a whole number from 0 to 0"),
    ],
)
def test_a_mirror_refuses_what_is_out_of_range(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as error:
        Views.mirror(**({"inputs": [1, 0, 2], "outputs": [0]} | arguments))
    (line,) = error.value.problems
    assert line.startswith(f"views: {message}")


@pytest.mark.parametrize(
    "damage",
    [
        {"looks_shape": [1, 1]},
        {"looks_shape": [1, 1, 2**40]},
        {"looks_shape": None},
        {"looks": [[0], [0], [0]]},
        {"looks": [[0], [0], [7], [1.0]]},
        {"looks": [[0], [0], [-1], [1.0]]},
        {"looks": [[0], [0], [0], ["a"]]},
        {"looks": [[0], [0], [0], [1e400]]},
    ],
)
def test_damaged_json_is_refused(damage: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="views: looks"):
        Views.from_json(Views(ONE, ONE).to_json() | damage)


def test_a_description_says_how_many_views_there_are() -> None:
    assert repr(ring()) == "Views(4 views: 7 of 11 inputs, 4 answers to 4 outputs)"
