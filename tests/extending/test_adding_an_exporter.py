"""A user registers a format, and the command line writes it."""

from pathlib import Path

import pytest

import speciate
from speciate.cli.main import main
from speciate.exporting import EXPORTERS, ExporterRecord, export
from speciate.values.networks import Network


def write_sizes(network: Network, path: Path) -> None:
    """Writes the numbers of inputs and outputs."""
    path.write_text(f"{network.genome.n_inputs} {network.genome.n_outputs}")


@pytest.fixture(autouse=True)
def registered() -> None:
    EXPORTERS.register(
        ExporterRecord(
            name="sizes",
            description="Numbers of inputs and outputs.",
            suffixes=(".sizes",),
            write=write_sizes,
        )
    )


def test_a_registered_format_is_written_by_name_and_by_ending(tmp_path: Path) -> None:
    run = speciate.train(
        "xor",
        population_size=4,
        generations=1,
        backend="reference",
        run_directory=tmp_path / "run",
        quiet=True,
    )
    assert main(["export", str(tmp_path / "run"), "--to", "sizes"]) == 0
    export(run.champion, tmp_path / "champion.sizes")
    for path in (tmp_path / "run" / "champion.sizes", tmp_path / "champion.sizes"):
        assert path.read_text() == "3 1"
