"""A dense network in JSON can be run from the text alone, and gives back the same bits."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from speciate import Config, Genetic, Neat
from speciate.backends import dense
from speciate.errors import CheckpointError, ConfigError
from speciate.storage import genome_json, genomes

Values = NDArray[np.float64]

FUNCTIONS: dict[str, Callable[[Values], Values]] = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0.0),
    "sigmoid": lambda x: 1.0 / (1.0 + np.exp(-x)),
    "identity": lambda x: x,
}


def genetic(backend: str, **genome: Any) -> Genetic:
    settings = {"founder_bias_sigma": 1.0} | genome
    config = {"genome": settings, "genetic": {"mutation_rate": 1.0}}
    evolution = Genetic(
        n_inputs=3,
        n_outputs=2,
        hidden_layers=[5, 4],
        population_size=6,
        seed=2,
        backend=backend,
        config=config,
    )
    for _ in range(3):  # biases begin at 0
        evolution.tell(np.arange(len(evolution.ask()), dtype=np.float64))
    return evolution


def forward(text: str, steps: Values) -> Values:
    """Outputs for one observation after another, (n_steps, n_inputs), computed from the text alone."""
    network = json.loads(text)
    own = [np.zeros(len(layer["biases"])) for layer in network["layers"]]
    outputs = []
    for observation in steps:
        values = observation
        for index, layer in enumerate(network["layers"]):
            total = np.array(layer["weights"]) @ values + np.array(layer["biases"])
            if "recurrent_weights" in layer:
                total += np.array(layer["recurrent_weights"]) @ own[index]
            values = own[index] = FUNCTIONS[layer["activation"]](total)
        outputs.append(values)
    return np.array(outputs)


@pytest.mark.parametrize("recurrent", [False, True])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("output_activation", ["sigmoid", "identity"])
def test_a_network_computed_from_its_json_alone_gives_what_forward_gives(
    backend: str, activation: str, output_activation: str, *, recurrent: bool
) -> None:
    evolution = genetic(
        backend, activation=activation, output_activation=output_activation, recurrent=recurrent
    )
    steps = np.random.default_rng(1).normal(size=(6, 3))
    text = genome_json.to_json(evolution.population, 4)
    network = evolution.ask()[4]
    network.reset()
    expected = np.array([network.forward(step) for step in steps])
    assert np.allclose(forward(text, steps), expected, rtol=1e-5, atol=1e-5)
    if recurrent:  # what is not remembered would be missed
        assert not np.allclose(forward(text, steps[1:]), expected[1:], rtol=1e-5, atol=1e-5)


def test_the_json_names_sizes_activations_and_one_row_of_weights_per_node(backend: str) -> None:
    found = json.loads(genome_json.to_json(genetic(backend, recurrent=True).population, 0))
    assert (found["format"], found["n_inputs"], found["n_outputs"], found["recurrent"]) == (2, 3, 2, True)
    assert found["layer_sizes"] == [3, 5, 4, 2]
    assert [np.shape(layer["weights"]) for layer in found["layers"]] == [(5, 3), (4, 5), (2, 4)]
    assert [np.shape(layer["biases"]) for layer in found["layers"]] == [(5,), (4,), (2,)]
    assert [np.shape(layer["recurrent_weights"]) for layer in found["layers"][:2]] == [(5, 5), (4, 4)]
    assert "recurrent_weights" not in found["layers"][2]


@pytest.mark.parametrize("recurrent", [False, True])
def test_a_dense_genome_in_json_is_the_same_bits(backend: str, *, recurrent: bool) -> None:
    evolution = genetic(backend, recurrent=recurrent)
    for row in range(len(evolution.population)):
        text = genome_json.to_json(evolution.population, row)
        again = dense.own(genome_json.from_json(text, evolution.backend, source="text"))
        assert again.weights.tobytes() == dense.own(evolution.population).weights[row].tobytes()
        assert again.ids.tolist() == [evolution.population.ids[row]]


def test_the_form_of_earlier_versions_is_read_to_the_same_bits(backend: str) -> None:
    evolution = genetic(backend)
    columns = evolution.population.select(np.array([3], dtype=np.uint32)).columns()
    text = genome_json.text_of(columns, 3, 2)
    assert json.loads(text).keys() == {"format", "id", "n_inputs", "n_outputs", "weights"}
    again = dense.own(genome_json.from_json(text, evolution.backend, source="text"))
    assert again.weights.tobytes() == columns["weights"].tobytes()


def test_networks_without_hidden_layers_are_written_and_read(backend: str) -> None:
    evolution = Genetic(n_inputs=3, n_outputs=2, hidden_layers=[], population_size=4, backend=backend)
    text = genome_json.to_json(evolution.population, 1)
    assert json.loads(text)["layer_sizes"] == [3, 2]
    again = dense.own(genome_json.from_json(text, evolution.backend, source="text"))
    assert again.weights.tobytes() == dense.own(evolution.population).weights[1].tobytes()


CHANGES: list[tuple[str, str, str]] = [
    ('"format": 2', '"format": 1', "its format is 1, expected 2"),
    ('"activation": "tanh"', '"activation": "relu"', "the hidden ones with the same activation"),
    ('"tanh"', '"relu"', "expected one of layers 3-5-4-2 with the activations tanh, tanh, tanh"),
    ('"recurrent": false', '"recurrent": 0', "its recurrent is no truth value"),
    ('"recurrent": false', '"recurrent": true', "one of its layers has other keys than"),
    ('"layer_sizes": [3, ', '"layer_sizes": [4, ', "other than 5 rows of 4 numbers"),
    ('"layer_sizes": [3, 5', '"layer_sizes": [3, 4294967295', "other than 4294967295 rows"),
    ('"layer_sizes": [3, 5', '"layer_sizes": [3, 0', "expected inputs, hidden layers and outputs"),
    ('"layer_sizes": [3, 5, 4, 2]', '"layer_sizes": [2]', "expected inputs, hidden layers and outputs"),
    ('"layer_sizes": [3, 5, ', '"layer_sizes": [3, ', "its layers are 3 .*expected 2"),
    ('"biases": [', '"biases": [0.5,', "a layer of 5 nodes has 6 biases"),
    ('"biases": [', '"biases": [true,', "its biases has True, which is no float32"),
    ('"activation": "tanh",', "", "one of its layers has no activation"),
    ('"weights": [', '"weights": [[1.0],', "other than 5 rows of 3 numbers"),
    ('"n_inputs": 3', '"n_inputs": 4', "n_inputs = 4; expected 3"),
    ('"id": ', '"id": -', "its id is no uint64"),
    ('"id": ', '"name": "a", "id": ', "the genome has other keys than"),
    ('"layers": [', '"layer": [', "other keys than format, id, n_inputs, n_outputs, recurrent, layer_sizes"),
    ('"format": 2', '"format": 3', "its format is 3, expected 2"),
]


@pytest.mark.parametrize(("old", "new", "message"), CHANGES, ids=[message for _, _, message in CHANGES])
def test_a_dense_network_that_does_not_fit_is_refused(old: str, new: str, message: str) -> None:
    evolution = genetic("reference")
    text = genome_json.to_json(evolution.population, 1)
    changed = text.replace(old, new) if old == '"tanh"' else text.replace(old, new, 1)
    with pytest.raises(CheckpointError, match=f"^mine.json: .*{message}") as refusal:
        genome_json.from_json(changed, evolution.backend, source="mine.json")
    assert "\n" not in str(refusal.value)


def test_a_dense_network_without_any_layer_is_refused() -> None:
    evolution = genetic("reference")
    table = json.loads(genome_json.to_json(evolution.population, 1)) | {"layers": []}
    with pytest.raises(CheckpointError, match=r"its layers are 0; expected 3, the hidden"):
        genome_json.from_json(json.dumps(table), evolution.backend, source="mine.json")


def test_a_genome_of_another_algorithm_is_named_as_such(backend: str) -> None:
    dense_one = genetic(backend)
    grown = Neat(n_inputs=3, n_outputs=2, population_size=4, backend=backend)
    for giver, taker, column in ((grown, dense_one, "weights"), (dense_one, grown, "node_offsets")):
        text = genome_json.to_json(giver.population, 0)
        message = f"^mine.json: has no column {column}: it is a genome of another algorithm$"
        with pytest.raises(CheckpointError, match=message):
            genome_json.from_json(text, taker.backend, source="mine.json")


@pytest.mark.parametrize("row", [-1, 9, 2**40, "a", None, 0.5, True])
def test_a_row_that_does_not_exist_is_refused_in_one_line(row: Any, backend: str) -> None:
    populations = [genetic(backend).population]
    populations.append(Neat(n_inputs=3, n_outputs=2, population_size=9, backend=backend).population)
    for population in populations:
        expected = f"row = {row!r}: expected a whole number from 0 to {len(population) - 1}"
        with pytest.raises(ConfigError) as refusal:
            genome_json.to_json(population.select(np.arange(len(population), dtype=np.uint32)), row)
        assert str(refusal.value) == expected


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", ["1e39", "-1e39", "1e300", "1" + "0" * 60])
def test_a_number_beyond_single_precision_is_refused_without_a_warning(number: str) -> None:
    evolution = genetic("reference")
    text = genome_json.to_json(evolution.population, 0).replace('"biases": [', f'"biases": [{number}, ', 1)
    with pytest.raises(CheckpointError, match=r"which is no float32"):
        genome_json.from_json(text, evolution.backend, source="mine.json")


def test_weights_that_are_not_those_of_the_layers_are_no_genome() -> None:
    population = dense.own(genetic("reference").population)
    columns = population.select(np.array([0], dtype=np.uint32)).columns()
    columns["weights"] = columns["weights"][:, :-1]
    with pytest.raises(CheckpointError, match="53 weights; networks of 3-5-4-2 have 54"):
        genome_json.text_of(columns, 3, 2, population.layers)


def test_genomes_that_were_saved_without_a_config_have_no_layers(tmp_path: Any) -> None:
    from speciate.storage import genome_text  # noqa: PLC0415  # the command line's

    population = genetic("reference").population
    genomes.save(tmp_path / "plain", population)
    assert json.loads(genome_text.of(tmp_path / "plain", 2, None))["format"] == 1
    config = Config.build({"algorithm": "genetic", "dense": {"hidden_layers": [5, 4]}})
    genomes.save(tmp_path / "with", population, config=config)
    assert genome_text.of(tmp_path / "with", 2, None) == genome_json.to_json(population, 2)
