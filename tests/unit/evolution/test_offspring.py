"""Every population breeds: copies of the best never fill it, however small it or its islands are."""

from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution
from speciate.errors import ConfigError
from speciate.values.population import Population

DENSE: dict[str, Any] = {"dense": {"hidden_layers": (3,)}}
GRID: dict[str, Any] = {
    "algorithm": "map_elites",
    "measures": ("x",),
    "map_elites": {"grid_lower": (0.0,), "grid_upper": (1.0,)},
}
ALGORITHMS: dict[str, dict[str, Any]] = {
    "neat": {"algorithm": "neat"},
    "neat, a species each": {
        "algorithm": "neat",
        "reproduction": {"elite_species_size": 0},
    },
    "neat, elitist": {"algorithm": "neat", "selection": {"survival": "elitist"}},
    "genetic": {"algorithm": "genetic", **DENSE},
    "genetic, mixed": {"algorithm": "genetic", "selection": {"survival": "mixed"}, **DENSE},
    "genetic, two objectives": {"algorithm": "genetic", "objectives": ("a", "b"), **DENSE},
    "openai_es": {"algorithm": "openai_es", **DENSE},
    "snes": {"algorithm": "snes", **DENSE},
    "hyperneat": {"algorithm": "hyperneat", **DENSE},
    "map_elites": GRID,
    "map_elites, dense": GRID | {"map_elites": GRID["map_elites"] | {"grid_genomes": "dense"}, **DENSE},
}
WITHOUT_ISLANDS = ("map_elites", "openai_es", "snes")
WITH_ISLANDS = [name for name in ALGORITHMS if not name.startswith(WITHOUT_ISLANDS)]


def genomes(population: Population) -> list[bytes]:
    """The genes of each genome, without its id."""
    rows = (population.select(np.array([row], dtype=np.uint32)) for row in range(len(population)))
    columns = (sorted(row.columns().items()) for row in rows)
    return [b"".join(values.tobytes() for name, values in one if name != "ids") for one in columns]


def new_genomes(settings: dict[str, Any], n_generations: int, n_parts: int = 1) -> list[int]:
    """How many genomes of the second half of a run with random fitness are new, by part of the population."""
    evolution = Evolution(Config.build(settings), n_inputs=2, n_outputs=1)
    random, seen, found = np.random.default_rng(0), set[bytes](), [0] * n_parts
    for generation in range(n_generations):
        asked = genomes(evolution.ask().population)
        n = len(asked) // n_parts
        for part in range(n_parts):
            new = set(asked[part * n : (part + 1) * n]) - seen
            found[part] += len(new) if generation >= n_generations // 2 else 0
        seen |= set(asked)
        places = random.random((len(asked), 1)) if evolution.config.measures else None
        evolution.tell(random.random((len(asked), len(evolution.names))), measures=places)
    return found


@pytest.mark.parametrize("population_size", [2, 3, 4])
@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_smallest_populations_never_stop_breeding(name: str, population_size: int, backend: str) -> None:
    settings = ALGORITHMS[name] | {"population_size": population_size, "seed": 1, "backend": backend}
    n_generations = 200 if backend == "native" else 60
    assert min(new_genomes(settings, n_generations)) > 0


@pytest.mark.parametrize("genomes_each", [2, 3])
@pytest.mark.parametrize("name", WITH_ISLANDS)
def test_every_small_island_breeds(name: str, genomes_each: int, backend: str) -> None:
    settings = ALGORITHMS[name] | {"islands": {"n_islands": 4, "n_migrants": 0}, "seed": 1}
    settings |= {"population_size": 4 * genomes_each, "backend": backend}
    assert min(new_genomes(settings, 200 if backend == "native" else 40, n_parts=4)) > 0


def test_cma_es_draws_new_weights_from_the_smallest_population_on(backend: str) -> None:
    settings = {"algorithm": "cma_es", "population_size": 4, "backend": backend} | DENSE
    assert new_genomes(settings, 60)[0] > 4 * 25


def elite_count(population_size: int, n_islands: int = 1) -> int | None:
    settings = {"population_size": population_size, "islands": {"n_islands": n_islands, "n_migrants": 0}}
    return Config.build({"algorithm": "genetic"} | settings).resolved().genetic.elite_count


def test_an_open_elite_count_leaves_room_for_one_offspring_on_each_island() -> None:
    assert [elite_count(size) for size in (2, 3, 4, 150)] == [1, 2, 2, 2]
    assert [elite_count(size, 20) for size in (40, 59, 60, 400)] == [1, 1, 2, 2]


@pytest.mark.parametrize(("n_elites", "n_genomes"), [(2, 2), (10, 10), (50, 10)])
def test_elites_that_fill_the_population_are_refused(n_elites: int, n_genomes: int) -> None:
    genetic = {"genetic": {"elite_count": n_elites}}
    with pytest.raises(ConfigError) as refused:
        speciate.Genetic(n_inputs=2, n_outputs=1, population_size=n_genomes, config=genetic)
    assert str(refused.value) == (
        f"genetic.elite_count = {n_elites}: copies would fill population_size = {n_genomes}; expected at "
        f"most {n_genomes - 1}, so that offspring are bred, or a larger population_size"
    )
    settings: dict[str, Any] = {"algorithm": "genetic", "population_size": n_genomes} | genetic
    with pytest.raises(ConfigError, match=r"genetic\.elite_count"):
        Evolution(Config(**settings), n_inputs=2, n_outputs=1)
    speciate.Genetic(
        n_inputs=2, n_outputs=1, population_size=n_genomes, config={"genetic": {"elite_count": n_genomes - 1}}
    )


def test_elites_that_fill_an_island_are_refused_with_all_three_settings() -> None:
    settings = {"islands": {"n_islands": 20}, "genetic": {"elite_count": 2}}
    with pytest.raises(ConfigError) as refused:
        speciate.Genetic(n_inputs=2, n_outputs=1, population_size=41, config=settings)
    assert str(refused.value) == (
        "genetic.elite_count = 2: copies would fill the smallest of islands.n_islands = 20, which has 2 of "
        "population_size = 41 genomes; expected at most 1, so that offspring are bred, or a larger "
        "population_size"
    )


def test_elites_of_a_grid_are_its_own_so_their_number_does_not_matter() -> None:
    settings = ALGORITHMS["map_elites, dense"] | {"population_size": 2, "genetic": {"elite_count": 5}}
    assert new_genomes(settings, 20)[0] > 0


@pytest.mark.parametrize("n_islands", [1, 3])
@pytest.mark.parametrize("algorithm", ["neat", "hyperneat"])
def test_champions_of_one_genome_species_that_fill_a_pair_are_refused(algorithm: str, n_islands: int) -> None:
    settings = {
        "algorithm": algorithm,
        "population_size": 2 * n_islands,
        "islands": {"n_islands": n_islands},
        "reproduction": {"elite_species_size": 0, "min_species_size": 1},
    }
    with pytest.raises(ConfigError, match=r"elite_species_size = 0 with min_.* population_size"):
        Config.build(settings)
    assert Config.build(settings | {"population_size": 3 * n_islands}).reproduction.elite_species_size == 0
