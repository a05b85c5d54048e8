"""Runs whose networks see normalised observations: the same bits however they came about."""

import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution, FunctionEnvironment, Network, Networks, Views
from speciate.cli.main import main
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError, ConfigError
from speciate.storage import genome_json, genomes, journal
from speciate.storage.run_directory import RunDirectory
from speciate.training.comparison import compare
from speciate.training.polishing import polish
from speciate.training.trainer import Trainer
from speciate.values import episodes
from speciate.values.types import Float32s, Float64s

N_GENERATIONS = 4
"""Of most runs here."""

SIZES, OFFSETS = np.array([1e3, 1e-3]), np.array([3.0, -2.0])
KINDS: dict[str, dict[str, Any]] = {
    "NEAT": {},
    "recurrent": {"genome": {"recurrent": True}},
    "two objectives": {"objectives": ["fitness", "smallness"]},
    "CMA-ES": {"algorithm": "cma_es"},
    "HyperNEAT": {"algorithm": "hyperneat"},
    "MAP-Elites": {
        "algorithm": "map_elites",
        "measures": ["smallness"],
        "map_elites": {"grid_lower": [-2.0], "grid_upper": [0.0]},
    },
    "islands": {"islands": {"n_islands": 2, "migration_generations": 2}},
}


def observations(seed: int, n: int = 12) -> tuple[Float32s, Float64s]:
    """Two inputs of very different sizes and with an offset, and what the answer should be."""
    values = np.random.default_rng(seed % 2**32).normal(size=(n, 2))
    return ((values + OFFSETS) * SIZES).astype(np.float32), np.tanh(values[:, 0] - values[:, 1])


def alone(network: Network, seed: int) -> tuple[float, float]:
    given, wanted = observations(seed)
    answers = network.forward(given)[:, 0].astype(np.float64)
    return -float(np.mean((answers - wanted) ** 2)), -float(np.mean(np.abs(answers)))


def together(networks: Networks, seed: int) -> list[tuple[float, float]]:
    given, wanted = observations(seed)
    answers = networks.forward(given[np.newaxis])[..., 0].astype(np.float64)
    return [(-float(np.mean((one - wanted) ** 2)), -float(np.mean(np.abs(one)))) for one in answers]


def environment(*, each: bool = True, views: Views | None = None) -> FunctionEnvironment:
    return FunctionEnvironment(
        alone if each else together,
        n_inputs=2,
        n_outputs=1,
        results=("fitness", "smallness"),
        each=each,
        seeded=True,
        stochastic=True,
        name="sizes",
        views=views,
    )


NOISY = environment()
"""Found by its name."""


def trained(
    folder: Path | None = None, backend: str = "reference", *, each: bool = True, **config: Any
) -> speciate.Run:
    small = {
        "population_size": 8,
        "generations": N_GENERATIONS,
        "seed": 5,
        "backend": backend,
        "objectives": ["fitness"],
        "evaluations": 2,
        "validation_episodes": 2,
        "checkpoint_seconds": 1e6,
        "network": {"normalize_observations": True},
    }
    return speciate.train(environment(each=each), config=small | config, run_directory=folder, quiet=True)


def content(evolution: Evolution) -> dict[str, Any]:
    snapshot = evolution.snapshot()
    arrays = {name: array.tobytes() for name, array in snapshot.arrays.items()}
    return arrays | {"n_observed": snapshot.scalars.get("n_observed")}


def answers(network: Network) -> list[bytes]:
    network.reset()
    return [network.forward(one).tobytes() for one in observations(0)[0]]


def assert_equal(one: speciate.Run, other: speciate.Run) -> None:
    assert content(one.evolution) == content(other.evolution)
    assert one.champion_results == other.champion_results
    assert answers(one.champion) == answers(other.champion)


