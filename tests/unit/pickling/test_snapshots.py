"""Loops, runs, genomes and networks can be pickled and copied, and the copies go on as the originals do."""

import copy
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution, FunctionEnvironment, Genetic, Neat, Nsga2, Run
from speciate.errors import StateError
from speciate.values.snapshot import Snapshot


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


def pickled_by_the_oldest_protocol(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value, protocol=2))  # noqa: S301


WAYS: list[Callable[[Any], Any]] = [pickled, pickled_by_the_oldest_protocol, copy.copy, copy.deepcopy]
DENSE: dict[str, Any] = {"dense": {"hidden_layers": (3,)}}
MEASURES: dict[str, Any] = {"measures": ("x",)}
GRID: dict[str, Any] = {"map_elites": {"grid_lower": (0.0,), "grid_upper": (1.0,)}} | MEASURES
RUNS: dict[str, dict[str, Any]] = {
    "neat": {},
    "neat, recurrent": {"genome": {"recurrent": True}},
    "neat, two objectives": {"objectives": ("a", "b"), "directions": ("max", "min")},
    "neat, islands": {"islands": {"n_islands": 2, "migration_generations": 2}},
    "novelty": {"objectives": ("fitness", "novelty")} | MEASURES,
    "genetic": {"algorithm": "genetic"} | DENSE,
    "genetic, two objectives": {"algorithm": "genetic", "objectives": ("a", "b")} | DENSE,
    "cma_es": {"algorithm": "cma_es"} | DENSE,
    "openai_es": {"algorithm": "openai_es"} | DENSE,
    "snes": {"algorithm": "snes"} | DENSE,
    "hyperneat": {"algorithm": "hyperneat"} | DENSE,
    "map_elites": {"algorithm": "map_elites"} | GRID,
}


def founded(name: str, backend: str) -> Evolution:
    settings = {"population_size": 10, "seed": 3, "backend": backend} | RUNS[name]
    return Evolution(Config.build(settings), n_inputs=2, n_outputs=1)


def told(evolution: Evolution, n_generations: int) -> Evolution:
    for _ in range(n_generations):
        outputs = evolution.ask().forward(np.array([0.5, -1.0], dtype=np.float32))[:, 0].astype(np.float64)
        columns = np.stack([-np.abs(outputs - 0.3), np.abs(outputs)], axis=1)
        measures = np.abs(outputs) if evolution.config.measures else None
        evolution.tell(columns[:, : max(len(evolution.told_names), 1)], measures=measures)
    return evolution


def assert_equal_snapshots(one: Snapshot, other: Snapshot) -> None:
    assert one.scalars == other.scalars
    assert one.arrays.keys() == other.arrays.keys()
    for name, array in one.arrays.items():
        assert array.tobytes() == other.arrays[name].tobytes(), name


def assert_equal_genomes(one: Any, other: Any) -> None:
    columns = one.columns()
    assert columns.keys() == other.columns().keys()
    for name, column in columns.items():
        assert column.tobytes() == other.columns()[name].tobytes(), name
        assert not other.columns()[name].flags.writeable, name


@pytest.mark.parametrize("n_before", [0, 4])
@pytest.mark.parametrize("name", RUNS)
def test_a_copy_of_a_loop_goes_on_bit_for_bit_and_leaves_the_original_alone(
    name: str, n_before: int, backend: str
) -> None:
    evolution = told(founded(name, backend), n_before)
    before = evolution.snapshot()
    copies = [way(evolution) for way in WAYS]
    for one in copies:
        told(one, 3)
        assert type(one) is Evolution
    assert_equal_snapshots(evolution.snapshot(), before)
    told(evolution, 3)
    for one in copies:
        assert_equal_snapshots(one.snapshot(), evolution.snapshot())
        assert one.metrics() == evolution.metrics()
        assert one.pareto_front.objectives.tobytes() == evolution.pareto_front.objectives.tobytes()


@pytest.mark.parametrize("way", WAYS)
def test_what_was_asked_stays_asked(way: Callable[[Any], Any], backend: str) -> None:
    evolution = founded("neat", backend)
    with pytest.raises(StateError, match="tell before ask"):
        way(evolution).tell(np.zeros(10))
    evolution.ask()
    for one in (way(evolution), evolution):
        one.tell(np.arange(10.0))
        assert one.generation == 1
    with pytest.raises(StateError, match="tell before ask"):
        way(evolution).tell(np.zeros(10))


class Curious(Neat):
    """A loop of a user, with attributes of its own, set before and after those of the loop."""

    def __init__(self, curiosity: float, **arguments: Any) -> None:
        self.curiosity = curiosity
        super().__init__(**arguments)
        self.history = [self.generation]
        self.itself = self


