"""Genomes on disk and as JSON: the same bits, and one of them without the others."""

import re
from pathlib import Path

import numpy as np
import pytest

from speciate import Neat
from speciate.errors import CheckpointError
from speciate.storage import genome_json, genomes
from speciate.storage.checkpoint.reader import Reader
from speciate.values.population import Population

GROWING = {"mutation": {"add_node_rate": 0.8, "add_connection_rate": 0.8, "delete_node_rate": 0.0}}


@pytest.fixture
def evolution(backend: str) -> Neat:
    made = Neat(n_inputs=3, n_outputs=2, population_size=30, seed=1, backend=backend, config=GROWING)
    for _ in range(5):
        made.ask()
        made.tell(np.arange(30.0))
    return made


def bits(population: Population) -> dict[str, bytes]:
    return {name: column.tobytes() for name, column in population.columns().items()}


def test_saved_genomes_are_loaded_again(evolution: Neat, tmp_path: Path) -> None:
    genomes.save(tmp_path / "genomes", evolution.population)
    assert bits(genomes.load(tmp_path / "genomes", evolution.backend)) == bits(evolution.population)


def test_one_genome_is_read_without_the_others(evolution: Neat, tmp_path: Path) -> None:
    genomes.save(tmp_path / "genomes", evolution.population)
    with Reader(tmp_path / "genomes") as reader:
        assert genomes.groups(reader) == ["genomes"]
        for row in range(30):
            one = evolution.backend.population(genomes.read_one(reader, "genomes", row))
            assert bits(one) == bits(evolution.population.select(np.array([row], dtype=np.uint32)))
        with pytest.raises(CheckpointError, match="no genome at row 30; there are 30"):
            genomes.read_one(reader, "genomes", 30)


def test_a_genome_in_json_is_the_same_genome(evolution: Neat) -> None:
    for row in range(30):
        text = genome_json.to_json(evolution.population, row)
        again = genome_json.from_json(text, evolution.backend, source="text")
        assert bits(again) == bits(evolution.population.select(np.array([row], dtype=np.uint32)))
    assert '"weight": ' in text
    assert '"activation": "tanh"' in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"format": 1', '"format": 2', "its format is 2, expected 1"),
        ('"format": 1', '"format": 1, "format": 1', "the key 'format' is there twice"),
        ('"n_inputs": 3', '"n_inputs": 4', "n_inputs = 4; expected 3"),
        ('"tanh"', '"tahn"', "activation tahn is unknown; expected one of"),
        ('"bias": ', '"bias": 1e300, "x": ', "other keys than id, bias"),
        ('"enabled": true', '"enabled": 1', "enabled has 1, which is no bool"),
        ('"source": ', '"source": -', "is no uint32"),
        ('"target": ', '"target": 77', "do not fit this run"),
        ("{", "[", "holds no genome"),
    ],
)
def test_what_is_no_genome_is_refused_with_its_source(
    evolution: Neat, old: str, new: str, message: str
) -> None:
    text = genome_json.to_json(evolution.population, 0).replace(old, new, 1)
    if old == '"source": ':
        text = text.replace("-0", "-1")
    with pytest.raises(CheckpointError, match=f"mine.json: .*{message}"):
        genome_json.from_json(text, evolution.backend, source="mine.json")


@pytest.mark.parametrize("weight", ["3.5e38", "-6e38", "1e300"])
def test_a_weight_beyond_single_precision_is_refused_by_its_number(evolution: Neat, weight: str) -> None:
    text = re.sub(r'"weight": [^,}]+', f'"weight": {weight}', genome_json.to_json(evolution.population, 0))
    with pytest.raises(CheckpointError, match=r"its weight has .*e\+\d+, which is no float32"):
        genome_json.from_json(text, evolution.backend, source="mine.json")
