"""Progress: what is shown, and where."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from speciate import train
from speciate.config import Config
from speciate.errors import ConfigError
from speciate.storage.metrics_file import MetricsFile
from speciate.training.trackers.console import ConsoleTracker
from speciate.training.trackers.jsonl import JsonLinesTracker


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def metrics(generation: int, **more: Any) -> dict[str, Any]:
    return {
        "generation": generation,
        "evaluations": 100 * generation,
        "episodes": 200 * generation + 1,
        "best": {"a": 123456.7, "b": None},
        "mean": {"a": 0.5, "b": None},
        "hypervolume": 2.5,
        "n_species": 7,
        "n_failed": 0,
        "timing": {"seconds": 60.0, "evaluations_per_second": 1234.5, "episodes_per_second": 2469.0},
    } | more


@pytest.mark.parametrize("algorithm", ["genetic", "cma_es"])
def test_an_algorithm_without_species_is_shown_without_them(
    algorithm: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("speciate._native")
    train("xor", generations=1, population_size=10, config={"algorithm": algorithm})
    header = capsys.readouterr().out.splitlines()[0]
    assert "fitness best" in header
    assert "species" not in header


def test_plain_lines_are_aligned_under_a_header_that_comes_again() -> None:
    stream = io.StringIO()
    tracker = ConsoleTracker(stream)
    tracker.on_start(Config(generations=100), 0)
    for generation in range(25):
        tracker.on_generation(metrics(generation))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 27
    assert lines[0] == lines[21]
    assert len({len(line) for line in lines}) == 1
    words = (
        "generation",
        "a best",
        "b mean",
        "hypervolume",
        "species",
        "evaluations/s",
        "episodes/s",
        "time left",
    )
    assert all(word in lines[0] for word in words)
    assert lines[1].split()[-1] == "1:39:00"
    assert "123 457" in lines[1]


def test_the_stage_is_shown_where_there_are_some() -> None:
    stream = io.StringIO()
    tracker = ConsoleTracker(stream)
    tracker.on_start(Config(generations=100), 0)
    tracker.on_generation(metrics(4, stage=2))
    header, line = stream.getvalue().splitlines()
    assert line.split()[header.split().index("stage")] == "2"


def shown(config: Config, generation: dict[str, Any]) -> str:
    """The line of a generation, without the header."""
    stream = io.StringIO()
    tracker = ConsoleTracker(stream)
    tracker.on_start(config, 0)
    tracker.on_generation(generation)
    return stream.getvalue().splitlines()[1]


def test_speciation_that_is_off_is_shown_as_such() -> None:
    off = Config.build({"speciation": {"target_species": "off"}})
    assert "1 (off)" in shown(off, metrics(4, n_species=1))
    assert "(off)" not in shown(Config(), metrics(4, n_species=1))


def test_a_restart_is_said_in_its_line() -> None:
    assert shown(Config(), metrics(4, n_restarts=1)).endswith("  stalled, starts anew")
    both = shown(Config(population_size=9), metrics(4, n_restarts=1, n_failed=2))
    assert both.endswith("2 of 9 evaluations invalid; stalled, starts anew")
    assert "stalled" not in shown(Config(), metrics(4))


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_algorithms_without_species_are_shown_without_any(stream: io.StringIO) -> None:
    trackers = [ConsoleTracker(stream)]
    train(
        "xor",
        population_size=4,
        generations=1,
        trackers=trackers,
        config={"algorithm": "genetic"},
        quiet=True,
    )
    assert "evaluations/s" in stream.getvalue()
    assert "species" not in stream.getvalue()


def test_a_terminal_gets_a_live_table() -> None:
    stream = Terminal()
    tracker = ConsoleTracker(stream)
    tracker.on_start(Config(generations=100, environment="xor"), 0)
    for generation in range(3):
        tracker.on_generation(metrics(generation))
    tracker.on_end(train("xor", population_size=4, generations=1, backend="reference", quiet=True))
    assert "xor: generation 3 of 100" in stream.getvalue()


@pytest.mark.parametrize("error", [BrokenPipeError(), OSError(28, "No space left on device")])
def test_a_stream_that_takes_no_more_does_not_end_the_run(error: OSError) -> None:
    class Closed(io.StringIO):
        n_calls = 0

        def write(self, text: str, /) -> int:
            del text
            self.n_calls += 1
            raise error

    stream = Closed()
    run = train(
        "xor",
        population_size=10,
        generations=3,
        backend="reference",
        trackers=[ConsoleTracker(stream)],
        config={"stop_when_solved": False},
        quiet=True,
    )
    assert run.generation == 3
    assert stream.n_calls == 1


def test_failed_evaluations_are_shown() -> None:
    stream = io.StringIO()
    tracker = ConsoleTracker(stream)
    tracker.on_start(Config(), 0)
    tracker.on_generation(metrics(0, n_failed=3))
    assert stream.getvalue().splitlines()[1].endswith(" 3 of 150 evaluations invalid")


def test_json_lines_hold_one_generation_each(tmp_path: Path) -> None:
    tracker = JsonLinesTracker(MetricsFile(tmp_path / "metrics.jsonl"))
    for generation in range(2):
        tracker.on_generation(metrics(generation))
    lines = (tmp_path / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [metrics(0), metrics(1)]


def test_a_callback_sees_every_generation_and_may_end_the_run() -> None:
    seen: list[int] = []

    def watch(now: dict[str, Any]) -> bool:
        seen.append(now["generation"])
        return len(seen) < 2

    run = train(
        "xor", population_size=10, generations=5, backend="reference", on_generation=watch, quiet=True
    )
    assert seen == [0, 1]
    assert run.generation == 2
    assert not run.interrupted


def test_quiet_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    train("xor", population_size=10, generations=2, backend="reference", quiet=True)
    assert capsys.readouterr() == ("", "")
    train("xor", population_size=10, generations=2, backend="reference")
    assert "fitness best" in capsys.readouterr().out


def test_metrics_go_to_a_file_that_a_named_tracker_writes(tmp_path: Path) -> None:
    file = tmp_path / "metrics.jsonl"
    run = train(
        "xor", population_size=4, generations=2, backend="reference", trackers=[f"jsonl:{file}"], quiet=True
    )
    assert [json.loads(line) for line in file.read_text().splitlines()] == run.metrics


@pytest.mark.parametrize("name", ["jsonl", "jsonl:.", "jsonl:nowhere/metrics.jsonl", "console:x"])
def test_a_tracker_refuses_a_text_that_it_has_no_use_for(name: str) -> None:
    with pytest.raises(ConfigError, match=f'^tracker "{name}:?": '):
        train("xor", population_size=4, generations=1, backend="reference", trackers=[name], quiet=True)


def test_neither_an_object_nor_a_name_is_no_tracker() -> None:
    with pytest.raises(ConfigError, match=r"^trackers = \[3\]: expected a list of objects with on_start"):
        train("xor", trackers=[3], quiet=True)  # type: ignore[list-item]