class Locked(Genetic):
    """A loop that holds what nobody can pickle, and says what to keep."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.lock, self.kept = threading.Lock(), 3

    def __getstate__(self) -> object:
        state = dict(self.__dict__)
        del state["lock"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.lock = threading.Lock()


class OwnVectors(Nsga2):
    def __init__(self, *names: str) -> None:
        self.own_names = names
        super().__init__(n_variables=2, population_size=4)
        self.n_told = 7


@pytest.mark.parametrize("way", WAYS)
def test_loops_of_ones_own_keep_their_class_and_their_attributes(way: Callable[[Any], Any]) -> None:
    curious = Curious(0.5, n_inputs=2, n_outputs=1, population_size=6)
    told(curious, 2)
    curious.history.append(2)
    again = way(curious)
    assert type(again) is Curious
    assert (again.curiosity, again.history, again.generation) == (0.5, [0, 2], 2)
    assert again.itself is (curious if way is copy.copy else again)
    assert (again.history is curious.history) == (way is copy.copy)
    twice = pickled(again)
    assert (twice.curiosity, twice.history) == (0.5, [0, 2])
    locked = way(Locked(n_inputs=2, n_outputs=1, population_size=6))
    assert (type(locked), locked.kept) == (Locked, 3)
    assert locked.lock.acquire(blocking=False)
    vectors = way(OwnVectors("a", "b"))
    assert (type(vectors), vectors.own_names, vectors.n_told) == (OwnVectors, ("a", "b"), 7)


@pytest.mark.parametrize("kind", [Neat, Genetic])
def test_loops_of_one_algorithm_are_pickled_under_their_names(kind: Any, backend: str) -> None:
    evolution = told(kind(n_inputs=2, n_outputs=1, population_size=6, backend=backend), 2)
    for way in WAYS:
        again = way(evolution)
        assert type(again) is kind
        assert_equal_snapshots(told(again, 2).snapshot(), told(pickled(evolution), 2).snapshot())


@pytest.mark.parametrize("n_before", [0, 3])
def test_a_copy_of_a_loop_over_vectors_goes_on_bit_for_bit(n_before: int, backend: str) -> None:
    def go_on(evolution: Nsga2, n: int) -> Nsga2:
        for _ in range(n):
            vectors = evolution.ask()
            evolution.tell(
                np.stack([vectors[:, 0], 1.0 - vectors[:, 0] + vectors[:, 1:].sum(axis=1)], axis=1)
            )
        return evolution

    evolution = go_on(Nsga2(n_variables=3, population_size=8, seed=2, backend=backend), n_before)
    evolution.ask()
    copies = [way(evolution) for way in WAYS]
    evolution.tell(np.zeros((8, 2)))
    for one in copies:
        one.tell(np.zeros((8, 2)))  # it was asked as well
        assert_equal_snapshots(go_on(one, 2).snapshot(), go_on(copy.copy(evolution), 2).snapshot())
        with pytest.raises(StateError, match="tell before ask"):
            pickled(one).tell(np.zeros((8, 2)))
        assert not one.ask().flags.writeable


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", RUNS)
def test_genomes_networks_fronts_and_grids_are_pickled_by_their_columns(
    name: str, way: Callable[[Any], Any], backend: str
) -> None:
    evolution = told(founded(name, backend), 2)
    observation = np.array([0.25, -0.75], dtype=np.float32)
    genomes = way(evolution.population)
    assert type(genomes) is type(evolution.population)
    assert_equal_genomes(evolution.population, genomes)
    assert genomes.distance(0, 1) == evolution.population.distance(0, 1)
    some = genomes.select(np.array([2, 1], dtype=np.uint32))
    assert_equal_genomes(some, way(some))
    assert repr(genomes) == repr(evolution.population)
    joined = evolution.backend.concatenate([genomes, evolution.population])
    assert len(joined) == 20
    networks = way(evolution.ask())
    assert networks.forward(observation).tobytes() == evolution.ask().forward(observation).tobytes()
    one = way(evolution.champion)
    assert one.forward(observation).tobytes() == pickled(evolution.champion).forward(observation).tobytes()
    front = way(evolution.pareto_front)
    assert front.objectives.tobytes() == evolution.pareto_front.objectives.tobytes()
    assert_equal_genomes(evolution.pareto_front.genomes, front.genomes)
    leaders = way(evolution.leaders)
    assert_equal_genomes(evolution.leaders.population, leaders.population)  # type: ignore[union-attr]
    if name == "map_elites":
        assert_equal_genomes(evolution.grid.genomes, way(evolution.grid).genomes)
    if name == "neat":
        species = way(evolution.species)
        assert species.ids.tolist() == evolution.species.ids.tolist()
        assert_equal_genomes(evolution.species.representatives, species.representatives)


def test_a_run_is_pickled_with_an_environment_that_is_a_lambda(backend: str, tmp_path: Path) -> None:
    environment = FunctionEnvironment(
        lambda network: float(network.forward([1.0])[0]), n_inputs=1, n_outputs=1, each=True
    )
    run = speciate.train(
        environment,
        generations=3,
        population_size=8,
        quiet=True,
        run_directory=tmp_path / "run",
        config={"backend": backend},
    )
    for way in WAYS:
        again = way(run)
        assert type(again) is Run
        assert again.champion_results == run.champion_results
        assert again.champion.forward([0.5]).tobytes() == run.champion.forward([0.5]).tobytes()
        assert (again.directory, again.solved, again.interrupted) == (run.directory, False, False)
        assert list(again.metrics) == list(run.metrics)
        assert repr(again) == repr(run)
        assert again.n_failed == run.n_failed
        compared = speciate.comparison.compare(again)
        assert compared[0].means.tolist() == speciate.comparison.compare(run)[0].means.tolist()
    assert copy.copy(run).evolution is run.evolution
    assert copy.deepcopy(run).evolution is not run.evolution


def test_a_run_in_a_built_in_environment_is_pickled_and_its_loop_goes_on(backend: str) -> None:
    run = speciate.train("xor", generations=2, population_size=10, backend=backend, quiet=True)
    for again in (pickled(run), copy.deepcopy(run)):
        assert again.environment.spec == run.environment.spec
        assert_equal_snapshots(told_zeros(again.evolution), told_zeros(copy.copy(run.evolution)))


def told_zeros(evolution: Evolution) -> Snapshot:
    evolution.ask()
    evolution.tell(np.zeros(len(evolution.population)))
    return evolution.snapshot()


GOES_ON = """
import pickle, sys
import numpy as np
with open(sys.argv[1], "rb") as file:
    run, vectors = pickle.load(file)
