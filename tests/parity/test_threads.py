"""Threads share the work, and nothing depends on how many there are."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmarks.suite import steps
from tests.parity.backends import both
from tests.parity.evolving import assert_equal_arrays, evolve
from tests.parity.strategies import Evaluations, Settings, as_settings, settings_with
from tests.support.threads import SEVERAL_BLOCKS, SEVERAL_WAVES

from speciate import _native
from speciate.backends.native.encoding import settings_text

CORE = Path(__file__).parents[2] / "crates/core/src"
SEVERAL: dict[str, dict[str, Any]] = {
    "one objective": {},
    "three objectives": {"n_objectives": 3, "selection": {"survival": "mixed", "archive_size": 20}},
    "recurrent": {"genome": {"recurrent": True}},
}


def constants(name: str) -> list[int]:
    """The values of a constant, wherever the core's source divides work among threads."""
    compiled = CORE / "network/networks.rs"  # its blocks are divided in compile.rs
    texts = [path.read_text() for path in CORE.rglob("*.rs") if path != compiled]
    texts = [compiled.read_text(), *(text for text in texts if "threads.for_each" in text)]
    return [int(value) for text in texts for value in re.findall(rf"const {name}: usize = (\d+);", text)]


def evaluations() -> Evaluations:
    return Evaluations(seed=3, kind="normal", failure_rate=0.05)


def test_several_blocks_and_waves_are_as_many_as_tests_say() -> None:
    blocks = [size for name in ("BLOCK", "PIECE", "LEAST") for size in constants(name)]
    assert len(blocks) == 7, "a step was added or took another name: tell this test"
    assert 4 * max(blocks) < SEVERAL_BLOCKS
    (wave,) = constants("WAVE")
    breeding = 8 * 3 * 32  # blocks of three threads, see ``breed_in_parallel``
    assert max(wave, breeding) < SEVERAL_WAVES


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_an_engine_has_as_many_threads_as_it_was_given(threads: int) -> None:
    assert _native.Engine(settings_text(as_settings(settings_with(threads=threads)))).threads == threads


@pytest.mark.parametrize("kind", SEVERAL)
def test_three_threads_and_the_reference_evolve_the_same_in_several_blocks(kind: str) -> None:
    settings = settings_with(population_size=SEVERAL_BLOCKS, threads=3, **SEVERAL[kind])
    native, reference = both(settings)
    expected = evolve(reference, settings, evaluations(), 3)
    for at_once in (False, True):
        found = evolve(native, settings, evaluations(), 3, at_once=at_once)
        for ours, theirs in zip(found, expected, strict=True):
            assert_equal_arrays(ours, {name: theirs[name] for name in ours})


def native_run(settings: Settings, threads: int) -> list[dict[str, Any]]:
    backend = steps.of("native", as_settings(settings | {"threads": threads}))
    return evolve(backend, settings, evaluations(), 5)


@pytest.mark.parametrize("kind", SEVERAL)
def test_threads_do_not_change_populations_of_several_waves(kind: str) -> None:
    settings = settings_with(population_size=SEVERAL_WAVES, **SEVERAL[kind])
    one, *others = (native_run(settings, threads) for threads in (1, 2, 3))
    for other in others:
        for found, expected in zip(other, one, strict=True):
            assert_equal_arrays(found, expected)


def test_threads_do_not_change_dense_networks_of_several_pieces() -> None:
    settings = settings_with(population_size=SEVERAL_BLOCKS)
    order = np.arange(SEVERAL_BLOCKS, dtype=np.uint32)[::-1].copy()
    observations = np.random.default_rng(0).normal(size=(SEVERAL_BLOCKS, 3)).astype(np.float32)
    found = []
    for threads in (1, 2, 3):
        backend = steps.of("native", as_settings(settings | {"threads": threads}))
        bred = backend.dense_breed(backend.dense_found(), order, 60, 2, 5)
        found.append((bred.tobytes(), backend.dense_compile(bred).forward(observations).tobytes()))
    assert len(set(found)) == 1


def test_threads_do_not_change_rollouts_and_novelty() -> None:
    seeds = np.arange(3, dtype=np.uint64)
    places = np.random.default_rng(1).normal(size=(2 * SEVERAL_BLOCKS, 2))
    quality = np.random.default_rng(2).normal(size=2 * SEVERAL_BLOCKS)
    found = []
    for threads in (1, 2, 3):
        settings = settings_with(population_size=SEVERAL_BLOCKS, n_inputs=4, threads=threads)
        backend = steps.of("native", as_settings(settings))
        networks = backend.compile(backend.found()[0])
        results = backend.rollout("cart_pole", {}, networks, seeds)
        rated = backend.rate_novelty(places, quality, SEVERAL_BLOCKS, 5)
        found.append((results.tobytes(), *(one.tobytes() for one in rated)))
    assert len(set(found)) == 1
