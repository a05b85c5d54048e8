from collections.abc import Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from speciate.values import generation
from speciate.values import population as genomes

__all__ = [
    "Engine",
    "Networks",
    "Population",
    "Species",
    "VectorEngine",
    "Views",
    "__version__",
    "advance",
    "best",
    "breed",
    "checksums",
    "compile",
    "concatenate",
    "crowding",
    "dense_breed",
    "dense_compile",
    "dense_found",
    "environment_spec",
    "environments",
    "finite",
    "found",
    "fronts",
    "grid_insert",
    "grid_plan",
    "instruction_set",
    "instruction_sets",
    "plan",
    "play",
    "players",
    "population",
    "rank",
    "rate_novelty",
    "rollout",
    "speciate",
    "species",
    "survive",
    "thinned",
    "use_instruction_set",
    "vectors_found",
    "vectors_offspring",
    "vectors_survive",
]
__version__: str

def instruction_sets() -> list[str]: ...
def instruction_set() -> str: ...
def use_instruction_set(name: str) -> None: ...

@final
class Engine:
    def __new__(cls, settings: str) -> Engine: ...
    @property
    def threads(self) -> int: ...

@final
class Population:
    def __len__(self) -> int: ...
    @property
    def settings(self) -> str: ...
    @property
    def n_inputs(self) -> int: ...
    @property
    def n_outputs(self) -> int: ...
    @property
    def ids(self) -> NDArray[np.uint64]: ...
    @property
    def n_nodes(self) -> int: ...
    @property
    def n_connections(self) -> int: ...
    @property
    def sizes(self) -> NDArray[np.uint32]: ...
    def columns(self) -> dict[str, NDArray[Any]]: ...
    def select(self, rows: NDArray[np.uint32]) -> Population: ...
    def distance(self, a: int, b: int) -> float: ...

@final
class Views:
    def __new__(cls, looks: NDArray[np.float32], merges: NDArray[np.float32]) -> Views: ...

@final
class Networks:
    def __len__(self) -> int: ...
    @property
    def n_inputs(self) -> int: ...
    @property
    def n_outputs(self) -> int: ...
    @property
    def recurrent(self) -> bool: ...
    def forward(self, observations: NDArray[np.float32]) -> NDArray[np.float32]: ...
    def reset(self) -> None: ...

@final
class Species:
    def __len__(self) -> int: ...
    @property
    def ids(self) -> NDArray[np.uint32]: ...
    @property
    def created(self) -> NDArray[np.uint32]: ...
    @property
    def last_improved(self) -> NDArray[np.uint32]: ...
    @property
    def best_fitness(self) -> NDArray[np.float64]: ...
    @property
    def assignment(self) -> NDArray[np.uint32]: ...
    @property
    def representatives(self) -> Population: ...
    @property
    def threshold(self) -> float: ...
    @property
    def threshold_step(self) -> float: ...
    @property
    def next_id(self) -> int: ...

