"""Genomes as views of their file: nothing is copied, and nothing is verified before somebody asks."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

import speciate
from speciate.errors import CheckpointError, DamagedError
from speciate.storage import checkpoint, genomes
from speciate.values.snapshot import Arrays, Snapshot, prefixed

N = 20


@pytest.fixture(params=["neat", "genetic"])
def evolution(request: pytest.FixtureRequest) -> speciate.Evolution:
    config = {"algorithm": request.param, "population_size": N, "backend": "reference"}
    return speciate.Evolution(config, n_inputs=3, n_outputs=2)


@pytest.fixture
def path(evolution: speciate.Evolution, tmp_path: Path) -> Path:
    genomes.save(tmp_path / "genomes.safetensors", evolution.population, config=evolution.config)
    return tmp_path / "genomes.safetensors"


def test_all_columns_and_each_genome_are_those_that_were_saved(
    evolution: speciate.Evolution, path: Path
) -> None:
    expected = evolution.population.columns()
    with genomes.open(path) as file:
        assert len(file) == N
        assert file.columns.keys() == expected.keys()
        for name, column in expected.items():
            assert file.columns[name].dtype == column.dtype
            assert file.columns[name].tolist() == column.tolist(), name
        for row in (0, 7, N - 1):
            alone = evolution.population.select(np.array([row], dtype=np.uint32)).columns()
            assert {name: one.tolist() for name, one in file.genome(row).items()} == {
                name: one.tolist() for name, one in alone.items()
            }
            assert evolution.backend.population(file.genome(row)).ids[0] == expected["ids"][row]
        for row in (-1, N):
            with pytest.raises(
                CheckpointError, match=f"no genome at row {row}; there are {N}, counted from 0"
            ):
                file.genome(row)
        file.verify()
        assert repr(file) == f"MappedGenomes({N} genomes, 'genomes' of {path})"


def test_columns_are_read_only_views_that_outlive_the_file(path: Path) -> None:
    with genomes.open(path) as file:
        ids = file.columns["ids"]
        one = file.genome(3)
        assert not any(column.flags.owndata or column.flags.writeable for column in file.columns.values())
        assert all(
            np.shares_memory(one[name], file.columns[name]) for name in one if not name.endswith("_offsets")
        )
    path.unlink()
    assert ids.tolist() == list(range(N))


def test_what_is_replaced_meanwhile_stays_as_it_was(path: Path) -> None:
    with genomes.open(path) as file:
        before = file.columns["ids"].tolist()
        other = speciate.Neat(n_inputs=5, n_outputs=2, population_size=4, backend="reference")
        genomes.save(path, other.population)
        assert file.columns["ids"].tolist() == before
        file.verify()
    with genomes.open(path) as file:
        assert len(file) == 4


def test_the_groups_of_a_run_are_opened_by_name(tmp_path: Path) -> None:
    settings = {"population_size": N, "generations": 2, "stop_when_solved": False}
    run = speciate.train("xor", config=settings, run_directory=tmp_path / "run", quiet=True)
    newest = tmp_path / "run" / "checkpoints" / "generation-00000002.safetensors"
    with genomes.open(newest) as asked, genomes.open(newest, group="best") as best:
        assert asked.columns["ids"].tolist() == run.evolution.population.ids.tolist()
        assert len(best) == 1
    with pytest.raises(CheckpointError, match="holds no genomes called 'nope'; it has asked, best, leaders"):
        genomes.open(newest, group="nope")
    with genomes.open(tmp_path / "run" / "champion.safetensors") as champion:
        assert champion.group == "champion"


def test_a_changed_byte_is_noticed_when_somebody_verifies(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-30] ^= 1
    path.write_bytes(content)
    with genomes.open(path) as file, pytest.raises(DamagedError, match="is damaged"):
        file.verify()


def test_a_truth_value_above_one_is_noticed_too(path: Path, tmp_path: Path) -> None:
    with genomes.open(path) as file:
        columns = {name: column.copy() for name, column in file.columns.items()}
    if "enabled" not in columns:
        return  # dense networks have no truth values
    columns["enabled"].view(np.uint8)[:] = 2
    checkpoint.save(tmp_path / "two", Snapshot(prefixed("genomes", columns), {}), kind="genomes", config="")
    with genomes.open(tmp_path / "two") as file, pytest.raises(DamagedError, match="a truth value above 1"):
        file.verify()


def test_a_file_that_was_closed_is_verified_no_more(path: Path) -> None:
    with genomes.open(path) as file:
        pass
    with pytest.raises(CheckpointError, match="is closed; open it again"):
        file.verify()


@pytest.mark.parametrize("version", ["version_1", "version_2", "version_3"])
def test_files_of_every_version_are_mapped_and_verified(version: str) -> None:
    with genomes.open(Path(__file__).parents[2] / "data" / version / "checkpoint.safetensors") as file:
        assert (len(file), file.group) == (6, "asked")
        file.verify()


def test_columns_that_are_none_of_genomes_are_refused(path: Path, tmp_path: Path) -> None:
    with genomes.open(path) as file:
        whole = {name: column.copy() for name, column in file.columns.items()}
    last = "weights" if "weights" in whole else "weight"
    wrong: dict[str, Arrays] = {
        f"holds no {last} of genomes": whole | {last: whole[last].astype(np.float64)},
        "holds no ids of genomes": {name: column for name, column in whole.items() if name != "ids"},
        "the columns of genomes have different lengths": whole | {"ids": whole["ids"][:-1]},
    }
    for message, columns in wrong.items():
        checkpoint.save(
            tmp_path / "wrong", Snapshot(prefixed("genomes", columns), {}), kind="genomes", config=""
        )
        with pytest.raises(CheckpointError, match=message):
            genomes.open(tmp_path / "wrong")
    if last == "weight":
        columns = whole | {"node_offsets": whole["node_offsets"] * 1_000}
        checkpoint.save(
            tmp_path / "wrong", Snapshot(prefixed("genomes", columns), {}), kind="genomes", config=""
        )
        with (
            genomes.open(tmp_path / "wrong") as file,
            pytest.raises(CheckpointError, match="lead out of the file"),
        ):
            file.genome(1)


def large(path: Path, n_genomes: int) -> None:
    """Dense genomes of 4 KB each."""
    columns: Arrays = {
        "ids": np.arange(n_genomes, dtype=np.uint64),
        "weights": np.ones((n_genomes, 1_000), dtype=np.float32),
    }
    snapshot = Snapshot(prefixed("genomes", columns), {})
    checkpoint.save(path, snapshot, kind="genomes", config="")


def test_opening_reads_as_much_of_a_small_file_as_of_a_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes are counted, and not seconds."""
    n_read: list[int] = []
    preadv = os.preadv

    def counted(file: int, buffers: list[memoryview], position: int) -> int:
        n_read[-1] += (n_bytes := preadv(file, buffers, position))
        return n_bytes

    monkeypatch.setattr("os.preadv", counted)
    for n_genomes in (10, 25_000):
        large(tmp_path / "file", n_genomes)
        n_read.append(0)
        genomes.open(tmp_path / "file").close()
    assert n_read[1] <= n_read[0] + 64, "only lengths of numbers differ"


