"""The journal of a run: what was written is read again, and nothing else is."""

import base64
import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.disks import RefusingDisk, SippingDisk

import speciate
from speciate.cli.main import main
from speciate.errors import CheckpointError, ConfigError, RunDirectoryError
from speciate.evolution.loop import Evolution
from speciate.parsing import strict_json
from speciate.storage import journal
from speciate.storage.checkpoint import checksums
from speciate.storage.checkpoint.folder import CheckpointFolder
from speciate.storage.journal import Entry, Journal
from speciate.system.disk import REAL, Disk
from speciate.values.evaluation import Evaluation
from speciate.values.snapshot import Snapshot

FIRST = 7
N_ENTRIES = 4


def entry(generation: int) -> Entry:
    results = np.array([[1.5, np.nan], [-0.0, 5e-324], [np.inf, generation]])
    failed = np.array([False, True, generation % 2 == 0])
    again = Evaluation(results[: generation % 4, :1], failed[: generation % 4])  # every fourth time none
    return Entry(
        generation,
        Evaluation(results, failed),
        [None, True, False][generation % 3],
        {"seconds": 0.1},
        again if len(again.failed) else None,
    )


def begun(folder: Path, disk: Disk = REAL, seed: int = 1) -> Journal:
    """The journal of a new checkpoint."""
    scalars = {"generation": FIRST, "last_improved": 0, "seed": seed}
    return CheckpointFolder(folder, folder / "older", disk).save(Snapshot({}, scalars), config="", n_kept=2)


def written(folder: Path, *, flushed: bool = True) -> Path:
    """A checkpoint with a journal."""
    one = begun(folder)
    for generation in range(FIRST, FIRST + N_ENTRIES):
        one.append(entry(generation))
        if flushed:
            one.flush()
    return folder / f"generation-{FIRST:08d}.safetensors"


def arrays_of(entry: Entry) -> list[bytes]:
    evaluations = [one for one in (entry.evaluation, entry.archive) if one is not None]
    return [part.tobytes() for one in evaluations for part in (one.results, one.failed)]


def same(one: Entry, other: Entry) -> bool:
    return arrays_of(one) == arrays_of(other) and (one.generation, one.solved, one.timing) == (
        other.generation,
        other.solved,
        other.timing,
    )


def n_read(path: Path) -> int:
    """How many entries are read, each as it was written."""
    entries = list(journal.read(path))
    assert all(same(one, entry(FIRST + number)) for number, one in enumerate(entries))
    return len(entries)


