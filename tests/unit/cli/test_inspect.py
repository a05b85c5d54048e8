"""The command line: showing and verifying runs and checkpoints."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import speciate
from speciate.cli.main import main

TINY = ("--backend", "reference", "--population-size", "10", "--generations", "2", "--quiet")


pytestmark = pytest.mark.usefixtures("empty_folder")


def test_inspecting_a_run_shows_and_verifies_its_files(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    assert main(["inspect", "run"]) == 0
    out = capsys.readouterr().out
    assert "generation-00000002.safetensors: whole, run, generation 2, seed 0" in out
    assert "champion.safetensors: whole, champion" in out
    assert "metrics of 2 generations" in out
    assert main(["inspect", "run", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [file.get("generation") for file in found["files"]] == [0, 2, None, 2]
    journal = found["files"][2]
    assert (journal["kind"], journal["n_generations"], journal["problem"]) == ("journal", 2, None)
    assert found["problems"] == []


def test_one_generation_is_no_plural_and_what_is_not_there_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["train", "xor", *TINY, "--generations", "1", "--run-directory", "run"])
    capsys.readouterr()
    assert main(["inspect", "run"]) == 0
    out = capsys.readouterr().out
    assert "journal of 1 generation after" in out
    assert "metrics of 1 generation\n" in out
    assert main(["inspect", "nothing"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "error: nothing: there is no such file or folder; give a run, or a file of one\n"


def test_inspecting_tells_what_is_damaged_edited_or_unfinished(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    with Path("run/champion.safetensors").open("ab") as file:
        file.write(b"x")
    edited = Path("run/config.toml").read_text().replace("add_node_rate = 0.05", "add_node_rate = 0.5")
    Path("run/config.toml").write_text(edited)
    Path("run/.config.toml.123.partial").write_text("half")
    capsys.readouterr()
    assert main(["inspect", "run"]) == 2
    captured = capsys.readouterr()
    assert ".config.toml.123.partial: unfinished; the next start removes it" in captured.out
    damaged, changed = captured.err.splitlines()
    assert "champion.safetensors: is damaged" in damaged
    assert changed.endswith("mutation.add_node_rate = 0.5, but the checkpoint has 0.05")
    assert main(["inspect", "run/config.toml", "--json"]) == 2
    assert "is damaged or no checkpoint" in json.loads(capsys.readouterr().out)["problem"]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The genome that ``speciate inspect`` prints."""
    capsys.readouterr()
    assert main(["inspect", *arguments]) == 0
    genome: dict[str, Any] = json.loads(capsys.readouterr().out)
    return genome


def test_a_genome_of_a_run_is_its_champion_unless_a_group_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    champion = printed(capsys, "run", "--genome", "champion")
    assert (champion["n_inputs"], champion["n_outputs"]) == (3, 1)
    assert champion["nodes"][0]["activation"] == "sigmoid"
    assert champion["id"] == speciate.load("run").champion.genome.ids[0]
    for same in (["run", "--genome", "0"], ["run", "--genome", "0", "--group", "champion"]):
        assert printed(capsys, *same) == champion
    for row in ("0", "champion"):
        assert printed(capsys, "run/champion.safetensors", "--genome", row) == champion


def test_a_group_and_a_row_are_a_genome_of_the_newest_checkpoint(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    asked = speciate.load("run").evolution.population
    for row in (0, 3):
        assert printed(capsys, "run", "--group", "asked", "--genome", str(row))["id"] == asked.ids[row]
    newest = "run/checkpoints/generation-00000002.safetensors"
    assert printed(capsys, newest, "--genome", "3")["id"] == asked.ids[3]
    assert printed(capsys, newest, "--genome", "0", "--group", "leaders")["n_inputs"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--genome 3", "run: the champion is one genome, at row 0, not 3; .* --group asked --genome ROW"),
        ("--genome 10 --group asked", "no genome at row 10; there are 10"),
        ("--genome 0 --group others", "holds no group others; give one of .*: asked, best, leaders, rep"),
        ("--genome champion --group asked", "--group asked: the champion is in no other group"),
        ("--genome last", '--genome last: expected "champion", or the row of a genome, from 0'),
        ("--genome -1", '--genome -1: expected "champion", or the row of a genome, from 0'),
        (f"--genome {'9' * 5000}", '--genome 9*: expected "champion", or the row of a genome, from 0'),
        ("--group asked", "--group asked: names the group of a genome; give --genome ROW as well"),
    ],
)
def test_a_genome_that_is_not_there_is_refused_in_one_line(
    arguments: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    assert main(["inspect", "run", *arguments.split()]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(message, line)


def test_a_run_without_a_champion_says_where_its_genomes_are(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run/champion.safetensors").unlink()
    capsys.readouterr()
    assert main(["inspect", "run", "--genome", "champion"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: run: has no champion yet; ")
    assert main(["inspect", "run/checkpoints/generation-00000002.safetensors", "--genome", "champion"]) == 2
    assert "holds no champion; give one of its groups" in capsys.readouterr().err


LOST = {
    "champion.safetensors": "is missing, and the run is over; `speciate resume run` writes it again",
    "config.toml": "is missing; `speciate resume run` writes it again",
}


@pytest.mark.parametrize("name", LOST)
def test_inspecting_tells_what_is_gone(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run", name).unlink()
    capsys.readouterr()
    assert main(["inspect", "run"]) == 2
    assert capsys.readouterr().err == f"error: run/{name}: {LOST[name]}\n"
    main(["resume", "run", "--quiet"])
    assert main(["inspect", "run"]) == 0


def test_lost_metrics_are_told_and_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """A run goes on without them, so that it would be mistaken for ever."""
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run/metrics.jsonl").unlink()
    capsys.readouterr()
    assert main(["inspect", "run"]) == 0
    assert (
        "metrics of 0 generations of 2; the others are lost, and the run does not need them"
        in capsys.readouterr().out
    )


def test_inspecting_verifies_a_polished_network(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    main(["polish", "run", "--evaluations", "60"])
    assert main(["inspect", "run"]) == 0
    assert "polished.safetensors: whole, genomes" in capsys.readouterr().out
    content = bytearray(Path("run/polished.safetensors").read_bytes())
    content[-1] ^= 1
    Path("run/polished.safetensors").write_bytes(content)
    assert main(["inspect", "run"]) == 2
    assert "error: run/polished.safetensors: " in capsys.readouterr().err


def test_inspecting_tells_that_the_config_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    Path("run/config.toml").write_text("seed = =\n")
    capsys.readouterr()
    assert main(["inspect", "run"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "run/config.toml" in line
