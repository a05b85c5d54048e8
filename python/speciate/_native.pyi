from typing import Any, final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Engine",
    "Networks",
    "Population",
    "VectorEngine",
    "__version__",
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
    "found",
    "fronts",
    "instruction_set",
    "instruction_sets",
    "plan",
    "play",
    "players",
    "population",
    "rank",
    "rollout",
    "speciate",
    "survive",
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
    def n_inputs(self) -> int: ...
    @property
    def n_outputs(self) -> int: ...
    @property
    def ids(self) -> NDArray[np.uint64]: ...
    @property
    def n_nodes(self) -> int: ...
    @property
    def sizes(self) -> NDArray[np.uint32]: ...
    def columns(self) -> dict[str, NDArray[Any]]: ...
    def select(self, rows: NDArray[np.uint32]) -> Population: ...
    def distance(self, a: int, b: int) -> float: ...

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

def found(engine: Engine) -> tuple[Population, int, int]: ...
def population(engine: Engine, columns: dict[str, NDArray[Any]]) -> Population: ...
def concatenate(
    engine: Engine, populations: list[Population], rows: NDArray[np.uint32] | None = None
) -> Population: ...
def compile(engine: Engine, population: Population) -> Networks: ...
def environments() -> list[tuple[str, str]]: ...
def environment_spec(name: str, options: str) -> dict[str, Any]: ...
def players(environment: str) -> list[str]: ...
def play(name: str, options: str, player: str, seeds: NDArray[np.uint64]) -> NDArray[np.float64]: ...
def rollout(
    engine: Engine, environment: str, options: str, networks: Networks, seeds: NDArray[np.uint64]
) -> NDArray[np.float64]: ...
def fronts(points: NDArray[np.float64]) -> NDArray[np.uint32]: ...
def crowding(points: NDArray[np.float64], fronts: NDArray[np.uint32]) -> NDArray[np.float64]: ...
def best(points: NDArray[np.float64], n: int) -> NDArray[np.uint32]: ...
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
def speciate(
    engine: Engine,
    population: Population,
    previous: dict[str, Any] | None,
    fronts: NDArray[np.uint32],
    crowding: NDArray[np.float64],
    order: NDArray[np.uint32],
    fitness: NDArray[np.float64] | None,
    accepted: NDArray[np.bool_],
    generation: int,
) -> dict[str, Any]: ...
def plan(
    engine: Engine,
    species: dict[str, Any],
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
    population: Population,
    archive: Population | None,
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
def dense_compile(engine: Engine, weights: NDArray[np.float32]) -> Networks: ...
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
