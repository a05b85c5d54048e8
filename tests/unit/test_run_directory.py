"""The folder of a run."""

from pathlib import Path

import pytest

from speciate.errors import RunDirectoryError
from speciate.run_directory import RunDirectory
from speciate.tracking.jsonl import JsonLinesTracker


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
    assert RunDirectory.numbered(tmp_path, "xor").name == "xor-0001"
    (tmp_path / "xor-0001").mkdir()
    assert RunDirectory.numbered(tmp_path, "xor").name == "xor-0002"


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text('{"generation": 0}\n{"generation": 1}\n{"gener')
    assert [line["generation"] for line in directory.metrics.read()] == [0, 1]


def test_a_broken_line_between_others_is_refused(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text('{"generation": 0}\n{"gener\n{"generation": 2}\n')
    with pytest.raises(RunDirectoryError, match="line 2 is no JSON"):
        directory.metrics.read()


@pytest.mark.parametrize("line", ["{}", "3", "null", '{"generation": "one"}'])
def test_a_line_that_is_no_metrics_is_refused(line: str, tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text(f'{{"generation": 0}}\n{line}\n')
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: line 2 is no metrics of a generation"):
        directory.metrics.read()


def test_lost_metrics_are_a_warning(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    with pytest.warns(UserWarning, match="has 0 of the 3 generations that are finished"):
        assert directory.metrics.keep(3) == []


def test_a_folder_in_the_place_of_a_file_is_refused_with_its_path(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.mkdir()
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: cannot be read"):
        directory.metrics.read()
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: cannot be written"):
        JsonLinesTracker(directory.metrics).on_generation({})


def test_metrics_after_the_checkpoint_are_dropped(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path)
    directory.metrics.path.write_text('{"generation": 0}\n{"generation": 1}\n{"generation": 2}\n{"g')
    assert len(directory.metrics.keep(2)) == 2
    assert directory.metrics.path.read_text() == '{"generation": 0}\n{"generation": 1}\n'
    assert RunDirectory(tmp_path / "none").metrics.read() == []
