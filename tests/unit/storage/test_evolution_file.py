"""Saving a loop of one's own, and going on with it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate import Evolution, Genetic, Neat
from speciate.cli.main import main
from speciate.errors import BackendError, CheckpointError, ConfigError, RunDirectoryError

N = 12
CONFIGS: dict[str, dict[str, Any]] = {
    "neat": {},
    "two objectives": {"objectives": ["a", "b"], "directions": ["max", "min"]},
    "islands": {"islands": {"n_islands": 3, "migration_generations": 2}},
    "genetic": {"algorithm": "genetic", "dense": {"hidden_layers": [3]}},
    "cma_es": {"algorithm": "cma_es"},
    "openai_es": {"algorithm": "openai_es"},
    "snes": {"algorithm": "snes"},
    "hyperneat": {"algorithm": "hyperneat"},
    "map_elites": {
        "algorithm": "map_elites",
        "measures": ["x"],
        "map_elites": {"grid_lower": [0.0], "grid_upper": [1.0]},
    },
    "novelty": {"measures": ["x"], "objectives": ["novelty"]},
}


def advance(evolution: Evolution, n_generations: int) -> None:
    for _ in range(n_generations):
        draws = np.random.default_rng(evolution.generation)
        n_told = max(1, len(evolution.told_names))
        outputs = evolution.ask().forward([0.3, -0.8]).astype(np.float64)
        objectives = -np.abs(outputs - 0.5).sum(axis=1)[:, None] + 0.01 * draws.random((N, n_told))
        measures = draws.random((N, 1)) if evolution.config.measures else None
        evolution.tell(objectives, measures=measures)


def content(evolution: Evolution) -> tuple[dict[str, bytes], dict[str, Any]]:
    snapshot = evolution.snapshot()
    return {name: array.tobytes() for name, array in snapshot.arrays.items()}, snapshot.scalars


@pytest.mark.parametrize("name", CONFIGS)
def test_a_loop_that_was_saved_goes_on_as_if_it_had_not_stopped(
    name: str, backend: str, tmp_path: Path
) -> None:
    config = {"population_size": N, "seed": 4, "backend": backend} | CONFIGS[name]
    straight = Evolution(config, n_inputs=2, n_outputs=1)
    advance(straight, 3)
    straight.ask()  # asked and not told
    straight.save(tmp_path / "saved")
    again = Evolution.load(tmp_path / "saved")
    assert content(again) == content(straight)
    assert (again.config, again.generation, again.names) == (straight.config, 3, straight.names)
    assert again.metrics == straight.metrics
    for evolution in (straight, again):
        advance(evolution, 3)
    assert content(again) == content(straight)


def test_it_may_go_on_with_the_other_backend(native: str, tmp_path: Path) -> None:
    straight = Neat(n_inputs=2, n_outputs=1, population_size=N, backend=native)
    advance(straight, 2)
    straight.save(tmp_path / "saved")
    other = Neat.load(tmp_path / "saved", backend="reference")
    assert type(other) is Neat
    for evolution in (straight, other):
        advance(evolution, 2)
    assert content(other) == content(straight)


def test_a_class_for_one_algorithm_refuses_another(backend: str, tmp_path: Path) -> None:
    Genetic(n_inputs=2, n_outputs=1, population_size=N, backend=backend).save(tmp_path / "saved")
    assert type(Genetic.load(tmp_path / "saved")) is Genetic
    with pytest.raises(CheckpointError, match=r'saved: holds algorithm = "genetic", .* for "neat"; use'):
        Neat.load(tmp_path / "saved")


def test_a_file_that_does_not_fit_is_refused_by_name(backend: str, tmp_path: Path) -> None:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=N, backend=backend)
    with pytest.raises(CheckpointError, match="nothing"):
        Neat.load(tmp_path / "nothing")
    with pytest.raises(RunDirectoryError, match="missing"):
        evolution.save(tmp_path / "missing" / "saved")
    with pytest.raises(ConfigError, match="path = 3: expected a path"):
        Neat.load(3)  # type: ignore[arg-type]
    evolution.save(tmp_path / "saved")
    with pytest.raises((BackendError, ConfigError), match="gpu"):
        Neat.load(tmp_path / "saved", backend="gpu")
    content = bytearray((tmp_path / "saved").read_bytes())
    content[-1] ^= 1
    (tmp_path / "saved").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"saved: .*damaged"):
        Neat.load(tmp_path / "saved")


def test_a_saved_loop_can_be_inspected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evolution = Neat(n_inputs=2, n_outputs=1, population_size=N, backend="reference", seed=9)
    advance(evolution, 2)
    evolution.save(tmp_path / "saved")
    assert main(["inspect", str(tmp_path / "saved")]) == 0
    assert "saved: whole, evolution, generation 2, seed 9" in capsys.readouterr().out
    assert main(["inspect", str(tmp_path / "saved"), "--genome", "3"]) == 0
    assert '"n_inputs": 2' in capsys.readouterr().out
