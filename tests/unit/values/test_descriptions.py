"""What prints in a notebook: short, and what one wants to know."""

from pathlib import Path

import numpy as np
import pytest

import speciate
from speciate import Evolution, FunctionEnvironment, Genetic, Neat, Nsga2


def told(evolution: Evolution) -> Evolution:
    n = len(evolution.ask())
    evolution.tell(np.linspace(0.0, 1.0, n))
    return evolution


def test_a_loop_and_its_parts_describe_themselves(backend: str) -> None:
    evolution = told(Neat(n_inputs=3, n_outputs=1, population_size=10, backend=backend))
    n_connections = evolution.population.n_connections
    population = f"Population(10 genomes of 3 inputs and 1 output, {n_connections} connections)"
    assert repr(evolution.population) == population
    assert repr(evolution) == f"Neat(generation 1, {population})"
    species = evolution.species
    assert repr(species) == f"Species({len(species)} of 10 genomes, threshold {species.threshold:.3f})"
    assert repr(evolution.population.select(np.array([0], dtype=np.uint32))).startswith(
        "Population(1 genome of"
    )


def test_dense_networks_and_other_algorithms_describe_themselves(backend: str) -> None:
    genetic = Genetic(n_inputs=2, n_outputs=1, population_size=4, hidden_layers=[3], backend=backend)
    population = "Population(4 genomes of 2 inputs and 1 output, 36 connections)"
    assert repr(genetic) == f"Genetic(generation 0, {population})"
    config = {
        "algorithm": "genetic",
        "population_size": 4,
        "backend": backend,
        "dense": {"hidden_layers": [3]},
    }
    assert (
        repr(Evolution(config, n_inputs=2, n_outputs=1)) == f"Evolution(genetic, generation 0, {population})"
    )


def test_vectors_describe_themselves(backend: str) -> None:
    evolution = Nsga2(n_variables=1, population_size=4, backend=backend)
    assert repr(evolution) == "Nsga2(generation 0, 4 vectors of 1 variable, 2 objectives)"


@pytest.mark.parametrize(
    ("generations", "stop", "description"),
    [
        (1, False, "Run(xor, after 1 generation, {})"),
        (300, True, "Run(xor, solved after {n} generations, {})"),
    ],
)
def test_a_run_describes_itself(generations: int, stop: bool, description: str, tmp_path: Path) -> None:  # noqa: FBT001
    run = speciate.train(
        "xor",
        generations=generations,
        stop_when_solved=stop,
        backend="reference",
        run_directory=tmp_path / "run",
        quiet=True,
    )
    assert repr(run) == description.format(tmp_path / "run", n=run.generation)


def test_a_run_of_your_own_function_has_its_name() -> None:
    def balance(_: object) -> float:
        return 1.0

    environment = FunctionEnvironment(balance, n_inputs=1, n_outputs=1, each=True)
    run = speciate.train(environment, population_size=4, generations=2, backend="reference", quiet=True)
    assert repr(run) == "Run(balance, after 2 generations)"
