"""Networks behind a normalisation."""

import pickle
from typing import Any, cast

import numpy as np
import pytest

from speciate.backends.normalized import NormalizedBackend, normalizing
from speciate.errors import ConfigError
from speciate.evolution.neat import Neat
from speciate.values.networks import Networks
from speciate.values.normalization import Normalization

NORMALIZATION = Normalization(
    np.array([1.0, -2.0, 0.5], dtype=np.float32), np.array([2.0, 0.5, 1.0], dtype=np.float32)
)


@pytest.fixture(params=[False, True], ids=["feed-forward", "recurrent"])
def evolution(request: Any) -> Neat:
    return Neat(
        n_inputs=3, n_outputs=2, population_size=6, seed=1, config={"genome": {"recurrent": request.param}}
    )


def networks(evolution: Neat) -> Networks:
    return Networks(evolution.population, NormalizedBackend(evolution.backend, NORMALIZATION))


@pytest.mark.parametrize("shape", [(3,), (6, 3), (6, 5, 3)])
def test_networks_see_normalised_observations_and_remember_the_given_ones(
    evolution: Neat, shape: tuple[int, ...]
) -> None:
    seen = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    normalized, plain = networks(evolution), Networks(evolution.population, evolution.backend)
    expected = plain.forward(NORMALIZATION.normalized(seen))
    assert np.array_equal(normalized.forward(seen), expected)
    observed = normalized.observed
    assert observed is not None
    assert observed.counts.tolist() == [shape[1] if len(shape) == 3 else 1] * 6
    rows = np.broadcast_to(seen if len(shape) == 1 else seen.reshape(6, -1, 3).mean(axis=1), (6, 3))
    assert observed.means == pytest.approx(rows, abs=1e-6)
    assert plain.observed is None


def test_what_a_network_sees_alone_counts_for_its_row(evolution: Neat) -> None:
    several = networks(evolution)
    several[4].forward([1.0, 2.0, 3.0])
    observed = several.observed
    assert observed is not None
    assert observed.counts.tolist() == [0, 0, 0, 0, 1, 0]
    several.forward([3.0, 2.0, 1.0])
    observed = several.observed
    assert observed is not None
    assert observed.counts.tolist() == [1, 1, 1, 1, 2, 1]
    assert observed.means[4].tolist() == [2.0, 2.0, 2.0]
    several.forget_observed()
    observed = several.observed
    assert observed is not None
    assert observed.counts.tolist() == [0] * 6


def test_a_copy_in_another_process_sees_the_same(evolution: Neat) -> None:
    seen = np.ones(3, dtype=np.float32)
    copy = pickle.loads(pickle.dumps(networks(evolution)))  # noqa: S301
    assert np.array_equal(copy.forward(seen), networks(evolution).forward(seen))


def test_without_a_normalisation_the_backend_stays_the_same(evolution: Neat) -> None:
    assert normalizing(None, evolution.backend) is evolution.backend


def test_a_built_in_environment_refuses_networks_that_normalise(evolution: Neat) -> None:
    backend = normalizing(NORMALIZATION, evolution.backend)
    compiled = Networks(evolution.population, backend).compiled
    with pytest.raises(ConfigError, match=r"network\.normalize_observations: xor is a built-in environment"):
        backend.rollout("xor", {}, compiled, np.zeros(1, dtype=np.uint64))


def test_another_normalisation_takes_the_place_of_the_one_before(evolution: Neat) -> None:
    other = Normalization(NORMALIZATION.scales, NORMALIZATION.scales)
    again = normalizing(other, normalizing(NORMALIZATION, evolution.backend))
    assert isinstance(again, NormalizedBackend)
    assert again.normalization is other
    assert again.genomes is evolution.backend
    assert normalizing(None, again) is evolution.backend


def test_a_backend_that_knows_no_views_is_asked_for_none(evolution: Neat) -> None:
    class Own:
        def compile(self, population: Any) -> Any:
            return evolution.backend.compile(population)

    networks = NormalizedBackend(cast("Any", Own()), NORMALIZATION).compile(evolution.population)
    assert networks.n_inputs == 3
