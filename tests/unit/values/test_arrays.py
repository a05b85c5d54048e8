"""What users give as numbers: masked and missing values are refused, tables of pandas are taken."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from speciate import Evolution, FunctionEnvironment, Neat, Nsga2, train
from speciate.environments import checks
from speciate.errors import ConfigError, EvaluationError, ShapeError, SpeciateError
from speciate.evolution import pareto
from speciate.values.arrays import RAGGED, RaggedError, read
from speciate.values.environment import EnvironmentSpec, Episodes

N = 4
FAILED = [False, False, True, False]
NUMBERS = np.arange(1.0, 5.0)
MASKED = np.ma.array(NUMBERS, mask=FAILED)
MISSING = [1, 2, None, 4]
POINTS = np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[False, True], [False, False]])


def asked(backend: str = "reference", **arguments: Any) -> Neat:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=N, backend=backend, **arguments)
    evolution.ask()
    return evolution


def told(given: Any, failed: Any = None, backend: str = "reference", **arguments: Any) -> Any:
    """The objectives and failures that a generation is known to have."""
    evolution = asked(backend, **arguments)
    evolution.tell(given, failed)
    measured = evolution._state.measured
    return measured.objectives.tolist(), measured.failed.tolist()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "masked",
    [
        MASKED,
        MASKED.astype(np.float32),
        MASKED[:, np.newaxis],
        MASKED.astype(np.int64),
        list(MASKED),
        [MASKED[row : row + 1] for row in range(N)],
        [[value] for value in MASKED],
    ],
)
def test_masked_objectives_are_no_numbers_unless_the_evaluation_failed(masked: Any, backend: str) -> None:
    with pytest.raises(EvaluationError) as refused:
        told(masked, backend=backend)
    assert str(refused.value) == (
        "objectives of genome row 2 are masked, which is no number: give numbers, or pass failed= for an "
        "evaluation that failed"
    )
    assert told(masked, FAILED, backend) == ([[1.0], [2.0], [0.0], [4.0]], FAILED)


def test_a_mask_that_hides_nothing_changes_nothing(backend: str) -> None:
    assert told(np.ma.array(NUMBERS), backend=backend) == told(NUMBERS, backend=backend)
    assert told(np.ma.array(NUMBERS, mask=[False] * N), backend=backend) == told(NUMBERS, backend=backend)


@pytest.mark.parametrize("dtype", ["Int64", "UInt8", "Float64", "Float32", "int64", "float64"])
@pytest.mark.parametrize("kind", ["series", "table", "array"])
def test_columns_of_pandas_without_missing_values_are_numbers(kind: str, dtype: str, backend: str) -> None:
    column = pd.Series([1, 2, 3, 4], dtype=dtype)
    given = {"series": column, "table": column.to_frame(), "array": column.array}[kind]
    assert told(given, backend=backend) == told(NUMBERS, backend=backend)


@pytest.mark.parametrize("dtype", ["Int64", "Float64"])
def test_a_missing_value_of_pandas_is_named_unless_the_evaluation_failed(dtype: str) -> None:
    for given in (pd.Series(MISSING, dtype=dtype), pd.DataFrame({"f": pd.array(MISSING, dtype=dtype)})):
        with pytest.raises(EvaluationError, match=r"objectives of genome row 2 are missing, .* pass failed="):
            told(given)
        assert told(given, FAILED) == ([[1.0], [2.0], [0.0], [4.0]], FAILED)


def test_tables_of_several_types_are_numbers() -> None:
    nullable = pd.DataFrame({"f": NUMBERS, "g": pd.array([1, 2, 3, 4], dtype="Int64")})
    assert told(nullable, objectives=2)[0] == [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0]]
    truths = pd.DataFrame({"f": NUMBERS, "g": [True, False, True, False]})
    assert told(truths, objectives=2)[0] == [[1.0, 1.0], [2.0, 0.0], [3.0, 1.0], [4.0, 0.0]]
    named = pd.DataFrame({"f": NUMBERS, "g": list("abcd")})
    with pytest.raises(ShapeError, match=r"objectives have type object \(str\); expected numbers"):
        told(named, objectives=2)


def test_nullable_truth_values_say_whose_evaluation_failed() -> None:
    assert told(NUMBERS, pd.Series(FAILED, dtype="boolean"))[1] == FAILED
    with pytest.raises(ShapeError, match=r"^failed: a missing value at \[1\], which is no number; fill it"):
        told(NUMBERS, pd.Series([True, None, True, False], dtype="boolean"))
    with pytest.raises(ShapeError, match=r"^failed: a masked value at \[2\], which is no number; fill it"):
        told(NUMBERS, np.ma.array(FAILED, mask=FAILED))


class Tensor:
    """What a tensor of another library is: an array once it is asked for one, or an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001
        if self._error is not None:
            raise self._error
        return NUMBERS.astype(dtype or np.float32)


