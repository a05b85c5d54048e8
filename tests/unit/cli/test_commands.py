"""The command line: help, flags and mistakes."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import speciate as package
from speciate import FunctionEnvironment, train
from speciate._version import __version__
from speciate.cli.exit_codes import TERMINATED
from speciate.cli.flags import settings
from speciate.cli.main import COMMANDS, _terminated, main
from speciate.config import Config
from speciate.config.messages import fields
from speciate.storage.run_directory import RunDirectory
from speciate.training.interrupts import Terminated

TINY = ("--backend", "reference", "--population-size", "10", "--generations", "2", "--quiet")


pytestmark = pytest.mark.usefixtures("empty_folder")


def refused(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> list[str]:
    """The lines on standard error of a command that is refused."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return captured.err.splitlines()


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Usage: speciate {command}" in capsys.readouterr().out


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)
    assert main([]) == 0


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"speciate {__version__}\n"


def test_every_field_of_the_config_is_a_flag_with_its_description(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "--help"])
    words = " ".join(capsys.readouterr().out.split())
    for _, key, field in fields(Config):
        assert f"--{key.replace('_', '-')}" in words
        assert field.description is not None
        assert field.description.split(";")[0] in words.replace("- ", "-"), key


def test_the_help_writes_the_names_of_algorithms_as_people_do(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "--help"])
    titles = [line for line in capsys.readouterr().out.splitlines() if re.fullmatch(r"\S[^:]*:", line)]
    assert {"Options:", "Run:", "Genome:", "MAP-Elites:", "CMA-ES:"} <= set(titles)
    assert not any("_" in title for title in titles)


@pytest.mark.parametrize(
    ("flag", "example"), [("--environment-options", "preset=classic"), ("--algorithm-options", "step=0.5")]
)
def test_an_option_without_a_value_is_refused_with_an_example_of_its_kind(
    flag: str, example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "xor", flag, "some"]) == 2
    name = flag[2:].replace("-", "_")
    assert capsys.readouterr().err == f'error: {name}: "some"; expected KEY=VALUE, such as {example}\n'


def test_flags_become_settings_of_their_sections() -> None:
    given = {
        "seed": "3",
        "add_node_rate": "0.5",
        "objectives": "survival, kills",
        "recurrent": False,
        "survival": "auto",
        "evaluations": "many",
        "environment_options": ("preset=classic", "scale=0.5", "on=true"),
        "generations": None,
    }
    assert settings(given) == {
        "seed": 3,
        "objectives": ["survival", "kills"],
        "evaluations": "many",
        "environment_options": {"preset": "classic", "scale": 0.5, "on": True},
        "genome": {"recurrent": False},
        "mutation": {"add_node_rate": 0.5},
        "selection": {"survival": "auto"},
    }


def test_training_makes_a_numbered_run_directory_and_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", *TINY]) == 0
    out = capsys.readouterr().out
    assert "saved in runs/xor-0001" in out
    for player in ("champion", "idle", "random"):
        assert player in out
    files = {path.name for path in Path("runs/xor-0001").iterdir()}
    assert files == {".lock", "config.toml", "metrics.jsonl", "checkpoints", "champion.safetensors"}
    assert main(["train", "xor", *TINY]) == 0
    assert Path("runs/xor-0002").is_dir()
    assert main(["evaluate", "runs/xor-0002"]) == 0
    assert "champion" in capsys.readouterr().out


def test_layers_of_dense_networks_are_a_list_of_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", *TINY, "--algorithm", "genetic", "--hidden-layers", "7, 3"]) == 0
    config = Path("runs/xor-0001/config.toml").read_text()
    assert "hidden_layers = [\n    7,\n    3,\n]" in config
    assert main(["inspect", "runs/xor-0001", "--genome", "champion"]) == 0
    assert '"layer_sizes": [3, 7, 3, 1]' in capsys.readouterr().out
    assert main(["train", "xor", "--hidden-layers", "7,many"]) == 2
    assert "dense.hidden_layers" in capsys.readouterr().err


def test_flags_go_before_the_file_and_the_file_before_the_defaults_of_the_environment() -> None:
    Path("my.toml").write_text(
        'environment = "xor"\nseed = 4\npopulation_size = 20\n[mutation]\nadd_node_rate = 0.2\n'
    )
    assert main(["train", "my.toml", *TINY, "--run-directory", "run", "--weight-sigma", "0.1"]) == 0
    config = Config.from_toml("run/config.toml")
    assert (config.seed, config.population_size, config.stop_when_solved) == (4, 10, True)
    assert (config.mutation.add_node_rate, config.mutation.weight_sigma) == (0.2, 0.1)


