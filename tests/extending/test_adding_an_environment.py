"""A user's environment is trained by name from the shell, and found again by every other command."""

import json
from pathlib import Path

import pytest
from tests.extending.conftest import Shell

import speciate
from speciate.testing import check_environment

NAME = "my_package.environment:Answer"
SMALL = ["--population-size", "20", "--generations", "3", "--seed", "4", "--quiet"]


def without_times(run: Path) -> list[str]:
    """The metrics of a run, but for how long it took."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [str({key: one[key] for key in ("generation", "best", "mean", "evaluations")}) for one in lines]


def test_an_environment_of_the_current_folder_is_trained_by_module_and_name(
    user_folder: Path, shell: Shell
) -> None:
    options = ["--environment-options", "number=0.5"]
    out = shell("train", NAME, *options, *SMALL, folder=user_folder)
    run = "runs/Answer-0001"
    assert f"saved in {run}" in out
    assert f'environment = "{NAME}"' in (user_folder / run / "config.toml").read_text()
    shell("train", NAME, *options, *SMALL, "--workers", "2", folder=user_folder)
    assert without_times(user_folder / run) == without_times(user_folder / "runs/Answer-0002")
    assert "champion" in shell("evaluate", run, folder=user_folder)
    assert "polished.safetensors" in shell("polish", run, "--evaluations", "20", folder=user_folder)
    assert "whole, champion" in shell("inspect", run, folder=user_folder)
    shell("resume", run, "--generations", "5", "--quiet", folder=user_folder)
    assert len(without_times(user_folder / run)) == 5


def test_an_installed_environment_is_trained_by_its_own_name(
    installed: Path, tmp_path: Path, shell: Shell
) -> None:
    site = str(installed)
    assert "answer: answer with one number\n    1 input, 1 output; results fitness" in shell(
        "envs", path=site
    )
    assert "population_size = 20" in shell("envs", "answer", path=site)
    assert "population_size = 20" in shell("config", "answer", path=site)
    shell("train", "answer", "--environment-options", "number=0.5", "--workers", "1", "--quiet", path=site)
    run = tmp_path / "runs/answer-0001"
    assert 'environment = "answer"' in (run / "config.toml").read_text()
    assert len(without_times(run)) == 3
    shell("resume", str(run), "--generations", "4", "--quiet", path=site)
    assert len(without_times(run)) == 4


def test_without_the_package_the_run_says_what_is_missing(installed: Path, shell: Shell) -> None:
    shell("train", "answer", "--quiet", path=str(installed))
    error = shell("resume", "runs/answer-0001", code=2)
    assert "unknown environment 'answer'" in error
    assert len(error.splitlines()) == 1


@pytest.mark.usefixtures("my_package")
def test_an_environment_is_trained_and_loaded_by_name_from_python(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run = speciate.train(
        NAME,
        environment_options={"number": 0.5},
        population_size=20,
        generations=3,
        run_directory=folder,
        quiet=True,
    )
    loaded = speciate.load(folder)
    assert loaded.champion_results == run.champion_results
    assert loaded.config.environment == NAME
    assert speciate.load_network(folder).forward([1.0]) == run.champion.forward([1.0])
    assert speciate.resume(folder, generations=4, quiet=True).generation == 4


@pytest.mark.usefixtures("my_package")
def test_a_record_that_is_registered_gives_its_defaults() -> None:
    from my_package.environment import RECORD  # type: ignore[import-not-found]  # noqa: PLC0415

    speciate.register(RECORD)
    run = speciate.train("answer", environment_options={"number": 0.5}, quiet=True)
    assert (len(run.pareto_front.genomes), run.generation, run.config.population_size) == (1, 3, 20)


@pytest.mark.usefixtures("my_package")
def test_the_environment_keeps_all_rules() -> None:
    check_environment(NAME, environment_options={"number": 0.5})