def test_an_object_that_is_an_array_when_asked_is_taken() -> None:
    assert told(Tensor()) == told(NUMBERS)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([Decimal(1)] * N, "objectives have type object (Decimal); expected numbers of shape (4, 1)"),
        ([Fraction(1)] * N, "objectives have type object (Fraction); expected numbers of shape (4, 1)"),
        ([1.0, 2, None, 3], "objectives have type object (NoneType); expected numbers"),
        ([1.0, pd.NA, 2, 3], "objectives have type object (NAType); expected numbers"),
        (None, "objectives are None; expected numbers of shape (4, 1); the function that gives them may"),
        ([10**400] * N, "objectives have type object (int); expected numbers"),
        (["1"] * N, "objectives have type <U1; expected numbers"),
        ([1j] * N, "objectives have type complex128; expected numbers"),
        (np.zeros(N, "M8[D]"), "objectives have type datetime64[D]; expected numbers"),
        ([[1.0], [1.0, 2.0]], f"objectives: no array ({RAGGED}); expected numbers of shape (4, 1)"),
        (
            Tensor(RuntimeError("it needs its gradient\nand more")),
            "objectives: no array (it needs its gradient)",
        ),
        (Tensor(TypeError()), "objectives: no array (TypeError); expected"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused_in_one_line(given: Any, message: str) -> None:
    with pytest.raises(ShapeError, match="^" + re.escape(message)) as refused:
        told(given)
    assert "\n" not in str(refused.value)


def test_numbers_of_a_wider_type_that_no_double_holds_are_refused_without_a_warning() -> None:
    with pytest.raises(EvaluationError, match=r"row 0 \(and 3 more\) are \[inf\]"):
        told(np.array([np.longdouble("1e4000")] * N))


WIDE: Any = np.longdouble(10) ** 400
"""A number that no double holds, where the system has such a type; else infinity."""


def played_once(function: Any) -> Any:
    environment = FunctionEnvironment(function, n_inputs=2, n_outputs=1)
    return train(environment, population_size=N, generations=1, backend="reference", quiet=True)


class Wide:
    """An environment whose results are of a wider type than doubles."""

    name = "wide"
    spec = EnvironmentSpec(n_observations=2, n_actions=1, results=("fitness",), worst=(), max_steps=0)

    def play(self, networks: Any, seeds: Any) -> Episodes:
        results = np.full((len(networks), len(seeds), 1), WIDE)
        return Episodes(results, np.zeros(len(networks), dtype=np.bool_))


WIDE_CALLS: dict[str, Callable[[], object]] = {
    "fronts": lambda: pareto.fronts([[WIDE, 1.0], [1.0, 1.0]]),
    "hypervolume": lambda: pareto.hypervolume([[WIDE, 1.0]], [0.0, 0.0]),
    "reference point": lambda: pareto.hypervolume([[1.0, 1.0]], [-WIDE, 0.0]),
    "threshold": lambda: asked().is_solved(WIDE),
    "bounds": lambda: vectors(upper=WIDE),
    "reference point of a loop": lambda: Evolution(
        {"objectives": ["a", "b"], "backend": "reference"},
        n_inputs=2,
        n_outputs=1,
        reference_point=[WIDE, 0.0],
    ),
    "measures": lambda: asked(measures=["x"], objectives=["novelty"]).tell(NUMBERS, measures=[WIDE] * N),
    "function": lambda: played_once(lambda networks: np.full(len(networks), WIDE)),
    "environment": lambda: train(Wide(), population_size=N, generations=1, backend="reference", quiet=True),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", WIDE_CALLS)
def test_a_number_that_no_double_holds_is_infinite_and_warns_of_nothing(name: str) -> None:
    if name == "fronts":
        assert list(WIDE_CALLS[name]()) == [0, 1]  # type: ignore[call-overload]
    else:
        with pytest.raises(SpeciateError, match=r"finite|infinite|invalid|from -1e"):
            WIDE_CALLS[name]()


def test_whole_numbers_of_more_digits_than_integers_of_numpy_are_numbers(backend: str) -> None:
    assert pareto.fronts([[10**30, 2], [1, 1]]).tolist() == [0, 1]
    assert pareto.hypervolume([[10**30, 2.0]], [0, -(10**30)]) == pytest.approx(1e60)
    assert told([1, 10**30, True, -(2**70)], backend=backend) == told([1.0, 1e30, 1.0, -(2.0**70)])
    with pytest.raises(EvaluationError, match=r"row 1 are \[inf\]"):
        told([10**30, float("inf"), 1, 2])


def test_a_whole_number_beyond_the_largest_double_is_refused() -> None:
    given: list[Any] = [[[10**400, 2]], [[-(10**400), 1.5], [1, 1]]]
    for points in given:
        with pytest.raises(ShapeError, match=r"objectives have type object \(int\)"):
            pareto.fronts(points)


@pytest.mark.parametrize(
    "given", [[[1.0], [1.0, 2.0]], [1.0, [2.0]], [np.ones(2), np.ones(3)], ([1], [[1]]), [[[1], [1, 2]]]]
)
def test_rows_of_different_lengths_have_an_error_of_their_own(given: Any) -> None:
    with pytest.raises(RaggedError, match=f"^points: no array \\({RAGGED}\\); expected numbers$"):
        read("points", given, "numbers")


def test_an_error_that_speaks_of_rows_is_taken_for_no_other() -> None:
    with pytest.raises(ShapeError, match="inhomogeneous as mine are") as refused:
        read("points", Tensor(ValueError("inhomogeneous as mine are")), "numbers")
    assert not isinstance(refused.value, RaggedError)


def vectors(**arguments: Any) -> Nsga2:
    evolution = Nsga2(n_variables=2, population_size=N, backend="reference", **arguments)
    evolution.ask()
    return evolution


MASKED_CALLS: dict[str, tuple[Callable[[], object], type[SpeciateError], str]] = {
    "fronts": (lambda: pareto.fronts(POINTS), ShapeError, r"objectives: a masked value at \[0, 1\]"),
    "survivors": (lambda: pareto.survivors(POINTS, 1), ShapeError, "objectives: a masked"),
    "thinned": (lambda: pareto.thinned(POINTS, 1), ShapeError, "objectives: a masked"),
    "crowding": (lambda: pareto.crowding(np.ones((4, 2)), MASKED), ShapeError, r"fronts: a masked .* \[2\]"),
    "hypervolume": (
        lambda: pareto.hypervolume(np.ones((3, 2)), POINTS[0]),
        ShapeError,
        r"reference_point: a masked value at \[1\]",
    ),
    "networks": (lambda: asked().ask().forward(POINTS[0]), ShapeError, r"observations: a masked .* \[1\]"),
    "network": (
        lambda: asked().ask()[0].forward(POINTS.astype(np.float32)),
        ShapeError,
        r"observations: a masked value at \[0, 1\]",
    ),
    "threshold": (lambda: asked().is_solved(MASKED[2]), ShapeError, "threshold: a masked value, which"),
    "measures": (
        lambda: asked(measures=["x"], objectives=["novelty"]).tell(NUMBERS, measures=MASKED),
        EvaluationError,
        "measures of genome row 2 are masked",
    ),
    "vectors": (
        lambda: vectors().tell(np.ma.array(np.ones((N, 2)), mask=np.eye(N, 2, -1, dtype=np.bool_))),
        EvaluationError,
        "objectives of vector row 1 are masked",
    ),
    "bounds": (lambda: vectors(lower=POINTS[0]), ConfigError, r"lower: a masked value at \[1\]"),
}


@pytest.mark.parametrize("name", MASKED_CALLS)
def test_a_mask_is_never_lost(name: str) -> None:
    call, error, message = MASKED_CALLS[name]
    with pytest.raises(error, match="^" + message):
        call()


def test_whole_numbers_of_pandas_are_fronts() -> None:
    fronts = pd.Series([0, 0, 1], dtype="Int64")
    assert pareto.crowding([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], fronts).tolist() == [np.inf, np.inf, 0.0]


def test_an_environment_cannot_return_masked_results() -> None:
    def masked(networks: Any) -> Any:
        return np.ma.array(np.ones(len(networks)), mask=np.arange(len(networks)) == 1)

    environment = FunctionEnvironment(masked, n_inputs=2, n_outputs=1)
    with pytest.raises(
        EvaluationError, match=r"what it returned: a masked value at \[1\], which is no number"
    ):
        train(environment, population_size=N, generations=1, backend="reference", quiet=True)

    class Masked(FunctionEnvironment):
        def play(self, networks: Any, seeds: Any) -> Episodes:
            return Episodes(
                np.ma.array(np.ones((len(networks), len(seeds), 1)), mask=True),
                np.zeros(len(networks), np.bool_),
            )

    networks = asked().ask()
    with pytest.raises(ShapeError, match=r"play returned results: a masked value at \[0, 0, 0\]"):
        checks.play(Masked(masked, n_inputs=2, n_outputs=1), networks, np.zeros(1, dtype=np.uint64))


def test_messages_about_vectors_speak_of_vectors() -> None:
    for objectives in (np.zeros((N, 3)), np.full((N, 2), np.nan), np.zeros(N), [["a", "b"]] * N):
        with pytest.raises(SpeciateError) as refused:
            vectors().tell(objectives)
        assert "genome" not in str(refused.value)
    with pytest.raises(
        ShapeError, match=r"objectives have shape \(4, 3\); expected \(4, 2\), one row per vector$"
    ):
        vectors().tell(np.zeros((N, 3)))


@pytest.mark.filterwarnings("error")
def test_observations_beyond_single_precision_are_its_largest_numbers(backend: str) -> None:
    networks, limit = asked(backend).ask(), np.finfo(np.float32).max
    found, expected = networks.forward([1e300, -1e39]), networks.forward(np.array([limit, -limit]))
    assert found.tobytes() == expected.tobytes()
    assert networks[0].forward([1e300, -1e39]).tobytes() == expected[0].tobytes()


def test_a_plain_array_is_read_as_it_is() -> None:
    assert read("numbers", NUMBERS, "numbers").values is NUMBERS