def test_inputs_of_very_different_sizes_are_learnt_from(native: str) -> None:
    """Without a normalisation one of the two inputs drowns the other."""
    found = {
        on: trained(
            backend=native,
            each=False,
            population_size=50,
            generations=25,
            network={"normalize_observations": on},
        )
        for on in (False, True)
    }
    means = [
        np.mean([alone(found[on].champion, seed)[0] for seed in range(1000, 1050)]) for on in (False, True)
    ]
    assert means[0] < -0.3
    assert means[1] > -0.05
    moments = found[True].evolution.moments
    assert moments is not None
    assert moments.count == 50 * 25 * 2 * 12
    assert moments.means / SIZES == pytest.approx([3.0, -2.0], abs=0.1)
    assert np.sqrt(moments.variances()) / SIZES == pytest.approx([1.0, 1.0], abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_workers_and_a_resumed_run_give_the_bits_of_one_process(kind: str, tmp_path: Path) -> None:
    whole = trained(**KINDS[kind])
    assert_equal(whole, trained(**KINDS[kind], workers=2))
    trained(tmp_path / "run", **KINDS[kind], generations=2)
    resumed = speciate.resume(
        tmp_path / "run", environment=environment(), generations=N_GENERATIONS, quiet=True
    )
    assert_equal(whole, resumed)
    assert_equal(whole, speciate.load(tmp_path / "run", environment=environment()))


@pytest.mark.parametrize("kind", KINDS)
def test_the_native_backend_gives_the_bits_of_the_reference(kind: str, native: str) -> None:
    one, other = (trained(backend=backend, **KINDS[kind]) for backend in (native, "reference"))
    assert_equal(one, other)


def test_all_networks_at_once_see_what_each_alone_sees() -> None:
    one, other = trained(), trained(each=False)
    assert content(one.evolution) == content(other.evolution)


@pytest.mark.parametrize("kind", ["NEAT", "two objectives"])
def test_a_run_that_was_killed_takes_the_moments_from_its_journal(kind: str, tmp_path: Path) -> None:
    straight = trained(tmp_path / "straight", **KINDS[kind])
    for n_kept in range(1, N_GENERATIONS):
        folder = tmp_path / f"killed-{n_kept}"
        shutil.copytree(tmp_path / "straight", folder)
        directory = RunDirectory(folder)
        newest = directory.checkpoints.newest()
        assert newest is not None
        newest.unlink()
        first = folder / "checkpoints" / "generation-00000000.safetensors"
        lines = journal.path_of(first).read_bytes().splitlines(keepends=True)
        journal.path_of(first).write_bytes(b"".join(lines[: 1 + n_kept]))
        (folder / "champion.safetensors").unlink()
        assert speciate.load(folder, environment=environment()).generation == n_kept
        assert_equal(straight, speciate.resume(folder, environment=environment(), quiet=True))


def test_a_journal_holds_the_moments_of_many_inputs(tmp_path: Path) -> None:
    """Also where no network was ever called."""
    wide = FunctionEnvironment(
        lambda networks: networks.population.ids.astype(np.float64), n_inputs=4000, n_outputs=1, name="wide"
    )
    config = {
        "algorithm": "genetic",
        "backend": "reference",
        "population_size": 4,
        "generations": 2,
        "checkpoint_seconds": 1e6,
        "network": {"normalize_observations": True},
    }
    speciate.train(wide, config=config, run_directory=tmp_path / "run", quiet=True)
    (path,) = (tmp_path / "run").rglob("generation-00000000.safetensors")
    found = [entry.evaluation.moments for entry in journal.read(path)]
    assert [None if one is None else len(one.means) for one in found] == [4000, 4000]


def test_a_journal_without_moments_is_refused(tmp_path: Path) -> None:
    trained(tmp_path / "on", generations=2)
    trained(tmp_path / "off", generations=2, network={"normalize_observations": False})
    for folder, other in (("on", "off"), ("off", "on")):
        reached = RunDirectory(tmp_path / folder)
        (path,) = (tmp_path / other).rglob("generation-00000000.safetensors")
        run = speciate.load(tmp_path / folder, environment=environment())
        trainer = Trainer(run.evolution, environment(), directory=reached)
        with pytest.raises(CheckpointError, match="holds moments of other observations; move it away"):
            list(trainer.replay(journal.read(path)))


def test_ask_and_tell_by_hand_give_the_state_of_the_trainer(tmp_path: Path) -> None:
    run = trained(objectives=["fitness", "smallness"], archive={"archive_episodes": 4})
    config = run.config
    evolution = Evolution(config, n_inputs=2, n_outputs=1)
    played = environment()
    for generation in range(N_GENERATIONS):
        seeds = episodes.training_seeds(5, generation, 2)
        told = episodes.mean(played.play(evolution.ask(), seeds).results)
        archived = evolution.ask_archive()
        again = None if archived is None else episodes.mean(played.play(archived, seeds).results)
        evolution.tell(told, archive=again)
        evolution.save(tmp_path / "state")
        pickled = pickle.loads(pickle.dumps(evolution))  # noqa: S301
        evolution = Evolution.load(tmp_path / "state") if generation % 2 else pickled
    assert content(evolution) == content(run.evolution)


def test_genomes_that_failed_and_what_others_see_do_not_count() -> None:
    evolution = Evolution(trained(generations=1).config, n_inputs=2, n_outputs=1)
    networks = evolution.ask()
    networks.forward(np.arange(16.0).reshape(8, 2))
    failed = np.arange(8) == 7
    evolution.tell(np.arange(8.0), failed)
    moments = evolution.moments
    assert moments is not None
    assert (moments.count, moments.means.tolist()) == (7, [6.0, 7.0])
    evolution.champion.forward([1.0, 2.0])
    evolution.ask()
    evolution.tell(np.arange(8.0), moments=moments)
    after = evolution.moments
    assert after is not None
    assert (after.count, after.means.tolist()) == (14, [6.0, 7.0])


@pytest.mark.parametrize("kind", ["NEAT", "recurrent", "CMA-ES", "HyperNEAT"])
def test_a_champion_answers_from_its_file_as_in_its_run(kind: str, native: str, tmp_path: Path) -> None:
    run = trained(tmp_path / "run", native, **KINDS[kind])
    for backend in (native, "reference"):
        network = speciate.load_network(tmp_path / "run" / "champion.safetensors", backend=backend)
        assert answers(network) == answers(run.champion)
    assert answers(pickle.loads(pickle.dumps(run)).champion) == answers(run.champion)  # noqa: S301
    found = run.champion.normalization
    assert found is not None
    path = tmp_path / "one"
    about = {"n_observations": 2, "n_actions": 1}
    genomes.save(path, run.champion.genome, config=run.config, environment=about, normalization=found)
    assert answers(speciate.load_network(path)) == answers(run.champion)
    with pytest.raises(ConfigError, match="these genomes see normalised observations; give normalization="):
        genomes.save(path, run.champion.genome, config=run.config, environment=about)


def test_a_champion_keeps_its_normalisation_while_later_generations_go_on(tmp_path: Path) -> None:
    """The genome that solves stays as it was in the generation that it solved."""
    run = trained(tmp_path / "run", generations=2)
    before = answers(run.champion)
    evolution = run.evolution
    evolution.ask().forward([1e9, 1e9])
    evolution.tell(np.arange(8.0))
    assert answers(run.champion) == before
    assert answers(evolution.champion) != before
    on = speciate.resume(tmp_path / "run", environment=environment(), generations=4, quiet=True)
    assert answers(run.champion) == before != answers(on.champion)


def test_the_solver_of_a_run_keeps_its_normalisation(tmp_path: Path) -> None:
    solvable = FunctionEnvironment(
        alone,
        n_inputs=2,
        n_outputs=1,
        results=("fitness", "smallness"),
        each=True,
        seeded=True,
        stochastic=True,
        solved=("fitness", -0.25),
        name="sizes",
    )
    config = {
        "population_size": 20,
        "generations": 60,
        "seed": 5,
        "backend": "reference",
        "objectives": ["fitness"],
        "network": {"normalize_observations": True},
        "stop_when_solved": True,
    }
    run = speciate.train(solvable, config=config, run_directory=tmp_path / "run", quiet=True)
    assert run.solved
    found = run.champion.normalization
    last = run.evolution.backend.normalization  # type: ignore[attr-defined]
    assert found is not None
    assert found.shifts.tolist() != last.shifts.tolist()
    (tmp_path / "run" / "champion.safetensors").unlink()
    loaded = speciate.load(tmp_path / "run", environment=solvable)
    assert answers(loaded.champion) == answers(run.champion)


def test_exports_say_how_observations_are_normalised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = trained(tmp_path / "run")
    assert main(["export", str(tmp_path / "run"), "--to", "json"]) == 0
    text = (tmp_path / "run" / "champion.json").read_text()
    found, expected = genome_json.normalization_of(text, source="text"), run.champion.normalization
    assert found is not None
    assert expected is not None
    assert found.shifts.tobytes() == expected.shifts.tobytes()
    assert found.scales.tobytes() == expected.scales.tobytes()
    again = genome_json.from_json(text, run.evolution.backend, source="text")
    assert genome_json.to_json(again, 0, None, found) == text
    capsys.readouterr()
    assert main(["inspect", str(tmp_path / "run"), "--genome", "champion"]) == 0
    assert capsys.readouterr().out == text
    assert main(["inspect", str(tmp_path / "run"), "--genome", "0", "--group", "asked"]) == 0
    asked = genome_json.normalization_of(capsys.readouterr().out, source="asked")
    assert asked is not None
    assert asked.shifts.tolist() == run.evolution.backend.normalization.shifts.tolist()  # type: ignore[attr-defined]
    assert main(["inspect", str(tmp_path / "run")]) == 0
    lines = capsys.readouterr().out.splitlines()
    n_seen = 8 * N_GENERATIONS * 2 * 12
    assert sum(f", observations normalised by {n_seen} that were seen, " in line for line in lines) == 1
    assert sum("champion" in line and ", observations normalised, " in line for line in lines) == 1


def test_a_polished_champion_sees_as_the_champion_does(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    polished = polish(run, evaluations=8, population_size=4)
    found, expected = polished.network.normalization, run.champion.normalization
    assert found is not None
    assert expected is not None
    assert found.shifts.tobytes() == expected.shifts.tobytes()
    seeds = episodes.validation_seeds(5, 2)
    champion = Networks(run.champion.genome, run.champion.backend)
    means = episodes.mean(environment().play(champion, seeds).results)
    assert list(polished.before.values()) == means[0].tolist()


def test_polished_from_the_command_line_sees_as_the_champion_does(tmp_path: Path) -> None:
    config = {"population_size": 8, "generations": 2, "network": {"normalize_observations": True}}
    speciate.train(f"{__name__}:NOISY", config=config, run_directory=tmp_path / "run", quiet=True)
    assert main(["polish", str(tmp_path / "run"), "--evaluations", "8"]) == 0
    champion, polished = (
        speciate.load_network(tmp_path / "run" / f"{name}.safetensors").normalization
        for name in ("champion", "polished")
    )
    assert champion is not None
    assert polished is not None
    assert polished.shifts.tobytes() == champion.shifts.tobytes()


def zeros(run: speciate.Run) -> Float64s:
    """Results of the archive that plays again."""
    archived = run.evolution.ask_archive()
    return np.zeros((0 if archived is None else len(archived), 2))


def test_a_comparison_lets_the_champion_see_as_when_it_was_chosen() -> None:
    run = trained(objectives=["fitness", "smallness"])
    run.evolution.ask().forward([1e9, 1e9])
    run.evolution.tell(np.zeros((8, 2)), archive=None if run.evolution.ask_archive() is None else zeros(run))
    champion, *members = compare(run, n_episodes=3)
    seeds = episodes.held_out_seeds(5, 3)
    for played, networks in (
        (champion, Networks(run.champion.genome, run.champion.backend)),
        (members[-1], run.pareto_front.networks),
    ):
        found = environment().play(networks, seeds).results
        assert any(np.array_equal(one, played.results) for one in found)


def test_a_faulty_evaluation_is_played_again_with_its_normalisation(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def faulty(network: Network, seed: int) -> float:
        heard.append(network.forward(observations(seed)[0]).tobytes())
        if len(heard) == 30:
            raise ArithmeticError("at last")
        return 0.0

    broken = FunctionEnvironment(faulty, n_inputs=2, n_outputs=1, each=True, seeded=True)
    config = {
        "population_size": 8,
        "generations": 5,
        "evaluations": 1,
        "retries": 0,
        "on_fault": "penalise",
        "backend": "reference",
        "network": {"normalize_observations": True},
    }
    speciate.train(broken, config=config, run_directory=tmp_path / "run", quiet=True)
    (path,) = (tmp_path / "run" / "faults").glob("*.safetensors")
    del heard[30:]
    speciate.replay(path, environment=broken)
    assert heard[30] == heard[29]


def test_views_see_normalised_observations() -> None:
    views = Views.mirror([1, 0], [0], output_signs=[-1])
    evolution = Evolution(
        {"population_size": 4, "network": {"normalize_observations": True, "views": "environment"}},
        n_inputs=2,
        n_outputs=1,
        views=views,
    )
    seen = observations(1)[0]
    evolution.ask().forward(seen[np.newaxis])
    evolution.tell(np.arange(4.0))
    networks = evolution.ask()
    normalization = networks.normalization
    assert normalization is not None
    assert networks.views == views
    plain = Networks(networks.population, evolution.backend.genomes)  # type: ignore[attr-defined]
    assert plain.views == views
    expected = plain.forward(normalization.normalized(seen)[np.newaxis])
    assert np.array_equal(networks.forward(seen[np.newaxis]), expected)


def test_off_keeps_the_bits_and_the_files_of_before() -> None:
    off = trained(network={"normalize_observations": False})
    snapshot = off.evolution.snapshot()
    assert not [
        name for name in (*snapshot.arrays, *snapshot.scalars) if "moments" in name or "observed" in name
    ]
    assert off.evolution.moments is None
    assert off.champion.normalization is None


def refused_in(form: str) -> None:
    settings = {"network": {"normalize_observations": True}}
    if form == "in a config":
        Config.build(settings, {"environment": "xor"})
    played: Any = "xor" if form == "by name" else BuiltInEnvironment("xor", {}, "reference")
    speciate.train(played, config=settings, quiet=True)


@pytest.mark.parametrize("form", ["in a config", "by name", "as an object"])
def test_a_built_in_environment_is_refused_in_one_line(form: str) -> None:
    with pytest.raises(ConfigError) as caught:
        refused_in(form)
    assert str(caught.value) == (
        "network.normalize_observations: xor is a built-in environment, whose observations have a fixed "
        "range; leave it false"
    )
