"""The folder of a run."""

import errno
from pathlib import Path
from typing import Any

import pytest
from tests.support.disks import RefusingDisk

import speciate
from speciate import Config, Evolution
from speciate.config import tree
from speciate.config.changes import going_on
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import CheckpointError, ConfigError, DamagedError, RunDirectoryError
from speciate.storage.metrics_file import MetricsFile
from speciate.storage.run_directory import RunDirectory
from speciate.system.guard import Place
from speciate.training import resolving as playing
from speciate.training.trackers.jsonl import JsonLinesTracker
from speciate.values.snapshot import Snapshot


def lines(*generations: int) -> str:
    """Metrics as they stand in the file."""
    return "".join(
        f'{{"generation": {one}, "evaluations": 9, "n_failed": 0, "best": {{"fitness": 1.5}}, '
        '"mean": {"fitness": null}, "timing": {}}\n'
        for one in generations
    )


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(RunDirectoryError, match="exists already and is not empty; choose another folder"):
        RunDirectory.create(tmp_path)


def test_a_folder_that_holds_a_run_is_refused_with_how_to_resume(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "generation-00000003.safetensors").write_text("")
    with pytest.raises(RunDirectoryError, match="go on with `speciate resume"):
        RunDirectory.create(tmp_path)


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunDirectoryError, match="cannot be made"):
        RunDirectory.create(tmp_path / "file")
    with pytest.raises(RunDirectoryError, match="cannot be made"):
        RunDirectory.create(tmp_path / "file" / "run")


def test_an_empty_or_new_folder_is_taken(tmp_path: Path) -> None:
    assert RunDirectory.create(tmp_path).path == tmp_path
    assert RunDirectory.create(tmp_path / "a" / "b").path.is_dir()


def test_a_folder_without_a_checkpoint_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunDirectoryError, match="is no run"):
        RunDirectory.open(tmp_path)
    with pytest.raises(RunDirectoryError, match="is no folder"):
        RunDirectory.open(tmp_path / "none")


def test_numbers_count_up(tmp_path: Path) -> None:
    numbered, runs = RunDirectory.numbered, tmp_path / "runs"
    with numbered(runs, "xor") as first, numbered(runs, "xor") as second:
        assert (first.name, second.name) == ("xor-0001", "xor-0002")
        (second / "file").write_text("")
    assert second.exists()
    assert not first.exists(), "a run that wrote nothing leaves no folder"
    with numbered(tmp_path / "none", "xor"):
        pass
    assert not (tmp_path / "none").exists()


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text(lines(0, 1) + '{"gener')
    assert [line.metrics["generation"] for line in directory.metrics.lines()] == [0, 1]
    assert [metrics["generation"] for metrics in directory.metrics.history()] == [0, 1]


