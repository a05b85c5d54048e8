"""How many species live: about three where genomes are large, and one where speciation is off."""

from typing import Any

import numpy as np
import pytest

from speciate import Neat


def told(backend: str, target_species: Any, n_generations: int = 6) -> Neat:
    config = {
        "speciation": {"target_species": target_species},
        "mutation": {"add_node_rate": 0.5, "add_connection_rate": 0.5},
        "genome": {"weight_limit": 1e6, "founder_weight_sigma": 1000.0},
    }
    one = Neat(n_inputs=4, n_outputs=2, population_size=20, seed=2, backend=backend, config=config)
    for generation in range(n_generations):
        one.ask()
        one.tell(np.random.default_rng(generation).uniform(size=20))
        if target_species == "off":
            assert len(one.species) == 1
    return one


def test_all_genomes_are_one_species_however_far_apart_they_are(backend: str) -> None:
    one = told(backend, "off")
    assert one.species.ids.tolist() == [0]
    assert one.species.created.tolist() == [0]


def test_metrics_have_no_threshold_where_speciation_is_off(backend: str) -> None:
    assert "threshold" not in told(backend, "off", 1).metrics
    assert told(backend, "auto", 1).metrics["threshold"] > 0.0


def test_both_backends_breed_one_species_alike(native: str) -> None:
    one, other = (told(backend, "off").snapshot().arrays for backend in (native, "reference"))
    for name, array in one.items():
        assert array.tobytes() == other[name].tobytes(), name


@pytest.mark.parametrize(("n_inputs", "n_outputs"), [(86, 6), (19, 5), (13, 5)])
def test_about_three_species_live_however_large_genomes_are(
    native: str, n_inputs: int, n_outputs: int
) -> None:
    one = Neat(n_inputs=n_inputs, n_outputs=n_outputs, population_size=167, seed=2, backend=native)
    draws = np.random.default_rng(2)
    observation = draws.normal(size=n_inputs)
    wanted, counts = draws.uniform(-0.5, 0.5, n_outputs), []
    for _ in range(50):
        missed = ((one.ask().forward(observation) - wanted) ** 2).mean(axis=1)
        one.tell(-missed * draws.uniform(0.9, 1.1, 167))
        counts.append(one.metrics["n_species"])
    assert 2.0 <= np.median(counts[15:]) <= 4.0, counts
    assert np.mean(np.array(counts[15:]) >= 2) >= 0.9, counts


def test_a_threshold_that_joins_all_genomes_falls_until_several_species_live(backend: str) -> None:
    config = {"speciation": {"compatibility_threshold": 1000.0}}
    one = Neat(n_inputs=3, n_outputs=1, population_size=30, seed=2, backend=backend, config=config)
    counts = []
    for generation in range(20):
        one.ask()
        one.tell(np.random.default_rng(generation).uniform(size=30))
        counts.append(one.metrics["n_species"])
    assert counts[0] == 1
    assert min(counts[-5:]) >= 2, counts
