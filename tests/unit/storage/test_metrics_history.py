"""The metrics of a run as a sequence that stays on disk."""

import copy
import json
import os
import pickle
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from speciate.errors import RunDirectoryError
from speciate.storage.metrics_file import MetricsFile, as_line
from speciate.storage.metrics_history import MetricsHistory


def metrics(generation: int) -> dict[str, Any]:
    """The metrics of a generation, of another length than those of its neighbours."""
    best = {"fitness": generation / 7}
    counts = {"generation": generation, "evaluations": 10 * generation, "n_failed": 0}
    return counts | {"best": best, "mean": {"fitness": None}, "timing": {}, "note": "x" * (generation % 13)}


def long(file: MetricsFile) -> MetricsHistory:
    """The metrics of a file as those of a long run are held."""
    return MetricsHistory(file.path, file.path.stat().st_size)


def written(path: Path, n: int) -> MetricsFile:
    path.write_text("".join(as_line(metrics(generation)) for generation in range(n)))
    return MetricsFile(path)


@pytest.mark.parametrize("n", [0, 1, 511, 512, 513, 1500])
@pytest.mark.parametrize("n_later", [0, 3])
def test_it_is_like_a_list(tmp_path: Path, n: int, n_later: int) -> None:
    later = [metrics(n + one) for one in range(n_later)]
    expected = [*(metrics(generation) for generation in range(n)), *later]
    written(tmp_path / "metrics.jsonl", n)
    history = MetricsHistory(tmp_path / "metrics.jsonl", (tmp_path / "metrics.jsonl").stat().st_size, later)
    assert len(history) == len(expected)
    assert history == expected
    assert list(history) == expected
    assert list(reversed(history)) == expected[::-1]
    assert [history[at] for at in range(-len(expected), len(expected))] == expected * 2
    for part in (
        slice(None),
        slice(2, 5),
        slice(-4, None),
        slice(500, 1020, 7),
        slice(None, None, -1),
        slice(9, 2, -3),
    ):
        assert history[part] == expected[part]
    with pytest.raises(IndexError):
        history[len(expected)]
    assert history != [*expected, metrics(0)]
    assert history.__eq__(3) is NotImplemented
    assert history + expected == [*expected, *expected]


def test_lines_that_are_added_later_do_not_belong_to_it(tmp_path: Path) -> None:
    file = written(tmp_path / "metrics.jsonl", 3)
    history = file.history()
    file.append(metrics(3))
    assert len(history) == 3
    assert len(file.history()) == 4
    with file.path.open("a") as end:
        end.write('{"generation": 4')
    assert len(file.history()) == 4, "a line that was cut off does not count"


def test_it_becomes_a_list_when_it_is_copied_or_pickled(tmp_path: Path) -> None:
    history = long(written(tmp_path / "metrics.jsonl", 5))
    for other in (pickle.loads(pickle.dumps(history)), copy.deepcopy(history)):  # noqa: S301
        assert type(other) is list
        assert other == [metrics(generation) for generation in range(5)]


def test_the_metrics_of_a_short_run_are_a_list_that_needs_no_file(tmp_path: Path) -> None:
    history = written(tmp_path / "metrics.jsonl", 5).history()
    (tmp_path / "metrics.jsonl").unlink()
    assert type(history) is list
    assert json.loads(json.dumps(history)) == [metrics(generation) for generation in range(5)]


def test_a_file_that_is_gone_or_another_or_cut_off_is_named(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    history = long(written(path, 5))
    path.rename(tmp_path / "moved")
    with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: cannot be read"):
        list(history)
    written(path, 9)
    for read in (lambda: list(history), lambda: history[-1]):
        with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: is another file than that of this run"):
            read()
    (tmp_path / "moved").rename(path)
    assert len(list(history)) == 5
    os.truncate(path, 300)
    for read in (lambda: list(history), lambda: history[-1]):
        with pytest.raises(RunDirectoryError, match=r"metrics\.jsonl: was cut off since this run was read"):
            read()


def test_it_is_found_again_after_the_working_directory_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    history = long(written(Path("metrics.jsonl"), 5))
    monkeypatch.chdir("/")
    assert len(list(history)) == 5


def test_its_memory_does_not_grow_with_the_number_of_generations(tmp_path: Path) -> None:
    file = written(tmp_path / "metrics.jsonl", 40_000)
    tracemalloc.start()
    try:
        file.keep(40_000)
        history = file.history()
        assert sum(one["n_failed"] for one in history) == 0
        assert isinstance(history, MetricsHistory)
        assert history[-1]["generation"] == 39_999
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert file.path.stat().st_size > 5e6
    assert peak < 1e6


LINE = as_line(metrics(1))
DAMAGED = {
    "a name of a number": LINE.replace("n_failed", "n_fajled"),
    "a count that is none": LINE.replace('"evaluations": 10', '"evaluations": "10"'),
    "a truth value as a count": LINE.replace('"n_failed": 0', '"n_failed": false'),
    "a number that is a text": LINE.replace("0.14285714285714285", '"best"'),
    "no table": LINE.replace('"timing": {}', '"timing": 3'),
    "the generation before": LINE.replace('"generation": 1', '"generation": 0'),
    "a long line": '{"generation": 1, "note": "' + "x" * 2**20 + '"}\n',
    "deep nesting": '{"generation": 1, "a": ' + "[" * 100_000 + "]" * 100_000 + "}\n",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_line_is_refused_with_its_number_in_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text(as_line(metrics(0)) + DAMAGED[damage] + as_line(metrics(2)))
    for read in (
        lambda: list(MetricsFile(path).lines()),
        lambda: MetricsFile(path).keep(3),
        lambda: MetricsFile(path).told(3),
    ):
        with pytest.raises(
            RunDirectoryError, match=r"metrics\.jsonl: line 2 .*; delete it to go on without it"
        ) as refused:
            read()
        assert "\n" not in str(refused.value)


def test_what_a_crash_left_behind_the_checkpoint_is_replaced_by_what_the_journal_gives(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "metrics.jsonl", 4)
    whole = file.path.read_bytes()
    file.path.write_bytes(whole[: len(whole) // 2] + bytes(5_000))
    n_kept = 1
    assert file.told(n_kept)[1] == 2, "lines of later generations count as far as they are whole"
    file.keep(n_kept, [as_line(metrics(generation)).encode() for generation in range(n_kept, 4)])
    assert file.path.read_bytes() == whole


def test_more_bytes_than_the_generations_can_have_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "metrics.jsonl", 4)
    with file.path.open("r+b") as sparse:
        sparse.truncate(2**41)
    with pytest.raises(RunDirectoryError, match="has 2,199,023,255,552 bytes, too many for 4 generations"):
        file.keep(4)
    with pytest.raises(RunDirectoryError, match="too many for 4 generations"):
        file.told(4)


def test_lines_are_plain_json(tmp_path: Path) -> None:
    file = written(tmp_path / "metrics.jsonl", 2)
    assert [json.loads(line) for line in file.path.read_text().splitlines()] == [metrics(0), metrics(1)]