def test_a_broken_line_between_others_is_refused(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text(lines(0) + '{"gener\n' + lines(2))
    with pytest.raises(RunDirectoryError, match="line 2 is no JSON"):
        list(directory.metrics.lines())


@pytest.mark.parametrize("line", ["{}", "3", "null", '{"generation": "one"}'])
def test_a_line_that_is_no_metrics_is_refused(line: str, tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text(f"{lines(0)}{line}\n")
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: line 2 is no metrics of a generation"):
        list(directory.metrics.lines())


def test_lost_metrics_are_a_warning(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    with pytest.warns(UserWarning, match="has 0 of the 3 generations that are finished"):
        directory.metrics.keep(3)
    assert directory.metrics.history() == []


def test_no_metrics_of_later_generations_fill_the_place_of_lost_ones(tmp_path: Path) -> None:
    metrics = RunDirectory(tmp_path).metrics
    metrics.path.write_text(lines(1, 2, 3))
    with pytest.warns(UserWarning, match="has 1 of the 2 generations"):
        metrics.keep(2)
    assert metrics.path.read_text() == lines(1)


def test_a_folder_in_the_place_of_a_file_is_refused_with_its_path(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.mkdir()
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: cannot be read"):
        list(directory.metrics.lines())
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: cannot be written"):
        JsonLinesTracker(directory.metrics).on_generation({})


def test_metrics_that_the_system_refused_are_read_with_the_others(tmp_path: Path) -> None:
    RunDirectory(tmp_path).metrics.append({"generation": 0})
    directory = RunDirectory(tmp_path, RefusingDisk(0, errno.ENOSPC, forever=True))
    with pytest.raises(RunDirectoryError, match="cannot be written"):
        directory.metrics.append({"generation": 1})
    assert directory.metrics.history() == [{"generation": 0}, {"generation": 1}]


def test_a_run_with_a_directory_reads_its_metrics_from_there(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    config = {"population_size": 10, "generations": 4}
    run = speciate.train(
        "xor", config=config, run_directory=tmp_path / "run", on_generation=told.append, quiet=True
    )
    assert run.metrics == told == RunDirectory(tmp_path / "run").metrics.history()


def test_metrics_after_the_checkpoint_are_dropped(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text(lines(0, 1, 2) + '{"g')
    directory.metrics.keep(2)
    assert directory.metrics.path.read_text() == lines(0, 1)
    assert RunDirectory(tmp_path / "none").metrics.history() == []


def kept(folder: Path, n_kept: int, improved: dict[int, int]) -> list[int]:
    """The generations whose checkpoints are left after saving some, each with the last improvement before."""
    checkpoints = RunDirectory(folder).checkpoints
    for generation, last_improved in improved.items():
        snapshot = Snapshot({}, {"generation": generation, "last_improved": last_improved})
        checkpoints.save(snapshot, config="", n_kept=n_kept)
    return list(checkpoints.paths())


def test_the_last_checkpoints_and_the_best_are_kept(tmp_path: Path) -> None:
    assert kept(tmp_path, 2, {0: 0, 1: 0, 2: 0, 3: 0}) == [1, 2, 3]
    assert kept(tmp_path, 2, {7: 4, 8: 4, 9: 4, 11: 4}) == [7, 9, 11]
    assert kept(tmp_path, 1, {12: 11}) == [12]
    assert kept(tmp_path, 3, {13: 11, 14: 11, 15: 11, 16: 15}) == [14, 15, 16]


def test_checkpoints_of_later_generations_stay_until_the_run_has_come_there(tmp_path: Path) -> None:
    """A run that goes on from an older checkpoint does not remove the newer ones that it has not replaced."""
    assert kept(tmp_path, 2, {5: 4, 8: 4, 9: 4}) == [5, 8, 9]
    assert kept(tmp_path, 2, {6: 4, 7: 4}) == [5, 6, 7, 8, 9]


def test_a_hundred_million_generations_are_still_in_order(tmp_path: Path) -> None:
    assert kept(tmp_path, 2, {99_999_999: 0, 100_000_000: 0}) == [99_999_999, 100_000_000]
    newest = RunDirectory(tmp_path).checkpoints.newest()
    assert newest is not None
    assert newest.name == "generation-100000000.safetensors"


OURS = (
    ".config.toml.12.partial",
    "checkpoints/.generation-00000004.safetensors.7.partial",
    ".metrics.jsonl.3",
)
NOT_OURS = (
    ".mine.toml.12.partial",
    ".config.toml.partial",
    ".config.toml.12.partial.txt",
    "config.toml.12.partial",
    "notes.txt",
    "checkpoints/generation-best.safetensors",
    "checkpoints/generation-4.safetensors",
    "checkpoints/.git.12.partial",
    "checkpoints/generation-00000001.safetensors.copy",
)


def test_only_what_a_dead_process_was_writing_is_removed(tmp_path: Path) -> None:
    kept(tmp_path, 1, {5: 0})
    for name in (*OURS, *NOT_OURS):
        (tmp_path / name).write_text("something")
    (tmp_path / ".config.toml.99.partial").mkdir()
    (tmp_path / ".config.toml.98.partial").symlink_to(tmp_path / "notes.txt")
    directory = RunDirectory(tmp_path)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in directory.litter()) == sorted(OURS)
    with directory.locked():
        pass
    kept(tmp_path, 1, {6: 5, 7: 6})
    assert not any((tmp_path / name).exists() for name in OURS)
    assert all((tmp_path / name).read_text() == "something" for name in NOT_OURS)
    assert (tmp_path / ".config.toml.99.partial").is_dir()
    assert (tmp_path / ".config.toml.98.partial").is_symlink()


def test_what_a_run_leaves_that_dies_before_its_first_checkpoint_is_taken_again(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("1")
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / ".generation-00000000.safetensors.7.partial").write_text("half")
    directory = RunDirectory.create(tmp_path)
    with directory.locked():
        assert not directory.litter()
    (tmp_path / "checkpoints" / "mine").write_text("")
    with pytest.raises(RunDirectoryError, match="exists already and is not empty"):
        RunDirectory.create(tmp_path)


def test_a_damaged_checkpoint_is_told_with_the_one_to_go_on_from(tmp_path: Path) -> None:
    kept(tmp_path, 3, {3: 0, 4: 0, 5: 0})
    paths = RunDirectory(tmp_path).checkpoints.paths()
    for generation in (4, 5):
        paths[generation].write_bytes(paths[generation].read_bytes()[:-1])
    with pytest.raises(DamagedError, match=r"generation-00000005.*restore it .* go on from generation 3"):
        RunDirectory(tmp_path).load()
    paths[3].write_bytes(b"")
    with pytest.raises(DamagedError, match="because no other checkpoint of this run is whole"):
        RunDirectory(tmp_path).load()


def test_a_line_with_a_key_twice_or_with_nan_is_refused(tmp_path: Path) -> None:
    metrics = MetricsFile(tmp_path / "metrics.jsonl")
    for line in (
        '{"generation": 0, "generation": 1}',
        lines(0).replace("1.5", "NaN"),
        lines(-1),
    ):
        metrics.path.write_text(f"{line}\n")
        with pytest.raises(RunDirectoryError, match="line 1 is no"):
            list(metrics.lines())


LOW_LIMITS: dict[str, dict[str, Any]] = {
    "worker_memory_bytes": {"workers": 1, "worker_memory_bytes": 2**20},
    "population_size": {"algorithm": "cma_es", "population_size": 3},
}


@pytest.mark.filterwarnings("ignore:divide by zero")  # of so few, CMA-ES learns nothing
@pytest.mark.parametrize("setting", LOW_LIMITS)
def test_a_run_that_was_started_below_a_later_limit_still_loads(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=f"{setting} = .*: expected"):
        Config.build(LOW_LIMITS[setting])
    directory = RunDirectory.create(tmp_path / "run")
    with monkeypatch.context() as before:
        before.setattr(tree, "below_limits", lambda _: [])
        before.setattr("speciate.evolution.loop.below_limits", lambda _: [])
        config = Config.build(
            {"environment": "xor", "generations": 2, "backend": "reference"}, LOW_LIMITS[setting]
        )
        played = BuiltInEnvironment("xor", {}, "reference")
        evolution = Evolution(playing.resolved(config, played.spec), n_inputs=3, n_outputs=1)
        directory.save(evolution.snapshot(), evolution.config, played)
    directory.write_config(evolution.config)
    assert speciate.load(tmp_path / "run").config == evolution.config
    assert going_on(evolution.config, evolution.config, {"generations": 3}).generations == 3
    assert going_on(evolution.config, evolution.config, {"worker_memory_bytes": 0}).worker_memory_bytes == 0


def test_a_run_is_not_taken_on_with_less_memory_than_workers_need() -> None:
    saved = Config.build({"environment": "xor", "workers": 1})
    with pytest.raises(ConfigError, match="worker_memory_bytes = 4096: expected 0"):
        going_on(saved, saved, {"worker_memory_bytes": 4096})


def test_a_reader_looks_again_where_the_newest_checkpoint_was_removed_meanwhile(tmp_path: Path) -> None:
    kept(tmp_path, 1, {5: 0})
    checkpoints = RunDirectory(tmp_path).checkpoints
    tried: list[str] = []

    def read(path: Path) -> str:
        tried.append(path.name)
        if len(tried) == 1:  # a process that trains saves the next one now
            kept(tmp_path, 1, {6: 5})
            path.unlink(missing_ok=True)
            raise CheckpointError("gone")
        return path.name

    assert checkpoints.reading_newest(read) == "generation-00000006.safetensors"
    assert tried == ["generation-00000005.safetensors", "generation-00000006.safetensors"]

    def refused(path: Path) -> str:
        raise CheckpointError(f"{path.name} is damaged")

    with pytest.raises(CheckpointError, match=r"generation-00000006\.safetensors is damaged"):
        checkpoints.reading_newest(refused)


def test_a_link_to_the_folder_that_was_moved_is_another_folder(tmp_path: Path) -> None:
    (tmp_path / "run" / "checkpoints").mkdir(parents=True)
    place = Place(tmp_path / "run", ["checkpoints"])
    place.check(tmp_path / "run" / "checkpoints")
    (tmp_path / "run" / "checkpoints").rename(tmp_path / "moved")
    (tmp_path / "run" / "checkpoints").symlink_to(tmp_path / "moved")
    with pytest.raises(RunDirectoryError, match=r"run/checkpoints: was moved, replaced or removed"):
        place.check(tmp_path / "run" / "checkpoints")
