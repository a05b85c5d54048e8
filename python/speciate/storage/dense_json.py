"""A dense network as JSON: its layers with activations, weights and biases. That is enough to run it."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.parsing import strict_json
from speciate.storage.json_columns import array, entry, listed, plain
from speciate.values.layers import Layer, Layers
from speciate.values.snapshot import Arrays
from speciate.values.types import Float32s

FORMAT: Final = 2

_OLD_KEYS: Final = ("format", "id", "n_inputs", "n_outputs", "weights")
"""Keys of format 1, which had one flat list of numbers."""

_KEYS: Final = ("format", "id", "n_inputs", "n_outputs", "recurrent", "layer_sizes", "layers")
_LAYER: Final = ("activation", "biases", "weights")


def text_of(genome: Arrays, layers: Layers) -> str:
    """The columns of one dense network as JSON text.

    Args:
        genome: ``ids``, uint64 (1,), and ``weights``, float32 (1, n_weights).
        layers: The topology and the activations.

    Raises:
        ValueError: The weights are not those of the layers.
    """
    weights = genome["weights"].reshape(-1)
    if len(weights) != layers.n_weights:
        raise ValueError(f"{len(weights)} weights; networks of {layers} have {layers.n_weights}")
    head = {
        "format": FORMAT,
        "id": int(genome["ids"][0]),
        "n_inputs": layers.sizes[0],
        "n_outputs": layers.sizes[-1],
        "recurrent": layers.recurrent,
    }
    first = ", ".join(f'"{key}": {strict_json.dumps(value)}' for key, value in head.items())
    parts = zip(layers.layers, layers.activations, strict=True)
    written = ",".join(_layer_text(layer, name, weights) for layer, name in parts)
    return f'{{\n  {first},\n  "layer_sizes": {list(layers.sizes)},\n  "layers": [{written}\n  ]\n}}\n'


def genome_of(table: dict[str, Any]) -> Arrays:
    """The columns of a table of ``text_of``, or of format 1.

    Raises:
        ValueError: A key or a number is wrong.
        TypeError: A value is of another type.
    """
    if table["format"] == FORMAT:
        weights = _weights(entry(table, _KEYS, "the genome"))
    else:
        flat = entry(table, _OLD_KEYS, "the genome")["weights"]
        weights = array(listed(flat, "weights"), np.float32, "weights")
    return {"ids": array([table["id"]], np.uint64, "id"), "weights": weights[np.newaxis]}


def check_layers(table: dict[str, Any], layers: Layers) -> None:
    """Refuses a table whose network is built otherwise than ``layers`` say. Format 1 does not say how.

    Raises:
        ValueError: They differ.
    """
    if "layers" in table and _words(_layers_of(table)) != _words(layers):
        raise ValueError(f"a network of {_words(_layers_of(table))}; expected one of {_words(layers)}")


def _words(layers: Layers) -> str:
    kind = "recurrent " if layers.recurrent else ""
    return f"{kind}layers {layers} with the activations {', '.join(layers.activations)}"


def _layer_text(layer: Layer, activation: str, weights: Float32s) -> str:
    matrix, biases = _parts(layer, weights)
    lines = [f'"activation": "{activation}"', f'"biases": {strict_json.dumps(plain(biases))}']
    lines.append(_matrix_text("weights", matrix[:, : layer.n_previous]))
    if layer.n_sources > layer.n_previous:
        lines.append(_matrix_text("recurrent_weights", matrix[:, layer.n_previous :]))
    return "\n    {" + ",".join(f"\n      {line}" for line in lines) + "\n    }"


def _matrix_text(key: str, matrix: Float32s) -> str:
    """One line per node."""
    lines = ",".join(f"\n        {strict_json.dumps(plain(row))}" for row in matrix)
    return f'"{key}": [{lines}\n      ]'


def _parts(layer: Layer, weights: Float32s) -> tuple[Float32s, Float32s]:
    """Views of a layer's weights (n_nodes, n_sources) and biases (n_nodes,) in a whole row of numbers."""
    matrix = weights[layer.first_weight : layer.first_bias].reshape(layer.n_nodes, layer.n_sources)
    return matrix, weights[layer.first_bias : layer.first_bias + layer.n_nodes]


def _layers_of(table: dict[str, Any]) -> Layers:
    """The topology that a table describes."""
    sizes = array(listed(table["layer_sizes"], "layer_sizes"), np.uint32, "layer_sizes").tolist()
    if len(sizes) < 2 or min(sizes) < 1:  # noqa: PLR2004  # inputs and outputs
        raise ValueError(f"its layer_sizes are {sizes}; expected inputs, hidden layers and outputs")
    if type(table["recurrent"]) is not bool:
        raise TypeError("its recurrent is no truth value")
    names = [_activation(one) for one in listed(table["layers"], "layers")]
    if len(names) != len(sizes) - 1 or len(set(names[:-1])) > 1:
        activations = f" with {', '.join(names)}" if names else ""
        raise ValueError(
            f"its layers are {len(names)}{activations}; expected {len(sizes) - 1}, the hidden ones with the "
            "same activation"
        )
    hidden = names[0] if len(names) > 1 else ""
    return Layers(tuple(sizes), table["recurrent"], hidden, names[-1])


def _activation(layer: Any) -> str:
    name = layer.get("activation") if isinstance(layer, dict) else None
    if not isinstance(name, str):
        raise TypeError("one of its layers has no activation")
    return name


def _weights(table: dict[str, Any]) -> Float32s:
    """The whole row of numbers: float32 (n_weights,)."""
    layers = _layers_of(table)
    parts = [
        part
        for layer, found in zip(layers.layers, table["layers"], strict=True)
        for part in _layer_parts(layer, found)
    ]
    return np.concatenate(parts)


def _layer_parts(layer: Layer, found: Any) -> list[Float32s]:
    """A layer's weights and then its biases, as they stand in a row of numbers."""
    own = ("recurrent_weights",) if layer.n_sources > layer.n_previous else ()
    values = entry(found, (*_LAYER, *own), "one of its layers")
    matrices = [_matrix(values["weights"], (layer.n_nodes, layer.n_previous))]
    matrices += [_matrix(values[key], (layer.n_nodes, layer.n_nodes)) for key in own]
    biases = array(listed(values["biases"], "biases"), np.float32, "biases")
    if len(biases) != layer.n_nodes:
        raise ValueError(f"a layer of {layer.n_nodes} nodes has {len(biases)} biases")
    return [np.concatenate(matrices, axis=1).reshape(-1), biases]


def _matrix(value: Any, shape: tuple[int, int]) -> NDArray[Any]:
    rows = [array(listed(row, "weights"), np.float32, "weights") for row in listed(value, "weights")]
    if len(rows) != shape[0] or any(len(row) != shape[1] for row in rows):
        raise ValueError(f"weights of a layer are other than {shape[0]} rows of {shape[1]} numbers")
    return np.array(rows)
