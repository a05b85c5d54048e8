"""A genome as JSON for people: names in place of numbers, and the same bits when it is read again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from speciate.arguments import whole
from speciate.backends.dense import DensePopulation
from speciate.errors import CheckpointError
from speciate.parsing import strict_json
from speciate.storage import dense_json, normalizations
from speciate.storage.genomes import built
from speciate.storage.json_columns import array, column_lists, entry, number_of, plain, rows
from speciate.values.backend import GenomeBackend
from speciate.values.columns import CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.values.layers import Layers
from speciate.values.names import ACTIVATIONS, AGGREGATIONS
from speciate.values.normalization import Normalization
from speciate.values.population import Population
from speciate.values.snapshot import Arrays
from speciate.values.views import Views

FORMAT: Final = 1
"""Of genomes whose topology evolves; dense networks have ``dense_json.FORMAT``."""

_VIEWS: Final = "views"
_NORMALIZATION: Final = "normalization"
_FURTHER: Final[dict[str, Callable[[Any], Any]]] = {
    _VIEWS: Views.from_json,
    _NORMALIZATION: normalizations.of_json,
}
"""What text may have besides the genome, and who reads it."""

_KEYS: Final = ("format", "id", "n_inputs", "n_outputs", "nodes", "connections")
_NODE: Final = ("id", "bias", "activation", "aggregation")
_CONNECTION: Final = ("innovation", "source", "target", "weight", "enabled")


def to_json(
    population: Population,
    row: int,
    views: Views | None = None,
    normalization: Normalization | None = None,
) -> str:
    """A genome as JSON for people, with names in place of numbers; ``from_json`` gives back the same bits.

    That of a dense network has its layers with their activations, weights and biases: the network can be run
    from the text alone.

    Args:
        population: The genomes.
        row: Which of them, from 0.
        views: Through which its network sees, if it sees through any: ``views`` of the network.
        normalization: How its network sees observations, if these are normalised: ``normalization`` of the
            network.

    Raises:
        ConfigError: There is no such row.
    """
    row = whole("row", row, 0, len(population) - 1)
    genome = population.select(np.array([row], dtype=np.uint32))
    layers = genome.layers if isinstance(genome, DensePopulation) else None
    n_inputs, n_outputs = population.n_inputs, population.n_outputs
    return text_of(genome.columns(), n_inputs, n_outputs, layers, views, normalization)


def text_of(
    genome: Arrays,
    n_inputs: int,
    n_outputs: int,
    layers: Layers | None = None,
    views: Views | None = None,
    normalization: Normalization | None = None,
) -> str:
    """The columns of one genome as JSON for people.

    Args:
        genome: The columns.
        n_inputs: Number of inputs.
        n_outputs: Number of outputs.
        layers: Those of a dense network. If they are not known, the text is that of format 1, which has its
            numbers in one list.
        views: Through which its network sees; None if it sees whole observations.
        normalization: How its network sees observations; None if it sees them as they are.

    Raises:
        CheckpointError: The columns hold what no genome has.
    """
    text = _text_of(genome, f'"n_inputs": {n_inputs}, "n_outputs": {n_outputs}', layers)
    if views is not None:
        text = _with_table(text, _VIEWS, views.to_json())
    if normalization is not None:
        text = _with_table(text, _NORMALIZATION, normalizations.to_json(normalization))
    return text


def _with_table(text: str, name: str, table: dict[str, Any]) -> str:
    """The text of a genome with a further table, each key on a line of its own."""
    lines = [f'"{key}": {strict_json.dumps(value)}' for key, value in table.items()]
    return text.removesuffix("\n}\n") + f',\n  "{name}": {{\n    ' + ",\n    ".join(lines) + "\n  }\n}\n"


def _text_of(genome: Arrays, sizes: str, layers: Layers | None) -> str:
    if "weights" in genome:
        return _dense_text(genome, sizes, layers)
    lists = {name: plain(column) for name, column in genome.items()}
    try:
        lists["node_activation"] = [ACTIVATIONS[number] for number in lists["node_activation"]]
        lists["node_aggregation"] = [AGGREGATIONS[number] for number in lists["node_aggregation"]]
        nodes = rows(_NODE, [lists[name] for name in NODE_COLUMNS])
        connections = rows(_CONNECTION, [lists[name] for name in CONNECTION_COLUMNS])
    except (IndexError, ValueError) as error:
        raise CheckpointError(f"genome {lists['ids'][0]} is no genome: {error}") from None
    return _table(lists["ids"][0], sizes, [f'"nodes": {nodes}', f'"connections": {connections}'])


def _dense_text(genome: Arrays, sizes: str, layers: Layers | None) -> str:
    try:
        if layers is not None:
            return dense_json.text_of(genome, layers)
        weights = strict_json.dumps(plain(genome["weights"].reshape(-1)))
    except ValueError as error:
        raise CheckpointError(f"genome {genome['ids'][0]} is no genome: {error}") from None
    return _table(genome["ids"][0], sizes, [f'"weights": {weights}'])


def _table(genome_id: int, sizes: str, contents: list[str]) -> str:
    lines = [f'"format": {FORMAT}, "id": {genome_id}, {sizes}', *contents]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def from_json(text: str, backend: GenomeBackend, *, source: str | Path) -> Population:
    """The genome of JSON text, checked by the backend.

    ``views_of`` gives the views of its network, ``normalization_of`` its normalisation.

    Args:
        text: As ``to_json`` gives it, or gave it in earlier versions.
        backend: The backend that checks and holds the genome.
        source: Where it comes from, for messages.

    Raises:
        CheckpointError: It is no JSON, no genome, or does not fit the backend.
    """
    try:
        table = strict_json.loads(text)
        further = {name: _further_in(table, name) for name in _FURTHER}
        known = [name for name, value in further.items() if value is not None]
        genome = _genome({key: table[key] for key in table if key not in known} if known else table)
    except (ValueError, TypeError, OverflowError) as error:
        raise CheckpointError(f"{source}: holds no genome ({error}); expected what to_json gives") from None
    population = built(genome, backend, source)
    for name, found in (("n_inputs", population.n_inputs), ("n_outputs", population.n_outputs)):
        if table[name] != found:
            raise CheckpointError(
                f"{source}: holds a genome with {name} = {str(table[name])[:60]}; expected {found}"
            )
    if isinstance(population, DensePopulation):
        try:
            dense_json.check_layers(table, population.layers)
        except ValueError as error:
            raise CheckpointError(f"{source}: holds {error}") from None
    return population


def views_of(text: str, *, source: str | Path) -> Views | None:
    """The views through which the network of JSON text sees; None if it sees whole observations.

    Args:
        text: As ``to_json`` gives it.
        source: Where it comes from, for messages.

    Raises:
        CheckpointError: It is no JSON, or the views are damaged.
    """
    try:
        views: Views | None = _further_in(strict_json.loads(text), _VIEWS)
    except (ValueError, TypeError, OverflowError) as error:
        raise CheckpointError(f"{source}: holds no views ({error}); expected what to_json gives") from None
    return views


def normalization_of(text: str, *, source: str | Path) -> Normalization | None:
    """How the network of JSON text sees observations; None if it sees them as they are.

    Args:
        text: As ``to_json`` gives it.
        source: Where it comes from, for messages.

    Raises:
        CheckpointError: It is no JSON, or the normalisation is damaged.
    """
    try:
        found: Normalization | None = _further_in(strict_json.loads(text), _NORMALIZATION)
    except (ValueError, TypeError, OverflowError) as error:
        raise CheckpointError(
            f"{source}: holds no normalization ({error}); expected what to_json gives"
        ) from None
    return found


def _further_in(table: Any, name: str) -> Any:
    """The views or the normalisation of a table; None without. Raises ``ValueError`` if they are damaged."""
    has_some = isinstance(table, dict) and name in table
    return _FURTHER[name](table[name]) if has_some else None


def _genome(table: Any) -> Arrays:
    if not isinstance(table, dict):
        raise TypeError("it is no table")
    found, keys = table.get("format"), table.keys()
    layered = "layers" in keys or (found == dense_json.FORMAT and keys.isdisjoint({"nodes", "connections"}))
    expected = dense_json.FORMAT if layered else FORMAT
    if found != expected:
        raise ValueError(f"its format is {str(found)[:60]}, expected {expected}")
    if layered or "weights" in keys:
        return dense_json.genome_of(table)
    return _graph(entry(table, _KEYS, "the genome"))


def _graph(table: dict[str, Any]) -> Arrays:
    """The columns of a genome whose topology evolves."""
    nodes = column_lists(table["nodes"], _NODE, "nodes")
    connections = column_lists(table["connections"], _CONNECTION, "connections")
    nodes["activation"] = [number_of(name, ACTIVATIONS, "activation") for name in nodes["activation"]]
    nodes["aggregation"] = [number_of(name, AGGREGATIONS, "aggregation") for name in nodes["aggregation"]]
    arrays: Arrays = {
        "ids": array([table["id"]], np.uint64, "id"),
        "node_offsets": np.array([0, len(nodes["id"])], dtype=np.uint64),
        "connection_offsets": np.array([0, len(connections["source"])], dtype=np.uint64),
    }
    for name, key in zip(NODE_COLUMNS, _NODE, strict=True):
        arrays[name] = array(nodes[key], NODE_COLUMNS[name], key)
    for name, key in zip(CONNECTION_COLUMNS, _CONNECTION, strict=True):
        arrays[name] = array(connections[key], CONNECTION_COLUMNS[name], key)
    return arrays
