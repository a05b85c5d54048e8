"""docs/activations.md gives the formulas of all activations and aggregations, and networks compute them."""

import json
import re
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from numpy.typing import NDArray

from speciate import Neat
from speciate.storage import genome_json
from speciate.values.names import ACTIVATIONS, AGGREGATIONS
from speciate.values.networks import Network, Networks

_TEXT: Final = Path(__file__, "../../../../docs/activations.md").resolve().read_text(encoding="utf-8")
_NAMES: Final = {name: getattr(np, name) for name in ("exp", "log", "tanh", "sin", "cos", "where", "clip")}
_REDUCTIONS: Final = {
    name: getattr(np, name) for name in ("sum", "mean", "prod", "max", "min", "median", "argmax")
}


def rows(title: str) -> dict[str, list[str]]:
    """The rows of the table under a title: name to the other cells, without backquotes."""
    section = _TEXT.split(f"\n## {title}\n")[1].split("\n#")[0]
    cells = [
        [cell.strip(" `") for cell in line.split("|")[1:-1]] for line in section.splitlines() if "|" in line
    ]
    return {name: others for name, *others in cells[2:]}


FORMULAS: Final = rows("Activations")
JOINED: Final = rows("Aggregations")


def computed(formula: str, **values: NDArray[np.float64]) -> NDArray[np.float64]:
    names = _NAMES | _REDUCTIONS | {"abs": np.abs, "maximum": np.maximum}
    with np.errstate(all="ignore"):
        result = eval(formula, {"__builtins__": {}}, names | values)  # noqa: S307  # our own document
    return np.asarray(result, dtype=np.float64)


def network(backend: str, weights: list[float], activation: str, aggregation: str) -> Network:
    """One output that reads every input, with a bias of 0."""
    evolution = Neat(n_inputs=len(weights), n_outputs=1, population_size=2, backend=backend)
    genome: dict[str, Any] = json.loads(genome_json.to_json(evolution.population, 0))
    genome["nodes"][0] |= {"bias": 0.0, "activation": activation, "aggregation": aggregation}
    for connection, weight in zip(genome["connections"], weights, strict=True):
        connection["weight"] = weight
    population = genome_json.from_json(json.dumps(genome), evolution.backend, source="a test")
    return Networks(population, evolution.backend)[0]


def numbers(limit: float) -> NDArray[np.float32]:
    """Numbers of every size up to a limit, of both signs, and 0."""
    sizes = np.concatenate([np.linspace(0.0, min(limit, 20.0), 4001), np.geomspace(1e-9, limit, 4001)])
    return np.concatenate([-sizes, sizes]).astype(np.float32)


def test_the_document_names_the_activations_and_aggregations_that_exist() -> None:
    assert tuple(FORMULAS) == ACTIVATIONS
    assert tuple(JOINED) == AGGREGATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_networks_compute_the_formula_of_the_document_within_a_millionth(name: str, backend: str) -> None:
    formula, limit, *_ = FORMULAS[name]
    x = numbers(float(limit))
    found = network(backend, [1.0], name, "sum").forward(x[:, None])[:, 0].astype(np.float64)
    expected = computed(formula, x=x.astype(np.float64))
    assert (np.abs(found - expected) < 1e-6 * np.maximum(1.0, np.abs(expected))).all()


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_sines_of_large_numbers_err_as_the_document_says(name: str, backend: str) -> None:
    words = " ".join(_TEXT.split())
    found = re.search(r"it is below ([\de.-]+) up to ([\de.]+), and below ([\de.]+) up to ([\de.]+)\.", words)
    assert found
    sine = network(backend, [1.0], name, "sum")
    for error, limit in (found.group(1, 2), found.group(3, 4)):
        x = np.linspace(0.5 * float(limit), float(limit), 20_001).astype(np.float32)
        values = np.concatenate([-x, x])
        outputs = sine.forward(values[:, None])[:, 0].astype(np.float64)
        errors = np.abs(outputs - _NAMES[name](values.astype(np.float64)))
        assert 0.3 * float(error) < errors.max() < float(error)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_stay_between_the_limits_of_the_document(name: str, backend: str) -> None:
    least, greatest = (float(cell) for cell in FORMULAS[name][2:])
    found = network(backend, [1.0], name, "sum").forward(numbers(1e6)[:, None])
    assert least <= found.min()
    assert found.max() <= greatest


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_not_a_number_is_what_the_document_says(name: str, backend: str) -> None:
    found = network(backend, [1.0], name, "sum").forward(np.array([np.nan], dtype=np.float32))[0]
    expected = {"relu": 0.0, "step": 0.0, "hat": 0.0, "log": np.log(1e-7)}.get(name, np.nan)
    assert found == pytest.approx(expected, abs=1e-5, nan_ok=True)


@pytest.mark.parametrize("name", AGGREGATIONS)
@pytest.mark.parametrize("n_inputs", [1, 4, 5, 19])
def test_networks_join_products_as_the_document_says(name: str, n_inputs: int, backend: str) -> None:
    generator = np.random.default_rng(n_inputs)
    weights = generator.normal(size=n_inputs).astype(np.float32)
    observations = generator.normal(size=(20, n_inputs)).astype(np.float32)
    found = network(backend, weights.tolist(), "identity", name).forward(observations)[:, 0]
    for observation, value in zip(observations, found, strict=True):
        p = (weights * observation).astype(np.float64)
        (formula,) = JOINED[name]
        expected = float(computed(formula, p=p))
        assert value == pytest.approx(expected, rel=1e-6, abs=1e-6)
