"""Runs whose networks see through views: the same bits however they came about, and wherever they go."""

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Evolution, FunctionEnvironment, Network, Views
from speciate.cli.main import main
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError, ConfigError
from speciate.storage import checkpoint, genomes, inspection
from speciate.values.networks import Networks
from speciate.values.snapshot import Snapshot

N_GENERATIONS = 4
KINDS: dict[str, dict[str, Any]] = {
    "NEAT": {},
    "recurrent": {"genome": {"recurrent": True}},
    "genetic": {"algorithm": "genetic", "dense": {"hidden_layers": [3]}},
    "CMA-ES": {"algorithm": "cma_es"},
    "OpenAI-ES": {"algorithm": "openai_es"},
    "HyperNEAT": {"algorithm": "hyperneat", "network": {"views": "environment"}},
    "MAP-Elites": {
        "algorithm": "map_elites",
        "measures": ["correct"],
        "map_elites": {"grid_lower": [0.0], "grid_upper": [256.0]},
    },
    "islands": {"islands": {"n_islands": 2, "migration_generations": 2}},
}
PIXELS = np.random.default_rng(0).choice([-1.0, 1.0], (6, 8)).astype(np.float32)


def trained(folder: Path | None, backend: str = "native", **config: Any) -> speciate.Run:
    small = {
        "population_size": 8,
        "generations": N_GENERATIONS,
        "seed": 5,
        "backend": backend,
        "objectives": ["fitness"],
        "stop_when_solved": False,
    }
    return speciate.train("retina", config=small | config, run_directory=folder, quiet=True)


def answers(network: Network) -> list[bytes]:
    network.reset()
    return [network.forward(pixels).tobytes() for pixels in PIXELS]


def content(evolution: Evolution) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in evolution.snapshot().arrays.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_was_stopped_goes_on_with_the_same_bits(kind: str, native: str, tmp_path: Path) -> None:
    whole = trained(None, native, **KINDS[kind])
    trained(tmp_path / "run", native, **KINDS[kind], generations=2)
    run = speciate.resume(tmp_path / "run", generations=N_GENERATIONS, quiet=True)
    assert run.evolution.views == BuiltInEnvironment("retina", {}, native).spec.views
    assert content(run.evolution) == content(whole.evolution)
    assert answers(run.champion) == answers(whole.champion)


@pytest.mark.parametrize("kind", ["NEAT", "recurrent", "HyperNEAT"])
def test_workers_give_the_same_bits(kind: str, native: str) -> None:
    alone, shared = (trained(None, native, **KINDS[kind], workers=n) for n in (0, 2))
    assert content(shared.evolution) == content(alone.evolution)


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_gives_the_same_bits(kind: str, native: str) -> None:
    small = {"population_size": 4, "generations": 2, **KINDS[kind]}
    one, other = (trained(None, backend, **small) for backend in (native, "reference"))
    assert content(one.evolution) == content(other.evolution)