def refused(path: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        n_read(path)
    return str(caught.value)


def test_what_was_written_is_read_again_bit_for_bit(tmp_path: Path) -> None:
    assert n_read(written(tmp_path)) == N_ENTRIES


def test_a_checkpoint_without_a_journal_is_followed_by_nothing(tmp_path: Path) -> None:
    begun(tmp_path)
    assert n_read(tmp_path / f"generation-{FIRST:08d}.safetensors") == 0


def test_a_journal_that_was_cut_off_anywhere_gives_the_entries_before(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = journal.path_of(path).read_bytes()
    for length in range(len(content)):
        journal.path_of(path).write_bytes(content[:length])
        assert n_read(path) == max(content[:length].count(b"\n") - 1, 0)


def test_every_flipped_bit_is_refused_or_cuts_the_last_entry_off(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = journal.path_of(path).read_bytes()
    last = content.rindex(b"\n", 0, -1) + 1
    for position in range(len(content)):
        changed = bytearray(content)
        changed[position] ^= 1 << position % 8
        journal.path_of(path).write_bytes(changed)
        if position >= last - 1:  # as after a crash, for nothing later says that it was on disk
            assert n_read(path) in {N_ENTRIES - 1, N_ENTRIES - 2}
        else:
            assert re.search(r"is damaged \(line .*move it away to go on from generation 7", refused(path))


def test_a_hole_in_what_was_never_flushed_is_what_a_crash_leaves(tmp_path: Path) -> None:
    path = written(tmp_path, flushed=False)
    lines = journal.path_of(path).read_bytes().split(b"\n")
    lines[2] = bytes(len(lines[2]))
    journal.path_of(path).write_bytes(b"\n".join(lines))
    assert n_read(path) == 1


@pytest.mark.parametrize("change", [lambda lines: lines[:2] + lines[3:], lambda lines: lines[:3] + lines[2:]])
def test_lines_that_are_gone_or_there_twice_are_refused(
    change: Callable[[list[bytes]], list[bytes]], tmp_path: Path
) -> None:
    path = written(tmp_path, flushed=False)
    lines = journal.path_of(path).read_bytes().splitlines(keepends=True)
    journal.path_of(path).write_bytes(b"".join(change(lines)))
    assert "it does not follow the line before" in refused(path)


def test_the_journal_of_another_checkpoint_is_never_applied(tmp_path: Path) -> None:
    path = written(tmp_path / "one")
    begun(tmp_path / "other", seed=2)
    other = tmp_path / "other" / path.name
    shutil.copy(journal.path_of(path), journal.path_of(other))
    assert refused(other).startswith("continues another checkpoint; restore it from a copy, or move it away")


def test_a_line_of_another_journal_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "one")
    one = begun(tmp_path / "other", seed=2)
    for generation in range(FIRST, FIRST + N_ENTRIES):
        one.append(entry(generation))
    lines = journal.path_of(path).read_bytes().splitlines(keepends=True)
    lines[2] = one.path.read_bytes().splitlines(keepends=True)[2]
    journal.path_of(path).write_bytes(b"".join(lines))
    assert "line 3: it does not follow the line before" in refused(path)


def test_a_checkpoint_that_is_saved_again_begins_its_journal_anew(tmp_path: Path) -> None:
    path = written(tmp_path)
    begun(tmp_path, seed=2)
    assert not journal.path_of(path).exists()
    assert n_read(path) == 0


def test_a_journal_goes_with_its_checkpoint_and_one_that_a_crash_left_with_the_next(tmp_path: Path) -> None:
    written(tmp_path)
    names = (
        "generation-00000003.journal",
        "generation-3.journal",
        "generation-00000099.journal",
        "mine.journal",
    )
    for name in names:
        (tmp_path / name).write_text("something")
    kept = CheckpointFolder(tmp_path, tmp_path / "older")
    for generation in (8, 9):
        kept.save(Snapshot({}, {"generation": generation, "last_improved": 7}), config="", n_kept=1)
    assert sorted(path.name for path in tmp_path.glob("*.journal")) == sorted(names[1:])


def test_a_newer_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path)
    _replace_head(path, format_version=3)
    assert re.search(r"has format 3, .* reads up to 2; update it", refused(path))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"generation": 8}, "does not follow"),
        ({"generation": True}, "does not follow"),
        ({"shape": [3, 3]}, "another length than their shape"),
        ({"shape": [10**18, 0]}, "no two lengths"),
        ({"shape": [6]}, "no two lengths"),
        ({"shape": [2.0, 3]}, "no two lengths"),
        ({"results": "AAAA!"}, "is damaged"),
        ({"results": None}, "no text with a shape"),
        ({"failed": [3]}, "no rows"),
        ({"failed": [-1]}, "no rows"),
        ({"failed": [True]}, "no rows"),
        ({"solved": 1}, "neither true nor false"),
        ({"timing": {"seconds": "x"}}, "no numbers"),
        ({"timing": []}, "no numbers"),
        ({"more": 1}, "no entry"),
        ({"archive": [1]}, "the archive has no results"),
        ({"archive": {"results": "", "shape": [0, 2]}}, "the archive has no results"),
        ({"archive": {"results": "", "shape": [0, 2], "failed": []}}, "no two lengths"),
    ],
)
def test_an_entry_whose_checksum_fits_is_checked_all_the_same(
    changes: dict[str, object], message: str, tmp_path: Path
) -> None:
    path = written(tmp_path)
    lines = journal.path_of(path).read_bytes().splitlines(keepends=True)
    lines[1] = sealed(strict_json.loads(lines[1]) | changes)
    journal.path_of(path).write_bytes(b"".join(lines))
    assert message in refused(path)


def sealed(table: dict[str, object]) -> bytes:
    """A line whose checksum fits."""
    table.pop("checksum", None)
    content = strict_json.dumps(table)[:-1].encode()
    return content + b',"checksum":%d}\n' % checksums.of(content)