READING = """
import sys
import psutil
from speciate import genomes
with genomes.open(sys.argv[1]) as file:
    before = psutil.Process().memory_full_info().uss
    print(float(file.columns["weights"].sum(dtype="float64")), flush=True)
    sys.stdin.readline()
    print(psutil.Process().memory_full_info().uss - before, flush=True)
    sys.stdin.readline()
    print(float(file.columns["weights"][-1].sum()))
"""


def started(path: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", READING, str(path)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


def asked(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def answered(process: "subprocess.Popen[str]") -> float:
    assert process.stdout is not None
    return float(process.stdout.readline())


@pytest.mark.skipif(not psutil.LINUX, reason="memory that only one process has is counted on Linux")
def test_processes_that_open_one_file_share_its_memory(tmp_path: Path) -> None:
    large(tmp_path / "file", 25_000)
    processes = [started(tmp_path / "file") for _ in range(2)]
    try:
        assert [answered(process) for process in processes] == [25_000_000.0] * 2
        for process in processes:
            asked(process)
            assert answered(process) < 30e6, "of 100 MB, which both have read"
    finally:
        for process in processes:
            process.communicate("\n\n")


@pytest.mark.skipif(os.name != "posix", reason="Windows refuses to cut off a mapped file")
def test_a_process_that_reads_beyond_the_new_end_of_a_file_is_ended(tmp_path: Path) -> None:
    """The documentation says so; reads that do not map the file give an error instead."""
    large(tmp_path / "file", 1_000)
    process = started(tmp_path / "file")
    answered(process)
    os.truncate(tmp_path / "file", 4_096)
    process.communicate("\n\n")
    assert process.returncode in {-7, -10, -11}, "SIGBUS, or SIGSEGV on some systems"
