"""A network as JSON text: nodes and connections, or layers with their weights, by name."""

from pathlib import Path
from typing import Final

from speciate.exporting import ExporterRecord
from speciate.storage import genome_json
from speciate.system import files
from speciate.values.networks import Network


def write(network: Network, path: Path) -> None:
    """Writes the genome of a network; ``speciate.genome_json.from_json`` gives back the same bits.

    Raises:
        RunDirectoryError: The system refuses.
    """
    text = genome_json.to_json(network.genome, 0, network.views, network.normalization)
    files.replace(path, [text.encode()])


RECORD: Final = ExporterRecord(
    name="json",
    description="The genome as text, with names for people.",
    suffixes=(".json",),
    write=write,
    normalizes=True,
)
