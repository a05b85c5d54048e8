"""Networks as files for other programs."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import speciate
from speciate import genome_json
from speciate.cli.main import main
from speciate.errors import ConfigError
from speciate.exporting import EXPORTERS, ExporterRecord, export, write
from speciate.values.registry import CURE

KINDS: dict[str, dict[str, Any]] = {
    "neat": {},
    "genetic": {"algorithm": "genetic", "dense": {"hidden_layers": [4]}},
    "hyperneat": {"algorithm": "hyperneat"},
}


def trained(folder: Path, **config: Any) -> speciate.Run:
    small = {"population_size": 4, "generations": 1, "backend": "reference"}
    return speciate.train("xor", config=small | config, run_directory=folder, quiet=True)


@pytest.mark.parametrize("kind", KINDS)
def test_json_of_a_champion_is_what_inspect_prints(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = trained(tmp_path / "run", **KINDS[kind])
    assert main(["inspect", str(tmp_path / "run"), "--genome", "champion"]) == 0
    printed = capsys.readouterr().out
    assert main(["export", str(tmp_path / "run"), "--to", "json"]) == 0
    path = tmp_path / "run" / "champion.json"
    assert capsys.readouterr().out == f"json of genome {run.champion.genome.ids[0]} written to {path}\n"
    assert path.read_text() == printed
    again = genome_json.from_json(printed, run.evolution.backend, source=path)
    assert genome_json.to_json(again, 0) == printed


def test_a_format_is_known_by_the_ending_of_its_files(tmp_path: Path) -> None:
    network = trained(tmp_path / "run").champion
    export(network, tmp_path / "one.json")
    export(network, tmp_path / "two.txt", to="json")
    assert main(["export", str(tmp_path / "run"), "-o", str(tmp_path / "three.json")]) == 0
    texts = {(tmp_path / name).read_text() for name in ("one.json", "two.txt", "three.json")}
    assert texts == {genome_json.to_json(network.genome, 0)}


def test_an_unknown_format_is_refused_with_those_that_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = ", ".join(EXPORTERS.names())
    trained(tmp_path / "run")
    for flags, message in (
        (
            ["--to", "jsno"],
            f'exporter = "jsno": unknown; expected one of {known}{CURE}; did you mean "json"?',
        ),
        (["-o", "net.x"], f"net.x: no format has this ending; name the format, one of {known}"),
        ([], f"--to: no format given; name one of {known}"),
    ):
        assert main(["export", str(tmp_path / "run"), *flags]) == 2
        assert capsys.readouterr().err == f"error: {message}\n"


def test_only_networks_are_exported(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^network = .x.: expected a network, such as run\.champion$"):
        export("x", tmp_path / "x.json")  # type: ignore[arg-type]


def test_a_genome_of_a_file_is_exported_by_its_row(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    population = run.evolution.population
    speciate.genomes.save(tmp_path / "all.safetensors", population, config=run.config)
    assert main(["export", str(tmp_path / "all.safetensors"), "--to", "json", "--row", "2"]) == 0
    assert (tmp_path / "all.json").read_text() == genome_json.to_json(population, 2)


def test_a_format_that_cannot_hold_a_normalisation_is_refused_for_such_networks(tmp_path: Path) -> None:
    written: list[Path] = []
    record = ExporterRecord(name="mine", suffixes=(".mine",), write=lambda _, path: written.append(path))
    evolution = speciate.Evolution(
        {"population_size": 4, "network": {"normalize_observations": True}, "backend": "reference"},
        n_inputs=2,
        n_outputs=1,
    )
    network = evolution.ask()[0]
    with pytest.raises(ConfigError) as caught:
        write(record, network, tmp_path / "one.mine")
    assert str(caught.value) == (
        'exporter "mine": cannot hold how this network normalises observations; choose json'
    )
    write(replace(record, normalizes=True), network, tmp_path / "one.mine")
    assert written == [tmp_path / "one.mine"]