@pytest.mark.parametrize("kind", KINDS)
def test_a_champion_plays_from_its_file_as_in_its_run(kind: str, native: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", native, **KINDS[kind])
    for backend in (native, "reference"):
        alone = speciate.load_network(tmp_path / "run" / "champion.safetensors", backend=backend)
        assert (alone.n_inputs, alone.n_outputs, alone.views) == (8, 2, run.evolution.views)
        assert answers(alone) == answers(run.champion)
    assert answers(speciate.load(tmp_path / "run").champion) == answers(run.champion)
    assert answers(pickle.loads(pickle.dumps(run.champion))) == answers(run.champion)  # noqa: S301  # our own


def test_a_champion_through_views_is_what_its_equation_says(native: str) -> None:
    run = trained(None, native)
    views = run.evolution.views
    assert views is not None
    small = Networks(run.champion.genome, run.evolution.backend.genomes)[0]  # type: ignore[attr-defined]
    assert (small.n_inputs, small.n_outputs, small.views) == (4, 1, None)
    for pixels in PIXELS:
        left, right = small.forward(pixels[:4]), small.forward(pixels[:3:-1].copy())
        assert np.array_equal(run.champion.forward(pixels), np.concatenate([left, right]))


def test_every_view_of_a_recurrent_network_has_a_state_of_its_own(backend: str) -> None:
    views = Views(np.eye(2)[:, None, :], np.eye(2)[:, :, None])
    config = {"genome": {"recurrent": True}, "backend": backend, "population_size": 6, "mutation": LOOPS}
    evolution = Evolution(config, n_inputs=2, n_outputs=2, views=views)
    small = Evolution(config, n_inputs=1, n_outputs=1)
    for _ in range(3):
        for one in (evolution, small):
            one.ask()
            one.tell(np.arange(6.0))
    both, alone = evolution.ask(), [Networks(small.population, small.backend) for _ in range(2)]
    assert content(evolution) == content(small)
    for step in range(4):
        seen = [[float(step)], [0.5 - step]]
        apart = [networks.forward(one) for networks, one in zip(alone, seen, strict=True)]
        assert np.array_equal(both.forward(np.concatenate(seen)), np.concatenate(apart, axis=1))


LOOPS = {"add_connection_rate": 1.0, "add_node_rate": 0.5}


def test_without_views_a_run_is_what_it_was_before_there_were_any(native: str) -> None:
    """An environment of the same results that declares no views gives the same run."""
    retina = BuiltInEnvironment("retina", {}, native)
    plain = FunctionEnvironment(
        lambda networks: retina.play(networks, np.zeros(1, dtype=np.uint64)).results[:, 0],
        n_inputs=8,
        n_outputs=2,
        results=retina.spec.results,
        worst=retina.spec.worst,
    )
    config = {"genome": {"output_activation": "sigmoid"}, "mutation": MUTATION}
    small: dict[str, Any] = {"population_size": 8, "generations": 3, "seed": 5, "quiet": True}
    other = speciate.train(plain, config=config, objectives=["fitness"], **small)
    run = trained(None, native, network={"views": "none"}, generations=3)
    assert run.evolution.views is None
    assert content(run.evolution) == content(other.evolution)


MUTATION = {"add_node_rate": 0.1, "add_connection_rate": 0.2}


def own(views: Views | None) -> FunctionEnvironment:
    return FunctionEnvironment(
        lambda networks: networks.forward(np.ones(2))[:, 0], n_inputs=2, n_outputs=1, views=views, name="own"
    )


SWAPPED, ODD = Views.mirror([1, 0], [0]), Views.mirror([1, 0], [0], output_signs=[-1])


@pytest.mark.parametrize(("before", "after"), [(SWAPPED, ODD), (SWAPPED, None), (None, SWAPPED)])
def test_a_run_does_not_go_on_through_other_views(
    before: Views | None, after: Views | None, tmp_path: Path
) -> None:
    small: dict[str, Any] = {"population_size": 4, "generations": 1, "backend": "reference", "quiet": True}
    speciate.train(own(before), run_directory=tmp_path / "run", **small)
    with pytest.raises(ConfigError) as error:
        speciate.resume(tmp_path / "run", environment=own(after), generations=2, quiet=True)
    assert error.value.problems == (
        "environment: its views are not those of the checkpoint; give the one that the run was started with",
    )
    run = speciate.resume(tmp_path / "run", environment=own(before), generations=2, quiet=True)
    assert run.evolution.views == before


def test_a_loop_of_ones_own_keeps_its_views(backend: str, tmp_path: Path) -> None:
    for kind in (speciate.Neat, speciate.Genetic):
        evolution = kind(n_inputs=2, n_outputs=1, views=ODD, population_size=4, backend=backend)
        evolution.ask()
        evolution.tell(np.arange(4.0))
        evolution.save(tmp_path / "state")
        pickled = pickle.loads(pickle.dumps(evolution))  # noqa: S301  # our own
        for again in (kind.load(tmp_path / "state"), pickled):
            assert again.views == ODD
            assert content(again) == content(evolution)
        answer = evolution.champion.forward([0.25, 0.75])
        assert answer == -evolution.champion.forward([0.75, 0.25])
        assert speciate.load_network(tmp_path / "state").forward([0.25, 0.75]) == answer


def test_genomes_of_networks_with_views_are_saved_with_them(backend: str, tmp_path: Path) -> None:
    evolution = speciate.Neat(n_inputs=2, n_outputs=1, views=ODD, population_size=4, backend=backend)
    networks, path = evolution.ask(), tmp_path / "genomes"
    with pytest.raises(ConfigError, match="views: these genomes see through views, which are missing"):
        genomes.save(path, evolution.population, config=evolution.config)
    genomes.save(path, evolution.population, config=evolution.config, views=networks.views)
    assert speciate.load_network(path, row=2).forward([1.0, 2.0]) == networks[2].forward([1.0, 2.0])
    genomes.save(path, evolution.population, config=evolution.config.to_toml())
    with pytest.raises(CheckpointError, match="does not hold the views through which its networks see"):
        speciate.load_network(path)


def test_genomes_of_a_built_in_environment_find_its_views(native: str, tmp_path: Path) -> None:
    run, path = trained(None, native), tmp_path / "genomes"
    genomes.save(path, run.champion.genome, config=run.config)
    assert answers(speciate.load_network(path)) == answers(run.champion)


@pytest.mark.parametrize(
    "scalars", [{"views": "text"}, {"views": {"looks": 1}}, {"environment": {"views": [1]}}]
)
def test_damaged_views_of_a_file_are_refused(scalars: dict[str, Any], tmp_path: Path) -> None:
    evolution = speciate.Neat(n_inputs=2, n_outputs=1, views=ODD, population_size=4, backend="reference")
    genomes.save(tmp_path / "genomes", evolution.population, config=evolution.config, views=ODD)
    snapshot, text = checkpoint.load(tmp_path / "genomes", kind="genomes")
    others = {key: value for key, value in snapshot.scalars.items() if key != "views"}
    path = tmp_path / "damaged"
    checkpoint.save(path, Snapshot(snapshot.arrays, others | scalars), kind="genomes", config=text)
    with pytest.raises(CheckpointError, match="damaged: views: looks is damaged"):
        speciate.load_network(path)
    assert "views: looks is damaged" in inspection.of_file(path)["problem"]


@pytest.mark.parametrize("kind", ["NEAT", "genetic"])
def test_an_export_holds_the_views(
    kind: str, native: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = trained(tmp_path / "run", native, **KINDS[kind])
    speciate.export(run.champion, tmp_path / "champion.json")
    text = (tmp_path / "champion.json").read_text()
    assert speciate.genome_json.views_of(text, source="text") == run.evolution.views
    again = speciate.genome_json.from_json(text, run.evolution.backend, source="text")
    assert answers(Networks(again, run.evolution.backend)[0]) == answers(run.champion)
    assert main(["inspect", str(tmp_path / "run"), "--genome", "champion"]) == 0
    assert capsys.readouterr().out == text
    with pytest.raises(CheckpointError, match="views: looks is damaged"):
        speciate.genome_json.views_of(text.replace('"looks"', '"other"'), source="text")


def test_inspect_and_envs_say_how_many_views_there_are(
    native: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, views in (("with", "environment"), ("without", "none")):
        trained(tmp_path / name, native, network={"views": views}, generations=1)
        main(["inspect", str(tmp_path / name)])
    first, second = capsys.readouterr().out.split("metrics of 1 generation")[:2]
    assert ", 2 views, " in first
    assert "views" not in second
    main(["envs", "retina"])
    assert "; 2 views of 4 inputs and 1 output\n" in capsys.readouterr().out


def test_a_faulty_evaluation_is_played_again_through_views(backend: str, tmp_path: Path) -> None:
    heard: list[Any] = []

    def failing(networks: Networks) -> Any:
        heard.append(networks.forward(np.ones(2)))
        raise RuntimeError("out of order")

    def environment() -> FunctionEnvironment:
        return FunctionEnvironment(failing, n_inputs=2, n_outputs=1, views=SWAPPED)

    with pytest.raises(speciate.SpeciateError, match="out of order"):
        speciate.train(
            environment(), population_size=4, run_directory=tmp_path / "run", quiet=True, backend=backend
        )
    (path,) = (tmp_path / "run" / "faults").glob("*.safetensors")
    with pytest.raises(RuntimeError, match="out of order"):
        speciate.replay(path, environment=environment())
    assert np.array_equal(heard[0], heard[-1])