def _replace_head(path: Path, **changes: object) -> None:
    first, rest = journal.path_of(path).read_bytes().split(b"\n", 1)
    journal.path_of(path).write_bytes(sealed(strict_json.loads(first) | changes) + rest)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    begun(tmp_path)
    path = tmp_path / f"generation-{FIRST:08d}.safetensors"
    journal.path_of(path).mkdir()
    assert "cannot be read (it is no file); move it away" in refused(path)


@pytest.mark.parametrize("first", range(5))
def test_an_entry_that_the_disk_refused_can_be_added_again(first: int, tmp_path: Path) -> None:
    class Disk(RefusingDisk, SippingDisk):
        """Takes seven bytes at a time and refuses once; cutting off does not work then."""

        def truncate(self, file: int, n_bytes: int) -> None:
            if self.n_operations == self._first + 1:
                raise OSError(errno.EIO, "no truncation")
            super().truncate(file, n_bytes)

    one = begun(tmp_path)
    one._disk = Disk(first, errno.ENOSPC, forever=False)
    with pytest.raises(RunDirectoryError, match=r"generation-00000007\.journal: cannot be written"):
        one.append(entry(FIRST))
    one.append(entry(FIRST))
    one.append(entry(FIRST))
    one.append(entry(FIRST + 1))
    assert n_read(tmp_path / f"generation-{FIRST:08d}.safetensors") == 2


def trained(folder: Path, **changes: object) -> Path:
    """The folder of a run that died after its last generation, before anything more was saved."""
    config = {"population_size": 10, "checkpoint_seconds": 1e6, "backend": "reference"} | changes
    speciate.train("xor", generations=5, config=config, run_directory=folder, quiet=True)
    for path in (folder / "champion.safetensors", folder / "checkpoints" / "generation-00000005.safetensors"):
        path.unlink()
    return folder


def test_a_run_is_loaded_with_what_its_journal_holds(tmp_path: Path) -> None:
    run = speciate.load(trained(tmp_path / "run"))
    assert run.generation == 5
    assert run.champion_results


