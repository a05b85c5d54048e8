"""What the benchmark asks of other packages: the same work, and each at its best settings."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import moocore
import numpy as np
import pytest
from benchmarks.suite.measuring import measure
from benchmarks.suite.peers import evolving, forward_matrices, sorting, vectors
from benchmarks.suite.peers.generations import Task
from benchmarks.suite.peers.graphs import Graph, dense_graphs
from benchmarks.suite.peers.matrices import matrices
from benchmarks.suite.problems import PROBLEMS
from benchmarks.suite.workloads import ALL, checkpoints, generation
from benchmarks.suite.workloads.genomes import GROWN, KINDS, graphs_of, made

from speciate.values.networks import Networks


@pytest.mark.parametrize("kind", KINDS)
def test_numpy_runs_the_same_networks_as_ours(kind: str) -> None:
    networks = made("native", kind, 12)
    genomes = graphs_of(networks, kind)
    observations = np.random.default_rng(1).normal(size=(12, 3, 86)).astype(np.float32)
    assert forward_matrices.numpy(genomes, observations)() == pytest.approx(
        networks.forward(observations), abs=1e-5
    )
    alone = forward_matrices.numpy_alone(genomes[:1], observations[:1, :1])()
    assert alone == pytest.approx(networks[0].forward(observations[0, 0]), abs=1e-5)


def test_grown_genomes_differ_in_their_connections() -> None:
    genomes = graphs_of(made("native", GROWN, 12), GROWN)
    assert len({frozenset(graph.connections) for graph in genomes}) > 6


def test_dense_rows_become_the_weights_and_biases_of_their_nodes() -> None:
    row = np.array([[1, 2, 3, 4, 5, 6, 7, 8, 9]], dtype=np.float32)  # 2-2-1: weights and biases of each layer
    graph = dense_graphs(row, (2, 2, 1))[0]  # nodes 0 and 1 are inputs, 2 the output, 3 and 4 hidden
    assert graph.connections == {(0, 3): 1, (1, 3): 2, (0, 4): 3, (1, 4): 4, (3, 2): 7, (4, 2): 8}
    assert graph.biases == {3: 5, 4: 6, 2: 9}


def test_layers_hold_each_node_after_all_that_it_reads() -> None:
    graph = Graph(2, 1, {2: 0.0, 3: 0.0, 4: 0.0}, {(0, 3): 1.0, (3, 4): 1.0, (4, 2): 1.0, (1, 2): 1.0})
    assert graph.levels == {3: 1, 4: 2, 2: 3}
    assert [layer.weights.shape[2] for layer in matrices([graph]).layers] == [1, 1, 1]
    assert not matrices([graph]).last_only  # the output also reads an input


def test_moocore_gets_points_that_it_need_not_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Any, dict[str, Any]]] = []
    rank = moocore.pareto_rank

    def watched(points: Any, **settings: Any) -> Any:
        seen.append((points, settings))
        return rank(points, **settings)

    monkeypatch.setattr(moocore, "pareto_rank", watched)
    points = np.asfortranarray(np.random.default_rng(1).random((20, 3)))
    for prepare in (sorting.moocore_fronts(points), sorting.moocore_survivors(points, 10)):
        prepare()
        prepare()
    assert all(settings == {} and given.flags.c_contiguous for given, settings in seen)
    assert seen[0][0] is seen[1][0]
    assert (seen[0][0] == -points).all()


def test_moocore_keeps_whole_fronts_and_the_least_crowded_of_the_last() -> None:
    points = np.array([[0.0, 4.0], [1.0, 3.0], [1.1, 2.9], [2.0, 2.0], [4.0, 0.0], [-1.0, -1.0]])
    assert sorted(sorting.moocore_survivors(points, 5)()) == [0, 1, 2, 3, 4]
    assert sorted(sorting.moocore_survivors(points, 4)()) == [0, 1, 3, 4]


class Anything:
    """Takes any settings, and remembers them by the name of its class."""

    settings: ClassVar[dict[str, Any]] = {}

    def __init__(self, **settings: Any) -> None:
        self.settings[type(self).__name__] = settings

    def setup(self, *_: Any, **__: Any) -> None:
        """Nothing."""

    def next(self) -> None:
        """Nothing."""


def test_pymoo_keeps_duplicates_as_ours_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, contents in {
        "pymoo.algorithms.moo.nsga2": "NSGA2",
        "pymoo.core.problem": "Problem",
        "pymoo.core.termination": "NoTermination",
        "pymoo.operators.crossover.sbx": "SBX",
        "pymoo.operators.mutation.pm": "PM",
    }.items():
        module = ModuleType(name)
        setattr(module, contents, type(contents, (Anything,), {}))
        monkeypatch.setitem(sys.modules, name, module)
    vectors.pymoo(PROBLEMS["zdt1"], 10, 0)
    assert Anything.settings["NSGA2"]["eliminate_duplicates"] is False


@pytest.mark.parametrize("with_networks", [True, False])
def test_a_generation_runs_every_network_once_on_both_sides(
    monkeypatch: pytest.MonkeyPatch, *, with_networks: bool
) -> None:
    task = Task(3, 2, 30, with_networks)
    forwards: list[int] = []
    run = Networks.forward

    def counted(networks: Networks, observations: Any) -> Any:
        forwards.append(len(networks))
        return run(networks, observations)

    monkeypatch.setattr(Networks, "forward", counted)
    monkeypatch.setattr(generation, "_lengths", lambda *_, **__: (1, 4, 1))
    generation._ours("native", task).call()
    n_generations = 2 * 4  # the first run tells the sizes of genomes
    assert forwards == ([30] * n_generations if with_networks else [])
    peer = FakeGenoxide()
    monkeypatch.setitem(sys.modules, "genoxide", peer)
    for prepare in (evolving.genoxide, evolving.genoxide_batch):
        peer.n_built = peer.n_activated = 0
        prepare(task)[0](4, 1)
        expected = 4 * 30 if with_networks else 0
        assert (peer.n_built, peer.n_activated) == (expected, expected)


class FakeGenoxide(ModuleType):
    """What the adapter calls, counting networks that are built and run."""

    def __init__(self) -> None:
        super().__init__("genoxide")
        self.n_built = self.n_activated = 0

    def Neat(self, *_: int, population_size: int, seed: int) -> Any:  # noqa: N802
        del seed

        def run(fitness: Any, *, generations: int, batch: bool = False) -> None:
            for _ in range(generations):
                genomes = [self] * population_size
                values = fitness(genomes) if batch else [fitness(genome) for genome in genomes]
                assert len(values) == population_size

        return SimpleNamespace(run=run)

    def feed_forward(self) -> Any:
        self.n_built += 1
        return self

    def activate(self, inputs: Any, outputs: Any) -> None:
        assert (inputs.shape, outputs.shape) == ((3,), (2,))
        self.n_activated += 1


def test_every_format_gives_back_the_genomes_that_were_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"_N_GENOMES": 40, "_N_FEW": 10, "_ROW": 7}.items():
        monkeypatch.setattr(checkpoints, name, value)
    files = checkpoints._Files(tmp_path, lambda _: False)
    files.save_all()
    calls = files.calls()
    loaded = {name: load() for name, load in calls["all genomes"].items()}
    assert {name: len(population) for name, population in loaded.items()} == files.counts
    weights = {name: population.columns()["weight"] for name, population in loaded.items()}
    n_few = len(weights["json"])
    assert all((column[:n_few] == weights["json"]).all() for column in weights.values())
    observation = np.full(86, 0.5, dtype=np.float32)
    outputs = [load().forward(observation).tolist() for load in calls["one network"].values()]
    assert outputs[0] == outputs[1] == outputs[2]


@pytest.mark.parametrize("name", ["hypervolume", "batch-forward", "steps"])
def test_workloads_beside_others_run(name: str) -> None:
    for one in ALL[name].cases(lambda peer: peer in {"numpy", "moocore"}):
        assert {row.status for row in measure(one, 1, 60.0)} == {"ok"}, one.name
