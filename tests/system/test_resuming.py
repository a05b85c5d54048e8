"""A run that was stopped and goes on elsewhere equals one that went straight through, bit for bit."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.threads import SEVERAL_BLOCKS

import speciate
from speciate import Config, Nsga2
from speciate.storage.run_directory import RunDirectory
from speciate.training import runs

N_GENERATIONS = 20
RUNS: dict[str, dict[str, Any]] = {
    "NEAT": {"objectives": ("fitness",)},
    "NEAT with NSGA-II": {"objectives": ("fitness", "correct")},
    "NEAT with novelty": {"objectives": ("fitness", "novelty"), "measures": ("fitness", "correct")},
    "MAP-Elites": {
        "objectives": ("fitness",),
        "algorithm": "map_elites",
        "measures": ("correct",),
        "map_elites": {"grid_lower": (0.0,), "grid_upper": (5.0,)},
    },
    "genetic": {"objectives": ("fitness",), "algorithm": "genetic"},
    "CMA-ES": {"objectives": ("fitness",), "algorithm": "cma_es"},
    "OpenAI-ES": {"objectives": ("fitness",), "algorithm": "openai_es"},
    "SNES with two objectives": {"objectives": ("fitness", "correct"), "algorithm": "snes"},
    "genetic with NSGA-II": {"objectives": ("fitness", "correct"), "algorithm": "genetic"},
    "NEAT on islands": {
        "objectives": ("fitness", "correct"),
        "islands": {"n_islands": 3, "migration_generations": 4},
    },
    "NEAT where episodes differ": {
        "environment": "cart_pole",
        "objectives": ("fitness",),
        "evaluations": 2,
        "validation_episodes": 2,
        "stop_when_solved": False,
    },
    "NEAT with NSGA-II where episodes differ": {
        "environment": "cart_pole",
        "objectives": ("fitness", "connections"),
        "evaluations": 2,
        "validation_episodes": 2,
        "stop_when_solved": False,
    },
}
VECTORS = "NSGA-II over vectors"
KINDS = (*RUNS, VECTORS)
EVERYWHERE = [kind for kind in KINDS if kind != "CMA-ES"]
"""Kinds whose bits depend on no library: CMA-ES takes eigenvectors from the LAPACK of its NumPy."""
DIGESTS = Path(__file__).parents[1] / "data" / "digests.json"
GOES_ON = """
import os, sys
from pathlib import Path
from tests.system.test_resuming import resumed
for folder in sys.argv[2:]:
    print(resumed(Path(folder), sys.argv[1]))
