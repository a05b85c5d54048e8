"""The whole reference backend: what holds after every step, and that it needs nothing compiled."""

import subprocess
import sys
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from tests.parity.evolving import Arrays, assert_equal_arrays, evolve
from tests.parity.strategies import (
    EVALUATIONS,
    Evaluations,
    Settings,
    as_settings,
    settings_strategy,
    settings_with,
)

from speciate.backends.reference.backend import ReferenceBackend
from speciate.values.backend import NeatBackend

RUNS = hypothesis.settings(deadline=None, max_examples=40)


def columns(trace: Arrays, title: str) -> Arrays:
    names = [name for name in trace if name.startswith(f"{title} ") and name != f"{title} sizes"]
    return {name.removeprefix(f"{title} "): trace[name] for name in names}


def test_the_backend_keeps_the_protocol() -> None:
    backend = ReferenceBackend(as_settings(settings_with()))
    assert isinstance(backend, NeatBackend)
    assert backend.name == "reference"


@RUNS
@given(settings_strategy(), EVALUATIONS)
def test_every_offspring_keeps_the_invariants(settings: Settings, evaluations: Evaluations) -> None:
    backend = ReferenceBackend(as_settings(settings))
    trace = evolve(backend, settings, evaluations, 5)
    backend.population(columns(trace[0], "founders"))
    for arrays in trace[1:]:
        backend.population(columns(arrays, "offspring"))
        backend.population(columns(arrays, "representatives"))


@RUNS
@given(settings_strategy(), EVALUATIONS)
def test_the_population_size_is_exact_and_ids_are_never_reused(
    settings: Settings, evaluations: Evaluations
) -> None:
    trace = evolve(ReferenceBackend(as_settings(settings)), settings, evaluations, 4)
    ids = [trace[0]["founders ids"], *(arrays["offspring ids"] for arrays in trace[1:])]
    assert np.concatenate(ids).tolist() == list(range(5 * settings["population_size"]))
    for arrays in trace[1:]:
        assert len(arrays["survivor rows"]) == settings["population_size"]


@RUNS
@given(settings_strategy(selection={"survival": "generational"}), EVALUATIONS)
def test_the_best_genome_is_never_lost(settings: Settings, evaluations: Evaluations) -> None:
    for arrays in evolve(ReferenceBackend(as_settings(settings)), settings, evaluations, 4)[1:]:
        assert arrays["ranking order"][0] in arrays["plan parent_a"][arrays["plan elite"]]


@RUNS
@given(settings_strategy(), EVALUATIONS)
def test_equal_settings_give_equal_runs_whatever_the_threads(
    settings: Settings, evaluations: Evaluations
) -> None:
    first = evolve(ReferenceBackend(as_settings(settings)), settings, evaluations, 3)
    again = evolve(ReferenceBackend(as_settings(settings | {"threads": 7})), settings, evaluations, 3)
    for ours, theirs in zip(first, again, strict=True):
        assert_equal_arrays(ours, theirs)


def test_a_population_of_another_backend_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a population of the reference backend"):
        ReferenceBackend(as_settings(settings_with())).concatenate([object()])  # type: ignore[list-item]


def test_a_rollout_plays_every_network_and_seed() -> None:
    backend = ReferenceBackend(as_settings(settings_with(n_outputs=1)))
    networks = backend.compile(backend.found()[0])
    results = backend.rollout("xor", {}, networks, np.arange(2, dtype=np.uint64))
    assert results.shape == (12, 2, 2)
    assert (results[:, 0] == results[:, 1]).all()


def test_a_rollout_refuses_networks_that_do_not_fit() -> None:
    backend = ReferenceBackend(as_settings(settings_with(n_outputs=2)))
    networks = backend.compile(backend.found()[0])
    with pytest.raises(ValueError, match="3 inputs and 2 outputs cannot play"):
        backend.rollout("xor", {}, networks, np.zeros(1, dtype=np.uint64))


def test_a_rollout_leaves_the_state_of_networks_alone() -> None:
    backend = ReferenceBackend(as_settings(settings_with(n_outputs=1, genome={"recurrent": True})))
    networks = backend.compile(backend.found()[0])
    observation = np.ones(3, dtype=np.float32)
    networks.forward(observation)
    backend.rollout("xor", {}, networks, np.zeros(1, dtype=np.uint64))
    again = backend.compile(backend.found()[0])
    again.forward(observation)
    assert networks.forward(observation).tolist() == again.forward(observation).tolist()


def test_it_imports_without_a_compiled_module_and_without_pydantic() -> None:
    root = Path(__file__).parents[4] / "python" / "speciate"
    program = f"""
import sys, types
sys.modules["speciate._native"] = sys.modules["pydantic"] = None
package = types.ModuleType("speciate")
package.__path__ = [{str(root)!r}]
sys.modules["speciate"] = package
backends = types.ModuleType("speciate.backends")
backends.__path__ = [{str(root / "backends")!r}]
sys.modules["speciate.backends"] = backends
import speciate.backends.reference.backend
"""
    subprocess.run([sys.executable, "-c", program], check=True)