def found(engine: Engine) -> tuple[Population, int, int]: ...
def population(engine: Engine, columns: dict[str, NDArray[Any]]) -> Population: ...
def concatenate(
    engine: Engine, populations: list[genomes.Population], rows: NDArray[np.uint32] | None = None
) -> Population: ...
def compile(engine: Engine, population: genomes.Population, views: Views | None = None) -> Networks: ...
def environments() -> list[str]: ...
def environment_spec(name: str, options: str) -> dict[str, Any]: ...
def players(environment: str) -> list[str]: ...
def play(name: str, options: str, player: str, seeds: NDArray[np.uint64]) -> NDArray[np.float64]: ...
def rollout(
    engine: Engine, environment: str, options: str, networks: genomes.Networks, seeds: NDArray[np.uint64]
) -> NDArray[np.float64]: ...
def finite(given: object, n_rows: int, n_columns: int) -> NDArray[np.float64] | None: ...
def fronts(points: NDArray[np.float64]) -> NDArray[np.uint32]: ...
def crowding(points: NDArray[np.float64], fronts: NDArray[np.uint32]) -> NDArray[np.float64]: ...
def best(points: NDArray[np.float64], n: int) -> NDArray[np.uint32]: ...
def thinned(points: NDArray[np.float64], n: int) -> NDArray[np.uint32]: ...
def rank(
    engine: Engine,
    points: NDArray[np.float64],
    failed: NDArray[np.bool_],
    sizes: NDArray[np.uint32],
    ids: NDArray[np.uint64],
) -> tuple[NDArray[np.uint32], NDArray[np.float64], NDArray[np.uint32]]: ...
def survive(
    engine: Engine,
    points: NDArray[np.float64],
    failed: NDArray[np.bool_],
    order: NDArray[np.uint32],
    n_carried: int,
    generation: int,
) -> NDArray[np.uint32]: ...
def rate_novelty(
    engine: Engine,
    measures: NDArray[np.float64],
    quality: NDArray[np.float64],
    n_rated: int,
    n_neighbors: int,
) -> tuple[NDArray[np.float64], NDArray[np.uint32]]: ...
def advance(
    engine: Engine, evaluated: generation.EvaluatedGeneration
) -> tuple[
    tuple[NDArray[np.uint32], Population] | None,
    NDArray[np.uint32],
    NDArray[np.float64],
    NDArray[np.uint32],
    Species,
    Population,
    tuple[int, int],
    tuple[
        NDArray[np.uint64],
        NDArray[np.uint64],
        NDArray[np.float64],
        NDArray[np.float64],
        NDArray[np.float64],
        NDArray[np.uint64],
        NDArray[np.uint32],
        NDArray[np.uint8],
    ]
    | None,
]: ...
def species(engine: Engine, columns: dict[str, Any]) -> Species: ...
def speciate(
    engine: Engine,
    population: genomes.Population,
    previous: generation.Species | None,
    fronts: NDArray[np.uint32],
    crowding: NDArray[np.float64],
    order: NDArray[np.uint32],
    fitness: NDArray[np.float64] | None,
    accepted: NDArray[np.bool_],
    generation: int,
) -> Species: ...
def grid_insert(
    axes: Sequence[tuple[float, float, int]],
    cells: NDArray[np.uint32],
    measures: NDArray[np.float64],
    objective: NDArray[np.float64],
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]: ...
def grid_plan(
    engine: Engine, objective: NDArray[np.float64], sizes: NDArray[np.uint32], generation: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]: ...
def plan(
    engine: Engine,
    species: generation.Species,
    fronts: NDArray[np.uint32],
    crowding: NDArray[np.float64],
    order: NDArray[np.uint32],
    fitness: NDArray[np.float64] | None,
    failed: NDArray[np.bool_],
    sizes: NDArray[np.uint32],
    archive_sizes: NDArray[np.uint32],
    generation: int,
    stagnant_generations: int,
) -> tuple[
    NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8], NDArray[np.bool_], NDArray[np.uint32]
]: ...
def breed(
    engine: Engine,
    population: genomes.Population,
    archive: genomes.Population | None,
    parent_a: NDArray[np.uint32],
    parent_b: NDArray[np.uint32],
    fitter: NDArray[np.uint8],
    elite: NDArray[np.bool_],
    next_innovation: int,
    next_node_id: int,
    generation: int,
) -> tuple[Population, int, int]: ...

@final
class VectorEngine:
    def __new__(
        cls,
        seed: int,
        population_size: int,
        lower: NDArray[np.float64],
        upper: NDArray[np.float64],
        crossover_rate: float,
        crossover_eta: float,
        mutation_rate: float,
        mutation_eta: float,
        truncation: str,
    ) -> VectorEngine: ...

def dense_found(engine: Engine) -> NDArray[np.float32]: ...
def dense_breed(
    engine: Engine,
    weights: NDArray[np.float32],
    order: NDArray[np.uint32],
    n_parents: int,
    generation: int,
    stagnant: int,
) -> NDArray[np.float32]: ...
def dense_compile(engine: Engine, weights: NDArray[np.float32], views: Views | None = None) -> Networks: ...
def checksums(columns: list[NDArray[np.uint8]], block: int) -> list[list[int]]: ...
def vectors_found(engine: VectorEngine) -> NDArray[np.float64]: ...
def vectors_offspring(
    engine: VectorEngine,
    vectors: NDArray[np.float64],
    fronts: NDArray[np.uint32],
    crowding: NDArray[np.float64],
    generation: int,
) -> NDArray[np.float64]: ...
def vectors_survive(
    engine: VectorEngine,
    population: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]],
    offspring: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]],
) -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.bool_],
    NDArray[np.uint32],
    NDArray[np.float64],
]: ...
