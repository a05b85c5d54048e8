"""Files of every version stay readable, and what they hold goes on to the same bits."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

import speciate
from speciate import Neat, Nsga2
from speciate.storage import checkpoint
from speciate.storage.checkpoint.folder import is_whole
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.run_directory import RunDirectory
from speciate.system import files
from speciate.values.snapshot import Snapshot

DATA = Path(__file__).parents[2] / "data"
FILES = [
    path
    for folder in ("version_1", "version_2", "version_3")
    for path in sorted((DATA / folder).glob("*.safetensors"))
]


def sample(version: int, folder: Path) -> Path:
    """A run directory as that version left it."""
    shutil.copytree(DATA / "version_1", folder)
    if version > 1:
        (folder / "checkpoints").mkdir()
        name = folder / "checkpoints" / "generation-00000003.safetensors"
        shutil.copy(DATA / f"version_{version}" / "checkpoint.safetensors", name)
        shutil.copy(DATA / f"version_{version}" / "champion.safetensors", folder)
        (folder / "checkpoint.safetensors").unlink()
    return folder


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_run_of_every_version_goes_on_like_a_new_one(version: int, tmp_path: Path) -> None:
    loaded = speciate.load(sample(version, tmp_path / "old"))
    assert loaded.generation == 3
    resumed = speciate.resume(tmp_path / "old", generations=6, quiet=True)
    straight = speciate.train(
        "xor",
        population_size=6,
        generations=6,
        seed=1,
        objectives=["fitness", "correct"],
        backend="reference",
        config={"stop_when_solved": False},
        run_directory=tmp_path / "new",
        quiet=True,
    )
    for name, array in straight.evolution.snapshot().arrays.items():
        assert array.tobytes() == resumed.evolution.snapshot().arrays[name].tobytes(), name
    assert resumed.champion_results == straight.champion_results
    newest = RunDirectory(tmp_path / "old").checkpoints.newest()
    assert newest is not None
    assert newest.name == "generation-00000006.safetensors"
    assert (tmp_path / "old" / "checkpoint.safetensors").exists() == (version == 1)


@pytest.mark.parametrize("version", [2, 3])
def test_a_loop_of_every_version_goes_on_like_a_new_one(version: int) -> None:
    straight = Neat(
        n_inputs=3, n_outputs=1, population_size=6, seed=1, objectives=["a", "b"], backend="reference"
    )
    told(straight, 3)
    loaded = Neat.load(DATA / f"version_{version}" / "evolution.safetensors")
    for evolution in (straight, loaded):
        told(evolution, 6)
    assert same(loaded.snapshot(), straight.snapshot())


@pytest.mark.parametrize("version", [2, 3])
def test_vectors_of_every_version_go_on_like_new_ones(version: int) -> None:
    straight = Nsga2(n_variables=3, population_size=6, seed=1, backend="reference")
    loaded = Nsga2.load(DATA / f"version_{version}" / "vectors.safetensors", backend="reference")
    for evolution in (straight, loaded):
        while evolution.generation < 6:
            vectors = evolution.ask()
            evolution.tell(np.stack([vectors[:, 0], 1 - vectors[:, 0] + vectors[:, 1]], axis=1))
    assert same(loaded.snapshot(), straight.snapshot())


def told(evolution: Neat, n_generations: int) -> None:
    while evolution.generation < n_generations:
        evolution.ask()
        evolution.tell(np.random.default_rng(evolution.generation).random((6, 2)))


def same(one: Snapshot, other: Snapshot) -> bool:
    arrays = [{name: array.tobytes() for name, array in each.arrays.items()} for each in (one, other)]
    return arrays[0] == arrays[1] and one.scalars == other.scalars


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name}" for path in FILES])
def test_the_safetensors_package_reads_the_same_columns(path: Path) -> None:
    with Reader(path) as reader:
        ours = {name: reader.read(name) for name in reader.columns}
    theirs = load_file(path)
    theirs.pop("checksums", None)
    assert ours.keys() == theirs.keys()
    for name, array in ours.items():
        assert array.dtype == theirs[name].dtype
        assert array.tobytes() == theirs[name].tobytes()


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name}" for path in FILES])
def test_a_flipped_bit_in_any_byte_of_any_version_is_noticed(path: Path, tmp_path: Path) -> None:
    content, damaged = path.read_bytes(), tmp_path / "damaged"
    for position in range(0, len(content), 3):
        changed = bytearray(content)
        changed[position] ^= 1 << (position % 8)
        damaged.write_bytes(changed)
        assert not is_whole(damaged) or same_number(path, damaged), position


def same_number(path: Path, changed: Path) -> bool:
    """Whether a file of format 1 means the same: a number's last digit may be one of several."""
    with Reader(path) as before, Reader(changed) as after:
        return before.description == after.description and before.description["format_version"] == 1


def test_the_newest_sample_is_what_this_version_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If this fails, the format has changed: count its version up and add samples of it."""
    for path in (DATA / "version_3").iterdir():
        with Reader(path) as reader:
            kind, config = reader.description["kind"], reader.description["config"]
            arrays = {name: reader.read(name) for name in reader.columns}
            snapshot = Snapshot(arrays, dict(reader.description["scalars"]))
            monkeypatch.setattr(checkpoint, "__version__", reader.description["speciate_version"])
        files.replace(tmp_path / path.name, checkpoint.composed(snapshot, kind=kind, config=config))
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_columns_are_aligned_so_that_anybody_can_map_them() -> None:
    path = DATA / "version_3" / "checkpoint.safetensors"
    start = 8 + int.from_bytes(path.read_bytes()[:8], "little")
    assert start % 8 == 0
    with Reader(path) as reader:
        for column in reader.columns.values():
            assert (start + column.begin) % column.kind.itemsize == 0
        mapped = np.memmap(path, np.float32, "r", start + reader.columns["asked.weight"].begin, shape=(2,))
        assert mapped.tolist() == reader.read("asked.weight")[:2].tolist()


def test_the_snippet_in_the_documentation_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(__file__).parents[3] / "docs" / "checkpoints.md").read_text()
    snippet = text.split("```python\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    sample(3, tmp_path / "runs" / "arena-0001")
    monkeypatch.setattr("builtins.print", lambda *_: None)
    names: dict[str, object] = {"safe_open": safe_open}
    path = "runs/arena-0001/checkpoints/generation-00000050.safetensors"
    assert path in snippet
    exec(snippet.replace("generation-00000050", "generation-00000003"), names)  # noqa: S102
    assert names["generation"] == 3
    weights = names["weights"]
    assert isinstance(weights, np.ndarray)
    assert weights.dtype == np.float32
