"""Networks that see and answer through views.

Both backends, threads and instruction sets give the same bits, and what the equation says.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from benchmarks.suite import steps
from tests.parity.backends import both
from tests.parity.strategies import Settings, as_settings, settings_with
from tests.support.threads import SEVERAL_BLOCKS

from speciate import _native
from speciate.values.types import Float32s
from speciate.values.views import Views

KINDS: dict[str, dict[str, Any]] = {
    "feed-forward": {},
    "recurrent": {"genome": {"recurrent": True}},
    "of medians": {"genome": {"aggregation": "median"}},
}


@pytest.fixture(autouse=True)
def _widest_again() -> Iterator[None]:
    yield
    _native.use_instruction_set(_native.instruction_sets()[-1])


def views(n_views: int, n_inputs: int = 7, n_outputs: int = 4) -> Views:
    """Views of 3 inputs and 2 answers, with up to three terms each, of which some have none."""
    draws = np.random.default_rng(n_views)
    looks, merges = np.zeros((n_views, 3, n_inputs)), np.zeros((n_views, n_outputs, 2))
    for view in range(n_views):
        for row in range(3):
            looks[view, row, draws.choice(n_inputs, draws.integers(4), replace=False)] = draws.normal()
        merges[view, draws.integers(n_outputs), draws.integers(2)] = draws.normal()
    merges[0, 0, 0] = 1.0
    return Views(looks, merges)


def observations(*shape: int) -> Float32s:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def settings_of(kind: str) -> Settings:
    return settings_with(population_size=20, **KINDS[kind])


@pytest.mark.parametrize("n_views", [1, 2, 15, 16, 17, 40])
@pytest.mark.parametrize("kind", KINDS)
def test_both_backends_give_the_same_bits_step_after_step(kind: str, n_views: int) -> None:
    native, reference = (
        backend.compile(backend.found()[0], views(n_views)) for backend in both(settings_of(kind))
    )
    assert (native.n_inputs, native.n_outputs) == (reference.n_inputs, reference.n_outputs) == (7, 4)
    for shape in ((7,), (20, 7), (20, 1, 7)):
        one, other = observations(*shape), observations(*shape) * np.float32(0.5)
        for networks in (native, reference):
            networks.reset()
        for seen in (one, other, one):
            assert native.forward(seen).tobytes() == reference.forward(seen).tobytes()
    native.reset()
    reference.reset()
    several = observations(20, 9, 7)
    assert native.forward(several).tobytes() == reference.forward(several).tobytes()


@pytest.mark.parametrize("recurrent", [False, True])
def test_dense_networks_give_the_same_bits(recurrent: bool) -> None:  # noqa: FBT001
    settings = settings_with(
        population_size=20, genome={"recurrent": recurrent}, dense={"hidden_layers": [5]}
    )
    found = []
    for backend in both(settings):
        networks = backend.dense_compile(backend.dense_found(), views(17))
        found.append(b"".join(networks.forward(observations(20, 7)).tobytes() for _ in range(3)))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["native", "reference"])
def test_the_action_is_the_sum_of_merged_answers_to_what_each_view_sees(name: str) -> None:
    backend = steps.of(name, as_settings(settings_of("feed-forward")))
    population, seen = backend.found()[0], views(16)
    alone = backend.compile(population)
    for observation in observations(5, 7):
        expected = np.zeros((20, 4))
        for look, merge in zip(seen.looks, seen.merges, strict=True):
            expected += alone.forward(look @ observation) @ merge.T.astype(np.float64)
        assert backend.compile(population, seen).forward(observation) == pytest.approx(expected, abs=1e-4)


def test_a_view_of_everything_is_no_view() -> None:
    whole = Views([np.eye(3)], [np.eye(2)])
    for kind in KINDS:
        for backend in both(settings_of(kind)):
            population = backend.found()[0]
            plain, viewed = backend.compile(population), backend.compile(population, whole)
            for seen in (observations(20, 3), observations(20, 3) * np.float32(2.0)):
                assert np.array_equal(plain.forward(seen), viewed.forward(seen))


def test_the_state_of_recurrent_networks_is_one_for_each_view() -> None:
    """What one view saw does not reach another one."""
    apart = Views([np.eye(3, 6), np.eye(3, 6, 3)], [np.eye(4, 2), np.eye(4, 2, -2)])
    for backend in both(settings_of("recurrent")):
        population = backend.found()[0]
        alone, viewed = backend.compile(population), backend.compile(population, apart)
        first, second = observations(20, 3), observations(2, 20, 3)[1]
        both_seen = viewed.forward(np.concatenate([first, second], axis=1))
        both_seen = viewed.forward(np.concatenate([first, second], axis=1))
        for half, outputs in ((first, both_seen[:, :2]), (second, both_seen[:, 2:])):
            alone.reset()
            alone.forward(half)
            assert np.array_equal(alone.forward(half), outputs)


@pytest.mark.parametrize("kind", KINDS)
def test_neither_threads_nor_the_instruction_set_change_a_bit(kind: str) -> None:
    found = set()
    for threads in (1, 3):
        for simd in _native.instruction_sets():
            _native.use_instruction_set(simd)
            settings = settings_of(kind) | {"population_size": SEVERAL_BLOCKS, "threads": threads}
            backend = steps.of("native", as_settings(settings))
            networks = backend.compile(backend.found()[0], views(40))
            found.add(b"".join(networks.forward(observations(SEVERAL_BLOCKS, 7)).tobytes() for _ in range(2)))
    assert len(found) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_rollouts_through_views_are_equal(kind: str) -> None:
    halves = Views([np.eye(3, 4), np.eye(3, 4)[:, ::-1]], [np.eye(2), np.eye(2)[::-1]])
    seeds = np.array([0, 7], dtype=np.uint64)
    native, reference = (
        backend.rollout("cart_pole", {}, backend.compile(backend.found()[0], halves), seeds)
        for backend in both(settings_of(kind))
    )
    assert native.tobytes() == reference.tobytes()


def test_numbers_that_are_not_finite_are_seen_alike() -> None:
    for value in (np.inf, -np.inf, np.nan):
        seen = observations(7)
        seen[3] = value
        native, reference = (
            backend.compile(backend.found()[0], views(17)).forward(seen)
            for backend in both(settings_of("feed-forward"))
        )
        assert np.array_equal(native, reference, equal_nan=True)


def test_views_of_other_networks_are_refused() -> None:
    other = Views(np.ones((2, 4, 7)), np.ones((2, 4, 2)))
    for backend in both(settings_of("feed-forward")):
        with pytest.raises(ValueError, match="networks with 3 inputs and 2 outputs; views of 4 inputs and 2"):
            backend.compile(backend.found()[0], other)