def test_a_journal_of_other_results_is_refused_with_its_name_and_changes_nothing(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    path = run / "checkpoints" / "generation-00000000.journal"
    lines = path.read_bytes().splitlines(keepends=True)
    table = strict_json.loads(lines[1])
    infinite = base64.b64encode(np.full(table["shape"], np.nan).tobytes()).decode()
    for changes, message in (
        ({"shape": [5, 4]}, "holds results of other genomes or of another environment; move it away"),
        ({"results": infinite}, "cannot be ranked"),
    ):
        path.write_bytes(lines[0] + sealed(table | changes))
        before = {one: one.read_bytes() for one in run.rglob("*.*") if one.is_file()}
        with pytest.raises(CheckpointError, match=rf"generation-00000000\.journal: .*{message}"):
            speciate.resume(run, quiet=True)
        assert {one: one.read_bytes() for one in run.rglob("*.*") if one.is_file()} == before


def test_fewer_generations_than_the_journal_has_finished_are_refused(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    with pytest.raises(ConfigError, match="5 generations are finished"):
        speciate.resume(run, generations=4, quiet=True)


def test_a_run_without_a_journal_has_none(tmp_path: Path) -> None:
    run = trained(tmp_path / "run", journal=False)
    assert not list(run.rglob("*.journal"))
    assert speciate.load(run).generation == 0


def test_a_damaged_journal_is_an_error_that_names_it(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    path = run / "checkpoints" / "generation-00000000.journal"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b'"failed"', b'"felled"')
    lines[2] = sealed(strict_json.loads(lines[2]) | {"flushed": 1})
    path.write_bytes(b"".join(lines))
    with pytest.raises(
        CheckpointError, match=r"00\.journal: is damaged .line 3: line 2 has changed.; restore"
    ):
        speciate.resume(run, quiet=True)
    path.rename(run / "journal.moved")
    assert speciate.resume(run, quiet=True).generation == 5


def test_metrics_that_a_crash_lost_come_back_from_the_journal(tmp_path: Path) -> None:
    run = trained(tmp_path / "run")
    path = run / "metrics.jsonl"
    whole = path.read_bytes()
    for left in (whole, b"", whole[:-30], whole[:10] + bytes(len(whole) - 10), b"\n\n" + whole):
        path.write_bytes(left)
        assert speciate.resume(run, quiet=True).generation == 5
        assert path.read_bytes() == whole
        shutil.rmtree(run)
        trained(run)
        whole = path.read_bytes()


def test_a_journal_is_part_of_what_is_inspected(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = trained(tmp_path / "run")
    path = run / "checkpoints" / "generation-00000000.journal"
    assert main(["inspect", str(run)]) == 0
    line = f"{path}: whole, journal of 5 generations after generation-00000000.safetensors"
    assert line in capsys.readouterr().out.splitlines()
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(sealed(strict_json.loads(first) | {"before": 1}) + rest)
    assert main(["inspect", str(path)]) == 2
    assert f"error: {path}: continues another checkpoint" in capsys.readouterr().err


def test_a_run_that_died_right_after_it_was_solved_is_solved(native: str, tmp_path: Path) -> None:
    """Nobody evaluates anything but the one generation that the journal says has solved it."""
    del native
    folder = tmp_path / "run"
    config = {"checkpoint_seconds": 1e6, "threads": 1}
    run = speciate.train("xor", generations=300, config=config, run_directory=folder, quiet=True)
    assert run.solved
    champion = (folder / "champion.safetensors").read_bytes()
    (folder / "champion.safetensors").unlink()
    (folder / "checkpoints" / f"generation-{run.generation:08d}.safetensors").unlink()
    loaded = speciate.load(folder)
    assert (loaded.solved, loaded.generation) == (True, run.generation)
    resumed = speciate.resume(folder, quiet=True)
    assert (resumed.solved, resumed.generation) == (True, run.generation)
    assert (folder / "champion.safetensors").read_bytes() == champion
    assert resumed.metrics == run.metrics


@pytest.mark.parametrize("known_by", ["checkpoint", "journal"])
def test_a_run_that_is_solved_goes_on_once_it_no_longer_stops_for_that(
    known_by: str, native: str, tmp_path: Path
) -> None:
    del native
    folder = tmp_path / "run"
    config = {"checkpoint_seconds": 1e6, "threads": 1}
    run = speciate.train("xor", generations=300, config=config, run_directory=folder, quiet=True)
    if known_by == "journal":
        (folder / "checkpoints" / f"generation-{run.generation:08d}.safetensors").unlink()
    n = run.generation + 3
    before = (folder / "config.toml").read_bytes()
    message = f"generations = {n}: the run is solved, and stopped after {run.generation} generations"
    with pytest.raises(ConfigError, match=f"{message}; .*stop_when_solved = false"):
        speciate.resume(folder, generations=n, quiet=True)
    assert (folder / "config.toml").read_bytes() == before
    further = speciate.resume(folder, generations=n, stop_when_solved=False, quiet=True)
    assert (further.generation, further.solved) == (n, False)
    straight = speciate.train("xor", generations=n, config=config | {"stop_when_solved": False}, quiet=True)
    expected = straight.evolution.snapshot().arrays
    for name, array in further.evolution.snapshot().arrays.items():
        assert array.tobytes() == expected[name].tobytes(), name


def test_an_interrupt_right_after_a_generation_was_told_keeps_what_that_one_achieved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = Evolution.tell

    def interrupted(self: Evolution, *arguments: Any, **named: Any) -> None:
        tell(self, *arguments, **named)
        if self.generation == 3:
            raise KeyboardInterrupt

    config = {"population_size": 10, "checkpoint_seconds": 1e6, "backend": "reference"}
    with monkeypatch.context() as patch:
        patch.setattr(Evolution, "tell", interrupted)
        run = speciate.train("xor", config=config, run_directory=tmp_path / "run", quiet=True)
    assert (run.interrupted, run.generation) == (True, 3)
    (tmp_path / "run" / "checkpoints" / "generation-00000003.safetensors").unlink()
    arrays = speciate.load(tmp_path / "run").evolution.snapshot().arrays
    assert all(np.array_equal(arrays[name], one) for name, one in run.evolution.snapshot().arrays.items())
