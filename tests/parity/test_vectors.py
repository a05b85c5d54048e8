"""NSGA-II over vectors: the steps of both backends, and whole runs."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from tests.parity.backends import CASES, RUNS
from tests.parity.evolving import assert_equal_arrays
from tests.parity.objectives import TIES

from speciate.backends.native.vectors import NativeVectors
from speciate.backends.reference.vectors.nsga2 import ReferenceVectors
from speciate.evolution.nsga2 import Nsga2
from speciate.values.types import Float64s
from speciate.values.vectors import TRUNCATIONS, EvaluatedVectors, RankedVectors, VectorSettings

RATES = st.sampled_from([0.0, 0.3, 0.9, 1.0])
ETAS = st.sampled_from([0.0, 0.5, 1.0, 15.0, 20.0, 63.0, 64.0, 100.5, 1e12])
WIDTHS = st.sampled_from([0.0, 5e-324, 1e-12, 1.0, 3.7, 1e300])
LOWERS = st.sampled_from([-0.0, 0.0, 1.0, -2.5, 1e-300, -1e300])


@st.composite
def settings(draw: st.DrawFn) -> VectorSettings:
    """Settings of small runs, with bounds that are wide, tight or equal."""
    n_variables = draw(st.integers(1, 12))
    lower = draw(npst.arrays(np.float64, n_variables, elements=LOWERS))
    width = draw(npst.arrays(np.float64, n_variables, elements=WIDTHS))
    return VectorSettings(
        seed=draw(st.integers(0, 2**64 - 1)),
        population_size=draw(st.integers(2, 40)),
        lower=lower,
        upper=np.minimum(lower + width, 1e300),
        crossover_rate=draw(RATES),
        crossover_eta=draw(ETAS),
        mutation_rate=draw(RATES),
        mutation_eta=draw(ETAS),
        truncation=draw(st.sampled_from(TRUNCATIONS)),
    )


@st.composite
def told(draw: st.DrawFn, n: int, n_variables: int, n_objectives: int) -> EvaluatedVectors:
    """Made-up evaluations, with ties, of vectors that are told apart by their rows."""
    return EvaluatedVectors(
        np.arange(n * n_variables, dtype=np.float64).reshape(n, n_variables),
        draw(npst.arrays(np.float64, (n, n_objectives), elements=st.one_of(TIES, st.floats(-1e9, 1e9)))),
        draw(npst.arrays(np.bool_, n)),
    )


@CASES
@given(settings())
def test_founders_have_equal_bits(settings: VectorSettings) -> None:
    expected, found = ReferenceVectors(settings).found(), NativeVectors(settings).found()
    assert_equal_arrays({"founders": found}, {"founders": expected})


@CASES
@given(settings(), st.data(), st.integers(0, 2**64 - 1))
def test_offspring_have_equal_bits(settings: VectorSettings, data: Any, generation: int) -> None:
    native, reference = NativeVectors(settings), ReferenceVectors(settings)
    n, vectors = settings.population_size, native.found()
    kind = data.draw(st.sampled_from(["uniform", "on the bounds", "next to each other"]), "parents")
    if kind == "on the bounds":
        vectors = np.where(np.arange(n)[:, None] % 2, settings.lower, settings.upper)
    if kind == "next to each other":
        steps = np.arange(n)[:, None] % 5 * 0.5e-14 * (settings.upper - settings.lower)
        vectors = np.minimum(settings.lower + steps, settings.upper)
    parents = RankedVectors(
        vectors,
        np.zeros((n, 1)),
        np.zeros(n, dtype=np.bool_),
        data.draw(npst.arrays(np.uint32, n, elements=st.integers(0, 3))),
        data.draw(npst.arrays(np.float64, n, elements=st.sampled_from([0.0, 0.5, 1.0, np.inf]))),
    )
    for _ in range(3):
        expected, found = reference.offspring(parents, generation), native.offspring(parents, generation)
        assert_equal_arrays({"offspring": found}, {"offspring": expected})
        assert ((found >= settings.lower) & (found <= settings.upper)).all()
        parents = parents._replace(vectors=found)


@CASES
@given(settings(), st.data(), st.integers(1, 5))
def test_survivors_have_equal_bits(settings: VectorSettings, data: Any, n_objectives: int) -> None:
    n, n_variables = settings.population_size, len(settings.lower)
    population = RankedVectors.none(n_variables, n_objectives)
    if data.draw(st.booleans(), "not the first generation"):
        old = data.draw(told(n, n_variables, n_objectives))
        fronts, crowding = np.zeros(n, dtype=np.uint32), np.zeros(n)
        population = RankedVectors(old.vectors, old.objectives, old.failed, fronts, crowding)
    offspring = data.draw(told(n, n_variables, n_objectives))
    expected = ReferenceVectors(settings).survive(population, offspring)
    found = NativeVectors(settings).survive(population, offspring)
    assert_equal_arrays(found._asdict(), expected._asdict())


@RUNS
@given(
    st.integers(2, 40),
    st.integers(1, 12),
    st.integers(1, 5),
    st.integers(0, 2**63 - 1),
    st.sampled_from([1, 7]),
    st.sampled_from(TRUNCATIONS),
)
def test_runs_have_equal_bits(
    population_size: int, n_variables: int, n_objectives: int, seed: int, levels: int, truncation: str
) -> None:
    runs = [
        Nsga2(
            n_variables=n_variables,
            lower=-1.0,
            upper=2.0,
            population_size=population_size,
            objectives=n_objectives,
            seed=seed,
            truncation=truncation,
            backend=backend,
        )
        for backend in ("native", "reference")
    ]
    for _ in range(6):
        for run in runs:
            run.tell(made_up(run.ask(), n_objectives, levels))
    assert_equal_arrays(*[run.snapshot().arrays for run in runs])


def made_up(vectors: NDArray[np.float64], n_objectives: int, levels: int) -> Float64s:
    """Conflicting objectives of whole numbers, so that many rows are equal."""
    centres = np.linspace(-1.0, 2.0, n_objectives)
    distances: Float64s = np.abs(vectors[:, :1] - centres) + np.abs(vectors[:, 1:]).sum(axis=1, keepdims=True)
    return np.floor(distances * levels)
