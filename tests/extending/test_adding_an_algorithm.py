"""A user's algorithm is chosen by its name from the shell, together with an environment of the user's."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from tests.extending.conftest import Shell

from speciate.testing import check_algorithm

NAME = "my_package.environment:Answer"
SMALL = ["--population-size", "20", "--generations", "4", "--seed", "4", "--quiet"]


def learned(run: Path) -> list[tuple[object, object]]:
    """The best and the mean result of each generation."""
    lines = map(json.loads, (run / "metrics.jsonl").read_text().splitlines())
    return [(one["best"], one["mean"]) for one in lines]


def test_an_imported_algorithm_trains_in_an_environment_of_the_same_package(
    user_folder: Path, shell: Shell
) -> None:
    ours = ["--import", "my_package.climbing"]
    chosen = ["--algorithm", "climbing", "--algorithm-options", "step=0.25", "--hidden-layers", "3"]
    shell(*ours, "train", NAME, *chosen, *SMALL, folder=user_folder)
    run = user_folder / "runs/Answer-0001"
    assert 'algorithm = "climbing"' in (run / "config.toml").read_text()
    shell(*ours, "train", NAME, *chosen, *SMALL, "--workers", "2", folder=user_folder)
    shell(*ours, "train", NAME, *chosen, *SMALL, "--generations", "2", folder=user_folder)
    shell(*ours, "resume", "runs/Answer-0003", "--generations", "4", "--quiet", folder=user_folder)
    assert len(learned(run)) == 4
    assert learned(run) == learned(user_folder / "runs/Answer-0002")
    assert learned(run) == learned(user_folder / "runs/Answer-0003")


def test_an_installed_algorithm_is_listed_and_trained_by_its_own_name(
    installed: Path, tmp_path: Path, shell: Shell
) -> None:
    site = str(installed)
    words = " ".join(shell("train", "--help", path=site).split())
    assert "climbing: copies of the best network, moved by small random steps" in words
    shell("train", "answer", "--algorithm", "climbing", *SMALL, path=site)
    shell("resume", "runs/answer-0001", "--generations", "5", "--quiet", path=site)
    assert (tmp_path / "runs/answer-0001/champion.safetensors").exists()


def test_a_wrong_option_and_a_section_that_the_algorithm_does_not_read_are_refused(
    installed: Path, shell: Shell
) -> None:
    chosen = ["train", "xor", "--algorithm", "climbing", *SMALL]
    error = shell(*chosen, "--algorithm-options", "stepp=1", path=str(installed), code=2)
    assert "algorithm_options.stepp: unknown" in error
    for wrong in ("much", "0", "true"):
        error = shell(*chosen, "--algorithm-options", f"step={wrong}", path=str(installed), code=2)
        assert "expected a number above 0 up to 1000" in error
        assert len(error.splitlines()) == 1
    error = shell(*chosen, "--algorithm-options", "step=nan", path=str(installed), code=2)
    assert error.startswith("error: algorithm_options.step = nan: expected a finite number, a text")
    assert len(error.splitlines()) == 1
    error = shell(*chosen, "--add-node-rate", "0.5", path=str(installed), code=2)
    assert 'mutation.add_node_rate: has no effect with algorithm = "climbing"' in error
    error = shell(*chosen, "--objectives", "fitness,correct", path=str(installed), code=2)
    assert 'algorithm = "climbing": takes one objective, but there are 2' in error


def test_without_its_package_the_algorithm_is_unknown(user_folder: Path, shell: Shell) -> None:
    error = shell("train", "xor", "--algorithm", "climbing", folder=user_folder, code=2)
    assert error.startswith('error: algorithm = "climbing": expected one of "cma_es", "genetic"')
    error = shell("--import", "my_package.nothing", "train", "xor", folder=user_folder, code=2)
    assert error.startswith("error: --import my_package.nothing: cannot be imported (ModuleNotFoundError")
    assert len(error.splitlines()) == 1


@pytest.mark.usefixtures("my_package")
def test_the_algorithm_passes_the_check(backend: str) -> None:
    record = import_module("my_package.climbing").RECORD
    check_algorithm(record, {"backend": backend})
