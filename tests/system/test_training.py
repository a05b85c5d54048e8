"""Whole runs: what is learnt, and that nothing but the seed decides it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.support.threads import SEVERAL_BLOCKS

import speciate
from speciate import FunctionEnvironment, Networks, Run
from speciate.storage.run_directory import RunDirectory
from speciate.training.comparison import compare
from speciate.training.saved_runs import load
from speciate.values.environment import Episodes
from speciate.values.snapshot import Snapshot
from speciate.values.types import Uint64s


def tiny(environment: str, backend: str, **arguments: Any) -> Run:
    settings: dict[str, Any] = {"population_size": 16, "generations": 6, "seed": 4} | arguments
    config = settings.pop("config", speciate.Config(stop_when_solved=False))
    return speciate.train(environment, backend=backend, config=config, quiet=True, **settings)


def deterministic(run: Run) -> list[dict[str, Any]]:
    return [{key: value for key, value in metrics.items() if key != "timing"} for metrics in run.metrics]


def genomes(run: Run) -> dict[str, bytes]:
    arrays = run.evolution.snapshot().arrays | {
        f"champion.{name}": column for name, column in run.champion.genome.columns().items()
    }
    return {name: array.tobytes() for name, array in arrays.items()}


def newest(run: Path) -> Path:
    path = RunDirectory(run).checkpoints.newest()
    assert path is not None
    return path


def assert_equal(a: Run, b: Run) -> None:
    assert deterministic(a) == deterministic(b)
    assert genomes(a) == genomes(b)
    assert a.champion_results == b.champion_results


BRIEF = speciate.Config(validation_episodes=1, environment_options={"duration_seconds": 2.0})
KEEPING = BRIEF.changed(selection={"survival": "mixed"})

TASKS = pytest.mark.parametrize(
    ("environment", "arguments"),
    [
        ("xor", {}),
        ("xor", {"objectives": ["fitness", "correct"]}),
        ("cart_pole", {"evaluations": 2, "generations": 3}),
        ("arena", {"evaluations": 1, "generations": 3, "population_size": 8, "config": BRIEF}),
        ("arena", {"evaluations": 1, "generations": 3, "population_size": 8, "config": KEEPING}),
    ],
    ids=["one objective", "two objectives", "stochastic", "three objectives in the arena", "parents stay"],
)


def test_xor_is_learnt_from_the_fitness_alone(backend: str) -> None:
    run = speciate.train("xor", backend=backend, seed=1, quiet=True)
    assert run.solved
    assert run.generation < run.config.generations
    assert run.champion_results["correct"] == 4.0
    outputs = run.champion.forward([[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]])[:, 0]
    assert [bool(output >= 0.5) for output in outputs] == [False, True, True, False]


@TASKS
def test_the_same_seed_gives_the_same_run(backend: str, environment: str, arguments: dict[str, Any]) -> None:
    assert_equal(tiny(environment, backend, **arguments), tiny(environment, backend, **arguments))


def test_another_seed_gives_another_run(backend: str) -> None:
    assert genomes(tiny("xor", backend)) != genomes(tiny("xor", backend, seed=5))


@TASKS
def test_threads_do_not_change_a_run(native: str, environment: str, arguments: dict[str, Any]) -> None:
    several = arguments | {"population_size": SEVERAL_BLOCKS, "generations": 3}
    one, two = (tiny(environment, native, threads=threads, **several) for threads in (1, 2))
    assert_equal(one, two)


@pytest.mark.parametrize("instruction_set", ["portable", "avx2", "avx512"])
@TASKS
def test_instruction_sets_do_not_change_a_run(
    native: str,
    environment: str,
    arguments: dict[str, Any],
    instruction_set: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from speciate import _native  # noqa: PLC0415  # there only if `native` is

    widest = tiny(environment, native, **arguments)
    if instruction_set not in _native.instruction_sets():
        pytest.skip(f"this processor has {', '.join(_native.instruction_sets())}, but not {instruction_set}")
    try:
        monkeypatch.setenv("SPECIATE_SIMD", instruction_set)
        forced = tiny(environment, native, **arguments)
        assert _native.instruction_set() == instruction_set
    finally:
        _native.use_instruction_set(_native.instruction_sets()[-1])
    assert_equal(widest, forced)


@TASKS
def test_both_backends_train_the_same_population(
    native: str, environment: str, arguments: dict[str, Any]
) -> None:
    assert_equal(tiny(environment, native, **arguments), tiny(environment, "reference", **arguments))


@TASKS
def test_a_resumed_run_equals_one_that_ran_straight(
    backend: str, environment: str, arguments: dict[str, Any], tmp_path: Path
) -> None:
    straight = tiny(environment, backend, run_directory=tmp_path / "straight", **arguments)
    tiny(environment, backend, run_directory=tmp_path / "halves", **(arguments | {"generations": 2}))
    resumed = speciate.resume(tmp_path / "halves", generations=straight.generation, quiet=True)
    assert_equal(straight, resumed)
    champions = [tmp_path / name / "champion.safetensors" for name in ("straight", "halves")]
    for pair in (champions, [newest(tmp_path / name) for name in ("straight", "halves")]):
        assert pair[0].read_bytes() == pair[1].read_bytes()


def test_a_run_goes_on_from_an_older_checkpoint_than_its_metrics(backend: str, tmp_path: Path) -> None:
    run = tmp_path / "run"
    straight = tiny("xor", backend, run_directory=tmp_path / "straight")
    tiny("xor", backend, run_directory=run, generations=2)
    speciate.resume(run, generations=4, quiet=True)
    newest(run).unlink()
    assert newest(run).name == "generation-00000002.safetensors"
    with (run / "metrics.jsonl").open("a") as file:
        file.write('{"generation": 4, "ev')
    assert_equal(straight, speciate.resume(run, generations=6, quiet=True))
    assert [line["generation"] for line in RunDirectory(run).metrics.history()] == list(range(6))


def test_checkpoints_in_every_generation_change_nothing(backend: str, tmp_path: Path) -> None:
    often = speciate.Config(stop_when_solved=False, checkpoint_seconds=0.0)
    saved = tiny("xor", backend, config=often, run_directory=tmp_path / "run")
    assert_equal(tiny("xor", backend, config=often), saved)


def test_resuming_a_finished_run_ends_at_once_with_the_same_champion(backend: str, tmp_path: Path) -> None:
    first = speciate.train("xor", backend=backend, seed=1, run_directory=tmp_path / "run", quiet=True)
    again = speciate.resume(tmp_path / "run", quiet=True)
    assert first.solved
    assert again.solved
    assert_equal(first, again)


def test_a_loaded_run_has_the_champion_that_was_saved(backend: str, tmp_path: Path) -> None:
    run = tiny("xor", backend, run_directory=tmp_path / "run")
    loaded = load(tmp_path / "run")
    assert_equal(run, loaded)
    (tmp_path / "run" / "champion.safetensors").unlink()
    assert_equal(run, load(tmp_path / "run"))


def test_a_checkpoint_of_one_backend_is_one_of_the_other(native: str, tmp_path: Path) -> None:
    tiny("xor", native, run_directory=tmp_path / "run")
    moved = tmp_path / "moved"
    shutil.copytree(tmp_path / "run", moved)
    run = load(moved, backend="reference")
    assert genomes(run) == genomes(load(tmp_path / "run"))


def test_a_checkpoint_that_lacks_a_column_is_refused(backend: str, tmp_path: Path) -> None:
    tiny("xor", backend, run_directory=tmp_path / "run")
    directory = RunDirectory.open(tmp_path / "run")
    snapshot, config = directory.load()
    arrays = {name: array for name, array in snapshot.arrays.items() if name != "asked.weight"}
    directory.save(Snapshot(arrays, snapshot.scalars), config)
    with pytest.raises(speciate.errors.CheckpointError, match="weight"):
        speciate.resume(tmp_path / "run", quiet=True)


def test_episodes_change_every_generation_and_none_is_used_twice() -> None:
    played: list[tuple[int, ...]] = []

    class Watched(FunctionEnvironment):
        def play(self, networks: Networks, seeds: Uint64s) -> Episodes:
            played.append(tuple(seeds.tolist()))
            return super().play(networks, seeds)

    environment = Watched(lambda networks: [0.0] * len(networks), n_inputs=1, n_outputs=1, stochastic=True)
    run = speciate.train(
        environment, population_size=4, generations=3, evaluations=2, seed=1, backend="reference", quiet=True
    )
    compare(run, n_episodes=5)
    n_played = [len(seeds) for seeds in played]
    assert (n_played[:3], n_played[-1]) == ([2, 2, 2], 5)
    assert sum(n_played[3:-1]) >= 20  # those of the champion, over the rounds of its choice
    assert len({seed for seeds in played for seed in seeds}) == sum(n_played)


def test_a_run_knows_how_large_its_networks_are_and_whether_episodes_differ(native: str) -> None:
    config = tiny("arena", native, evaluations=1, generations=1, population_size=20, config=BRIEF).config
    assert config.speciation.target_species == 3
    assert (config.selection.survival, config.reproduction.survival_rate) == ("generational", 0.2)
    own = speciate.Neat(n_inputs=86, n_outputs=6, population_size=20).config
    assert own.speciation.target_species == 3
    alike = tiny("xor", native, generations=1, objectives=["fitness", "correct"]).config
    assert (alike.selection.survival, alike.reproduction.survival_rate) == ("mixed", 0.4)