"""


def config(kind: str, **changes: Any) -> Config:
    settings: dict[str, Any] = {
        "environment": "xor",
        "population_size": 20,
        "generations": N_GENERATIONS,
        "seed": 3,
        "checkpoint_seconds": 0.0,
        "journal": False,
        "checkpoints_kept": 100,
        "threads": 1,
    }
    return Config(**settings | RUNS[kind] | changes)


def several(kind: str) -> dict[str, Any]:
    """Enough genomes for several threads; CMA-ES would take long, and threads share only its rollouts."""
    return {} if kind == "CMA-ES" else {"population_size": SEVERAL_BLOCKS}


def digest_of_run(folder: Path) -> str:
    """Everything that two runs of one seed share: the state, the champion, the metrics."""
    run = speciate.load(folder)
    metrics = [{key: one[key] for key in one if key != "timing"} for one in run.metrics]
    arrays = run.evolution.snapshot().arrays | run.champion.genome.columns()
    parts = [f"{name} {arrays[name].dtype}".encode() + arrays[name].tobytes() for name in sorted(arrays)]
    return hashlib.sha256(b"".join(parts) + json.dumps(metrics, sort_keys=True).encode()).hexdigest()


def told(evolution: Nsga2, generations: int) -> str:
    """Goes on to a generation and says what all later ones depend on."""
    while evolution.generation < generations:
        x = evolution.ask()
        evolution.tell(np.stack([x[:, 0], (1.0 - x[:, 0]) * (1.0 + x[:, 1:].sum(axis=1))], axis=1))
    arrays = evolution.snapshot().arrays
    return hashlib.sha256(b"".join(arrays[name].tobytes() for name in sorted(arrays))).hexdigest()


def resumed(place: Path, kind: str, **changes: Any) -> str:
    if kind == VECTORS:
        return told(Nsga2.load(place), N_GENERATIONS)
    speciate.resume(place, quiet=True, **changes)
    return digest_of_run(place)


def stopped(folder: Path, kind: str, **changes: Any) -> dict[int, Path]:
    """What runs that were stopped after each generation have left, by generation."""
    if kind == VECTORS:
        evolution = Nsga2(n_variables=4, population_size=20, seed=3)
        places = {}
        for generation in range(1, N_GENERATIONS + 1):
            told(evolution, generation)
            places[generation] = folder / f"vectors-{generation}"
            evolution.save(places[generation])
        return places
    runs.start(config(kind, **changes), run_directory=folder / "straight")
    return {generation: cut(folder, generation) for generation in range(1, N_GENERATIONS + 1)}


def cut(folder: Path, generation: int) -> Path:
    """The run directory as it was after a generation: without the checkpoints and the champion after it."""
    place = folder / f"{generation}"
    shutil.copytree(folder / "straight", place)
    (place / "champion.safetensors").unlink()
    for number, path in RunDirectory(place).checkpoints.paths().items():
        if number > generation:
            path.unlink()
    return place


def killed(folder: Path, kind: str, **changes: Any) -> dict[int, Path]:
    """What runs that died after each generation have left: one checkpoint, and a journal."""
    settings = config(kind, checkpoint_seconds=1e6, journal=True, **changes)
    runs.start(settings, run_directory=folder / "journalled")
    places = {}
    for generation in range(1, N_GENERATIONS + 1):
        places[generation] = place = folder / f"killed-{generation}"
        shutil.copytree(folder / "journalled", place)
        (place / "champion.safetensors").unlink()
        (place / "checkpoints" / f"generation-{N_GENERATIONS:08d}.safetensors").unlink()
        (path,) = place.rglob("*.journal")
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: generation + 1]))
    return places


def straight(folder: Path, kind: str, **changes: Any) -> str:
    """The digest of a run without any checkpoint but the first and the last."""
    if kind == VECTORS:
        return told(Nsga2(n_variables=4, population_size=20, seed=3), N_GENERATIONS)
    runs.start(config(kind, checkpoint_seconds=1e6, **changes), run_directory=folder / "without")
    return digest_of_run(folder / "without")


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_goes_on_after_each_of_its_generations_with_another_number_of_threads(
    native: str, kind: str, tmp_path: Path
) -> None:
    del native
    expected = straight(tmp_path, kind, **several(kind))
    for generation, place in stopped(tmp_path, kind, **several(kind)).items():
        changes = {} if kind == VECTORS else {"threads": 1 + generation % 2}
        assert resumed(place, kind, **changes) == expected, f"after generation {generation}"


@pytest.mark.parametrize("kind", RUNS)
def test_a_run_goes_on_from_its_journal_after_each_of_its_generations(
    native: str, kind: str, tmp_path: Path
) -> None:
    del native
    expected = straight(tmp_path, kind, **several(kind))
    for generation, place in killed(tmp_path, kind, **several(kind)).items():
        assert speciate.load(place).generation == generation
        changes = {"threads": 1 + generation % 2}
        assert resumed(place, kind, **changes) == expected, f"after generation {generation}"


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_goes_on_in_another_process_with_another_hash_seed(
    native: str, kind: str, hash_seed: str, tmp_path: Path
) -> None:
    del native
    expected = straight(tmp_path, kind)
    places = stopped(tmp_path, kind)
    done = subprocess.run(
        [sys.executable, "-c", GOES_ON, kind, *map(str, places.values())],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [expected] * N_GENERATIONS, done.stderr


@pytest.mark.parametrize("kind", EVERYWHERE)
def test_every_interpreter_and_machine_gives_the_digest_that_is_kept(
    native: str, kind: str, tmp_path: Path
) -> None:
    """If this fails, equal seeds give other bits than before: say so in the changelog, keep new digests."""
    del native
    assert straight(tmp_path, kind) == json.loads(DIGESTS.read_text())[kind]
