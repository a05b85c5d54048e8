"""Draws and the arithmetic below them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speciate.draws.arithmetic import ln, sin_cos
from speciate.draws.philox import Draws, Purpose, inverse_normal

WORDS = st.integers(0, 2**64 - 1)


@given(WORDS, WORDS, WORDS, st.integers(0, 200))
def test_words_are_those_of_philox(seed: int, generation: int, row: int, index: int) -> None:
    key = np.array([seed, Purpose.MUTATION], dtype=np.uint64)
    counter = np.array([0, row, generation, 0], dtype=np.uint64)
    expected = np.random.Philox(key=key, counter=counter).random_raw(index + 1)[index]
    assert Draws(seed, Purpose.MUTATION, generation, row).word(index) == expected


def test_a_draw_does_not_depend_on_those_before() -> None:
    forward, backward = Draws(1, Purpose.PARENT), Draws(1, Purpose.PARENT)
    assert [forward.word(i) for i in range(100)] == [backward.word(i) for i in reversed(range(100))][::-1]


def test_half_words_are_the_halves_of_words_the_lower_first() -> None:
    draws = Draws(1, Purpose.CROSSOVER)
    assert [draws.half(2 * i) + (draws.half(2 * i + 1) << 32) for i in range(9)] == draws.words(9).tolist()


def test_half_words_hit_at_a_rate_and_never_at_none() -> None:
    draws = Draws(1, Purpose.MUTATION)
    hits = {rate: sum(draws.hits(i, rate) for i in range(10_000)) for rate in (0.0, 0.25, 1.0)}
    assert hits[0.0] == 0
    assert hits[0.25] == pytest.approx(2_500, abs=150)
    assert hits[1.0] == 10_000


@pytest.mark.parametrize(
    ("half", "rate", "expected"),
    [(0, 0.0, False), (2**31 - 1, 0.5, True), (2**31, 0.5, False), (2**32 - 1, 1.0, True)],
)
def test_a_half_word_hits_below_the_rate_only(half: int, rate: float, *, expected: bool) -> None:
    class Known(Draws):
        def half(self, index: int) -> int:
            return half + index

    assert Known(1, Purpose.MUTATION).hits(0, rate) is expected


def test_rows_generations_and_purposes_differ() -> None:
    addresses = [
        (1, Purpose.PARENT, 0, 0),
        (1, Purpose.PARENT, 0, 1),
        (1, Purpose.PARENT, 1, 0),
        (1, Purpose.MUTATION, 0, 0),
    ]
    assert len({Draws(*address).word(0) for address in addresses}) == 4


def test_uniforms_and_normals_have_their_moments() -> None:
    draws = Draws(5, Purpose.FOUNDER_WEIGHT)
    uniforms = draws.uniforms(20_000)
    normals = np.array([draws.normal(index) for index in range(20_000)])
    assert uniforms.min() >= 0.0
    assert uniforms.max() < 1.0
    assert uniforms.mean() == pytest.approx(0.5, abs=0.01)
    assert normals.mean() == pytest.approx(0.0, abs=0.02)
    assert normals.std() == pytest.approx(1.0, abs=0.02)


@given(WORDS, st.integers(1, 1000))
def test_whole_numbers_stay_below_their_bound(seed: int, n: int) -> None:
    assert 0 <= Draws(seed, Purpose.PARENT).below(3, n) < n


@given(st.floats(1e-300, 1e-3))
def test_the_inverse_normal_is_right_far_out(p: float) -> None:
    assert math.erfc(-inverse_normal(p) / math.sqrt(2.0)) / 2.0 == pytest.approx(p, rel=1e-11)


@given(st.floats(1e-3, 0.999))
def test_the_inverse_normal_is_right_near_the_centre(p: float) -> None:
    assert math.erfc(-inverse_normal(p) / math.sqrt(2.0)) / 2.0 == pytest.approx(p, rel=1e-13)


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_right(x: float) -> None:
    assert ln(x) == pytest.approx(math.log(x), rel=1e-14, abs=1e-15)


@given(st.floats(-1e5, 1e5))
def test_sine_and_cosine_are_right(x: float) -> None:
    assert sin_cos(x) == pytest.approx((math.sin(x), math.cos(x)), abs=1e-13)