evolution = run.evolution
for _ in range(2):
    evolution.tell(evolution.ask().forward([1.0])[:, 0].astype(float))
    vectors.tell(vectors.ask()[:, :2])
with open(sys.argv[1], "wb") as file:
    pickle.dump((evolution.snapshot(), vectors.snapshot(), run.champion_results), file)
"""


def test_another_process_goes_on_with_a_pickle_bit_for_bit(backend: str, tmp_path: Path) -> None:
    scale = 2.0
    environment = FunctionEnvironment(
        lambda network: scale * float(network.forward([1.0])[0]), n_inputs=1, n_outputs=1, each=True
    )
    run = speciate.train(
        environment, generations=2, population_size=8, quiet=True, config={"backend": backend}
    )
    vectors = Nsga2(n_variables=3, population_size=6, backend=backend)
    path = tmp_path / "run.pickle"
    path.write_bytes(pickle.dumps((run, vectors)))
    subprocess.run([sys.executable, "-c", GOES_ON, str(path)], check=True, timeout=120)
    evolution_after, vectors_after, results = pickle.loads(path.read_bytes())  # noqa: S301
    for _ in range(2):
        run.evolution.tell(run.evolution.ask().forward([1.0])[:, 0].astype(float))
        vectors.tell(vectors.ask()[:, :2])
    assert_equal_snapshots(evolution_after, run.evolution.snapshot())
    assert_equal_snapshots(vectors_after, vectors.snapshot())
    assert results == run.champion_results


WITHOUT_CORE = """
import pickle, sys
sys.modules["speciate._native"] = None
for path in sys.argv[1:]:
    try:
        with open(path, "rb") as file:
            pickle.load(file)
    except Exception as error:
        print(type(error).__name__, str(error).partition(" (")[0])
"""


def test_a_pickle_of_the_native_backend_says_what_is_missing_where_it_is_not_installed(
    native: str, tmp_path: Path
) -> None:
    evolution = founded("neat", native)
    values = (evolution, evolution.population, evolution.ask()[0], Nsga2(n_variables=2))
    paths = [tmp_path / str(number) for number in range(len(values))]
    for path, value in zip(paths, values, strict=True):
        path.write_bytes(pickle.dumps(value))
    command = [sys.executable, "-c", WITHOUT_CORE, *map(str, paths)]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
    expected = "BackendError the native backend is not installed"
    assert done.stdout.splitlines() == [expected] * len(values)
