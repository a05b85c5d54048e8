"""A genome as JSON for people: names in place of numbers, and the same bits when it is read again."""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate import strict_json
from speciate.backends.protocol import GenomeBackend, Population
from speciate.errors import CheckpointError
from speciate.genomes import built
from speciate.reference.network.activation import ACTIVATIONS, AGGREGATIONS
from speciate.reference.population.columns import CONNECTION_COLUMNS, NODE_COLUMNS
from speciate.snapshot import Arrays

FORMAT: Final = 1

_KEYS: Final = ("format", "id", "n_inputs", "n_outputs", "nodes", "connections")
_DENSE_KEYS: Final = ("format", "id", "n_inputs", "n_outputs", "weights")
_NODE: Final = ("id", "bias", "activation", "aggregation")
_CONNECTION: Final = ("innovation", "source", "target", "weight", "enabled")
_TAKES: Final[dict[str, tuple[type, ...]]] = {"b": (bool,), "u": (int,), "f": (int, float)}


def to_json(population: Population, row: int) -> str:
    """A genome as JSON for people, with names in place of numbers; ``from_json`` gives back the same bits.

    Args:
        population: The genomes.
        row: Which of them, from 0.
    """
    genome = population.select(np.array([row], dtype=np.uint32))
    return text_of(genome.columns(), population.n_inputs, population.n_outputs)


def text_of(genome: Arrays, n_inputs: int, n_outputs: int) -> str:
    """The columns of one genome as JSON for people.

    Raises:
        CheckpointError: They hold what no genome has.
    """
    sizes = f'"n_inputs": {n_inputs}, "n_outputs": {n_outputs}'
    if "weights" in genome:
        weights = strict_json.dumps(_plain(genome["weights"].reshape(-1)))
        return _table(genome["ids"][0], sizes, [f'"weights": {weights}'])
    lists = {name: _plain(column) for name, column in genome.items()}
    try:
        lists["node_activation"] = [ACTIVATIONS[number] for number in lists["node_activation"]]
        lists["node_aggregation"] = [AGGREGATIONS[number] for number in lists["node_aggregation"]]
        nodes = _rows(_NODE, [lists[name] for name in NODE_COLUMNS])
        connections = _rows(_CONNECTION, [lists[name] for name in CONNECTION_COLUMNS])
    except (IndexError, ValueError) as error:
        raise CheckpointError(f"genome {lists['ids'][0]} is no genome: {error}") from None
    return _table(lists["ids"][0], sizes, [f'"nodes": {nodes}', f'"connections": {connections}'])


def _table(genome_id: int, sizes: str, contents: list[str]) -> str:
    lines = [f'"format": {FORMAT}, "id": {genome_id}, {sizes}', *contents]
    return "{\n  " + ",\n  ".join(lines) + "\n}\n"


def from_json(text: str, backend: GenomeBackend, *, source: str | Path) -> Population:
    """The genome of JSON text, checked by the backend.

    Args:
        text: As ``to_json`` gives it.
        backend: Who takes the genome.
        source: Where it comes from, for messages.

    Raises:
        CheckpointError: It is no JSON, no genome, or does not fit the backend.
    """
    try:
        table = strict_json.loads(text)
        is_dense = isinstance(table, dict) and "weights" in table
        table = _entry(table, _DENSE_KEYS if is_dense else _KEYS, "the genome")
        genome = _genome(table)
    except (ValueError, TypeError, OverflowError) as error:
        raise CheckpointError(f"{source}: holds no genome ({error}); expected what to_json gives") from None
    population = built(genome, backend, source)
    for name, found in (("n_inputs", population.n_inputs), ("n_outputs", population.n_outputs)):
        if table[name] != found:
            raise CheckpointError(
                f"{source}: holds a genome with {name} = {str(table[name])[:60]}; expected {found}"
            )
    return population


def _genome(table: dict[str, Any]) -> Arrays:
    if table["format"] != FORMAT:
        raise ValueError(f"its format is {str(table['format'])[:60]}, expected {FORMAT}")
    if "weights" in table:
        return {
            "ids": _array([table["id"]], np.uint64, "id"),
            "weights": _array(_list(table["weights"], "weights"), np.float32, "weights")[np.newaxis],
        }
    nodes = _column_lists(table["nodes"], _NODE, "nodes")
    connections = _column_lists(table["connections"], _CONNECTION, "connections")
    nodes["activation"] = [_number(name, ACTIVATIONS, "activation") for name in nodes["activation"]]
    nodes["aggregation"] = [_number(name, AGGREGATIONS, "aggregation") for name in nodes["aggregation"]]
    arrays: Arrays = {
        "ids": _array([table["id"]], np.uint64, "id"),
        "node_offsets": np.array([0, len(nodes["id"])], dtype=np.uint64),
        "connection_offsets": np.array([0, len(connections["source"])], dtype=np.uint64),
    }
    for name, key in zip(NODE_COLUMNS, _NODE, strict=True):
        arrays[name] = _array(nodes[key], NODE_COLUMNS[name], key)
    for name, key in zip(CONNECTION_COLUMNS, _CONNECTION, strict=True):
        arrays[name] = _array(connections[key], CONNECTION_COLUMNS[name], key)
    return arrays


def _column_lists(value: Any, keys: tuple[str, ...], what: str) -> dict[str, list[Any]]:
    entries = [_entry(one, keys, f"one of its {what}") for one in _list(value, what)]
    return {key: [entry[key] for entry in entries] for key in keys}


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"its {what} are no list")
    return value


def _entry(value: Any, keys: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise ValueError(f"{what} has other keys than {', '.join(keys)}")
    return value


def _array(values: list[Any], kind: type[Any], what: str) -> NDArray[Any]:
    dtype = np.dtype(kind)
    for value in values:
        if type(value) not in _TAKES[dtype.kind] or (dtype.kind == "f" and abs(value) > np.finfo(kind).max):
            raise TypeError(f"its {what} has {str(value)[:60]}, which is no {dtype.name}")
    if dtype.kind == "u" and not all(0 <= value <= np.iinfo(kind).max for value in values):
        raise ValueError(f"its {what} is no {dtype.name}")
    return np.array(values, dtype=kind)


def _number(name: Any, names: Any, what: str) -> int:
    known = list(names)
    if name not in known:
        raise ValueError(f"its {what} {str(name)[:60]} is unknown; expected one of {', '.join(known)}")
    return known.index(name)


def _plain(column: NDArray[Any]) -> list[Any]:
    """Values as JSON takes them; a float32 with as few digits as tell it from all others."""
    if column.dtype == np.float32:
        return [float(str(value)) for value in column]
    values: list[Any] = column.tolist()
    return values


def _rows(keys: tuple[str, ...], lists: list[list[Any]]) -> str:
    """A list of tables, each on a line of its own."""
    rows = [
        "{"
        + ", ".join(f'"{key}": {strict_json.dumps(one)}' for key, one in zip(keys, row, strict=True))
        + "}"
        for row in zip(*lists, strict=True)
    ]
    return "[" + ",".join(f"\n    {row}" for row in rows) + ("\n  ]" if rows else "]")
