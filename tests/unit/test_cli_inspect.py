"""The command line: showing and verifying runs and checkpoints."""

import json
from pathlib import Path

import pytest

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
    assert [file.get("generation") for file in found["files"]] == [0, 2, None, None]
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


def test_inspecting_a_genome_prints_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", "xor", *TINY, "--run-directory", "run"])
    capsys.readouterr()
    assert main(["inspect", "run", "--genome", "3"]) == 0
    genome = json.loads(capsys.readouterr().out)
    assert (genome["n_inputs"], genome["n_outputs"]) == (3, 1)
    assert genome["nodes"][0]["activation"] == "sigmoid"
    assert main(["inspect", "run/champion.safetensors", "--genome", "0"]) == 0
    capsys.readouterr()
    assert main(["inspect", "run", "--genome", "10"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no genome at row 10; there are 10" in line


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
    assert "metrics of 0 generations of 2; the others are lost, the run is not" in capsys.readouterr().out


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
