"""A run whose archive plays again gives the same bits, whoever evaluates, and after a crash."""

import base64
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Network
from speciate.errors import CheckpointError
from speciate.parsing import strict_json
from speciate.storage import journal
from speciate.storage.checkpoint import checksums
from speciate.storage.run_directory import RunDirectory

N_GENERATIONS = 9


def played(network: Network, seed: int) -> Any:
    """Two results with noise; in some episodes they are invalid, also where genomes play again."""
    value = float(network.forward([0.5])[0])
    chance = np.random.default_rng([seed % 2**32, network.genome.ids.item()])
    if chance.random() < 0.02:
        return float("nan"), 0.0
    a, b = chance.normal(size=2)
    return value + a, -abs(value) + b


ENVIRONMENT = FunctionEnvironment(
    played, n_inputs=1, n_outputs=1, results=("a", "b"), each=True, seeded=True, stochastic=True
)


def trained(folder: Path, **changes: Any) -> speciate.Run:
    config = {
        "population_size": 24,
        "generations": N_GENERATIONS,
        "seed": 5,
        "objectives": ["a", "b"],
        "evaluations": 2,
        "validation_episodes": 2,
        "checkpoint_seconds": 1e6,
        "backend": "reference",
    }
    return speciate.train(ENVIRONMENT, config=config | changes, run_directory=folder, quiet=True)


def assert_equal(one: speciate.Run, other: speciate.Run) -> None:
    for name, array in one.evolution.snapshot().arrays.items():
        assert other.evolution.snapshot().arrays[name].tobytes() == array.tobytes(), name
    assert one.champion_results == other.champion_results
    for metrics, others in zip(one.metrics, other.metrics, strict=True):
        assert {**metrics, "timing": None} == {**others, "timing": None}


def test_workers_give_the_bits_of_one_process(tmp_path: Path) -> None:
    alone, workers = trained(tmp_path / "alone"), trained(tmp_path / "workers", workers=2)
    assert alone.metrics[-1]["archive_episodes"] > 0
    assert_equal(alone, workers)


def test_a_run_that_was_killed_takes_what_the_archive_played_from_its_journal(tmp_path: Path) -> None:
    straight = trained(tmp_path / "straight")
    (path,) = (tmp_path / "straight").rglob("generation-00000000.safetensors")
    entries = list(journal.read(path))
    assert [one.archive is not None for one in entries] == [False] + [True] * (N_GENERATIONS - 1)
    assert any(one.archive.failed.any() for one in entries if one.archive is not None)
    for n_kept in range(1, N_GENERATIONS):
        folder = cut(tmp_path, n_kept)
        assert speciate.load(folder, environment=ENVIRONMENT).generation == n_kept
        assert_equal(straight, speciate.resume(folder, environment=ENVIRONMENT, quiet=True))


def cut(folder: Path, n_generations: int) -> Path:
    """The run directory as a process left it that was killed after some generations."""
    place = folder / f"killed-{n_generations}"
    shutil.copytree(folder / "straight", place)
    (place / "champion.safetensors").unlink()
    RunDirectory(place).checkpoints.paths()[N_GENERATIONS].unlink()
    (path,) = place.rglob("*.journal")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: n_generations + 1]))
    return place


@pytest.mark.parametrize("change", ["nothing", "fewer"])
def test_a_journal_of_another_archive_is_refused(change: str, tmp_path: Path) -> None:
    trained(tmp_path / "straight")
    folder = cut(tmp_path, 2)
    (path,) = folder.rglob("*.journal")
    *before, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*before, changed(last, change)]))
    with pytest.raises(CheckpointError, match="holds results of another archive; move it away"):
        speciate.load(folder, environment=ENVIRONMENT)


def changed(line: bytes, change: str) -> bytes:
    """A line of a journal with no archive, or one of fewer genomes, whose checksum fits."""
    table = strict_json.loads(line)
    table.pop("checksum")
    archive = table.pop("archive")
    if change == "fewer":
        results = base64.b64encode(np.zeros((1, 2)).tobytes()).decode()
        table["archive"] = archive | {"failed": [], "results": results, "shape": [1, 2]}
    content = strict_json.dumps(table)[:-1].encode()
    return content + b',"checksum":%d}\n' % checksums.of(content)