def test_resuming_makes_a_run_longer(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    assert main(["resume", "run", "--generations", "4", "--quiet"]) == 0
    assert "finished 4 generations" in capsys.readouterr().out
    assert len(Path("run/metrics.jsonl").read_text().splitlines()) == 4
    assert Config.from_toml("run/config.toml").generations == 4


def test_fewer_generations_than_are_finished_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    before = contents(Path("run"))
    capsys.readouterr()
    (line,) = refused(capsys, ["resume", "run", "--generations", "1"])
    assert line == "error: generations = 1: 2 generations are finished; give more"
    assert contents(Path("run")) == before
    assert "started" not in Path("run/config.toml").read_text()


def test_a_file_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run/metrics.jsonl").unlink()
    Path("run/metrics.jsonl").mkdir()
    capsys.readouterr()
    (line,) = refused(capsys, ["resume", "run", "--generations", "4"])
    assert line == "error: run/metrics.jsonl: is a folder, and the run has to write a file; move it away"


@pytest.mark.filterwarnings("default")
def test_lost_metrics_are_a_warning_and_the_run_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run/metrics.jsonl").unlink()
    assert main(["resume", "run", "--generations", "3", "--quiet"]) == 0
    assert capsys.readouterr().err.startswith("warning: run/metrics.jsonl: has 0 of the 2 generations")


def test_the_champion_of_another_run_is_refused_with_its_path(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    main(["train", "cart_pole", *TINY, "--run-directory", "other"])
    shutil.copy("run/champion.safetensors", "other")
    capsys.readouterr()
    (line,) = refused(capsys, ["evaluate", "other"])
    assert line.startswith("error: other/champion.safetensors: holds a champion that does not fit this run")


def test_a_checkpoint_of_another_environment_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    directory = RunDirectory(Path("run"))
    snapshot, config = directory.load()
    directory.save(snapshot, config.changed(environment="cart_pole"))
    capsys.readouterr()
    Path("run/config.toml").unlink()
    lines = refused(capsys, ["resume", "run"])
    assert any("environment: n_actions = 2, but the checkpoint has 1" in line for line in lines)
    assert all("give the one that the run was started with" in line for line in lines)


def test_a_run_in_an_environment_of_your_own_goes_on_in_python(capsys: pytest.CaptureFixture[str]) -> None:
    own = FunctionEnvironment(lambda networks: [0.0] * len(networks), n_inputs=1, n_outputs=1)
    train(own, population_size=4, generations=1, backend="reference", run_directory="run", quiet=True)
    for command, function in (("resume", "resume"), ("evaluate", "load")):
        (line,) = refused(capsys, [command, "run"])
        assert f'give it in Python, as in speciate.{function}("run", environment=...)' in line


def speciate(arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    source = str(Path(package.__file__).parents[1])
    return subprocess.run(  # noqa: S602  # the shell redirects
        f"{sys.executable} -m speciate {arguments}",
        shell=True,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": source},
        **more,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_output_that_is_full_is_one_line_and_the_run_is_saved() -> None:
    done = speciate(f"train xor {' '.join(TINY[:-1])} --run-directory run > /dev/full")
    assert done.returncode == 1
    assert done.stderr == "error: standard output: No space left on device\n"
    assert Path("run/champion.safetensors").exists()


@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
def test_a_reader_that_leaves_does_not_end_the_training() -> None:
    done = speciate(f"train xor {' '.join(TINY[:-1])} --run-directory run | true")
    assert done.stderr == ""
    assert len(Path("run/metrics.jsonl").read_text().splitlines()) == 2
    assert Path("run/champion.safetensors").exists()


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        (["train"], "error: environment: none given"),
        (["train", "xro"], "error: environment: unknown environment 'xro'"),
        (["train", "xor", "--seed", "one"], 'error: seed = "one": expected a whole number from 0'),
        (["train", "xor", "--add-node-rate", "2"], "error: mutation.add_node_rate = 2.0: expected a number"),
        (["train", "xor", "--ad-node-rate", "2"], "error: No such option '--ad-node-rate'"),
        (["train", "xor", "--objectives", "fitnes"], 'error: objectives: unknown "fitnes"'),
        (
            ["train", "xor", "--environment-options", "5"],
            'error: environment_options: "5"; expected KEY=VALUE',
        ),
        (
            ["train", "xor", "--environment-options", "steps=5"],
            "error: environment: xor: unknown option 'steps'",
        ),
        (["train", "none.toml"], "error: none.toml: cannot be read"),
        (["train", "xor", "more"], "error: Got unexpected extra argument"),
        (["resume", "none"], "error: none: is no folder"),
        (["resume", "."], "error: .: is no run"),
        (["evaluate", "none"], "error: none: is no folder"),
        (["evaluate"], "error: Missing argument"),
        (["nonsense"], "error: No such command 'nonsense'"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reference = ["--backend", "reference"] if arguments[0] == "train" else []
    lines = refused(capsys, [*arguments, *reference])
    assert len(lines) == 1
    assert lines[0].startswith(start)
    assert not Path("runs").exists()


def test_an_option_without_its_argument_points_to_the_help_of_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = refused(capsys, ["train", "xor", "--seed"])
    assert line == "error: Option '--seed' requires an argument. (see `speciate train --help`)"


def test_several_mistakes_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.toml").write_text('environment = "xor"\nsed = 1\n[mutation]\nadd_node_rate = 3\n')
    lines = refused(capsys, ["train", "bad.toml", "--generations", "0"])
    assert len(lines) == 3
    assert 'error: sed: unknown key; did you mean "seed"?' in lines


def test_unreadable_toml_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.toml").write_text("seed = \n")
    (line,) = refused(capsys, ["train", "bad.toml"])
    assert "no valid TOML" in line
    assert "line 1" in line


def test_a_run_directory_that_exists_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    (line,) = refused(capsys, ["train", "xor", *TINY, "--run-directory", "run"])
    assert "run: exists already" in line
    assert "speciate resume run" in line


def test_a_damaged_checkpoint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    path = Path("run/checkpoints/generation-00000002.safetensors")
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("resume", "evaluate"):
        (line,) = refused(capsys, [command, "run"])
        assert "generation-00000002.safetensors: is damaged" in line
        assert line.endswith(
            "or move it away to go on from generation 0: generation-00000000.safetensors is whole"
        )


def test_a_damaged_champion_is_one_line_that_names_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    path = Path("run/champion.safetensors")
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("evaluate", "polish"):
        (line,) = refused(capsys, [command, "run"])
        assert line.startswith("error: run/champion.safetensors: is damaged")
        assert line.count("champion.safetensors") == 1


def test_an_option_that_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = refused(capsys, ["train", "xor", "--environment-options", "x=nan"])
    assert line.startswith("error: environment_options: ")
    assert line.endswith("expected finite numbers, texts, truth values, lists")


def test_edited_settings_are_refused_with_a_list_unless_they_may_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    config = Config.from_toml("run/config.toml")
    other = config.changed(seed=5, mutation={"add_node_rate": 0.5}, generations=3)
    Path("run/config.toml").write_text(other.to_toml())
    lines = refused(capsys, ["resume", "run", "--quiet"])
    assert len(lines) == 2
    assert "mutation.add_node_rate = 0.5, but the checkpoint has 0.05; put it back, or train anew" in lines[0]
    assert "seed = 5, but the checkpoint has 0" in lines[1]
    may_change = config.changed(generations=3, threads=2, checkpoints_kept=1, held_out_episodes=2)
    Path("run/config.toml").write_text(may_change.to_toml())
    assert main(["resume", "run", "--quiet"]) == 0
    assert RunDirectory(Path("run")).load()[1] == may_change


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--workers", "-1"], "workers = -1: expected a whole number from 0 to 1024"),
        (["--evaluation-timeout-seconds", "2"], "evaluation_timeout_seconds = 2.0: this process cannot"),
        (["--worker-memory-bytes", "99000000"], "worker_memory_bytes = 99000000: this process cannot"),
        (
            ["--worker-memory-bytes", "100", "--workers", "1"],
            "expected 0, which is no limit, or at least 1677",
        ),
        (["--on-fault", "retry"], 'on_fault = "retry": expected one of "raise", "penalise", or "auto"'),
        (["--retries", "-1"], "retries = -1: expected a whole number from 0 to 1000"),
    ],
)
def test_wrong_settings_of_the_evaluation_are_refused(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (line,) = refused(capsys, ["train", "xor", *TINY, *flags])
    assert message in line
    assert main(["train", "xor", *TINY, "--run-directory", "run"]) == 0
    (line,) = refused(capsys, ["resume", "run", *flags])
    assert message in line


def test_a_resumed_run_evaluates_as_its_flags_say() -> None:
    assert main(["train", "xor", *TINY, "--run-directory", "run", "--retries", "3"]) == 0
    flags = ["--workers", "1", "--evaluation-timeout-seconds", "60", "--on-fault", "penalise"]
    assert main(["resume", "run", "--generations", "3", "--quiet", *flags]) == 0
    config = Config.from_toml("run/config.toml")
    assert (config.workers, config.evaluation_timeout_seconds) == (1, 60.0)
    assert (config.on_fault, config.retries) == ("penalise", 3)


def test_a_terminated_run_without_a_directory_is_not_to_be_resumed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = train("xor", population_size=4, generations=1, backend="reference", quiet=True)
    assert _terminated(Terminated(run)) == TERMINATED
    assert capsys.readouterr().err == ""
