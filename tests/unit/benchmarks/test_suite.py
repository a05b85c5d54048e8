"""The benchmark: who is measured, what counts, and what is written."""

import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from benchmarks.suite import clock, report, suite
from benchmarks.suite.measuring import Case, Past, Prepared, Row, measure
from benchmarks.suite.peers import PACKAGES, evolving
from benchmarks.suite.workloads import ALL, Workload

from speciate.cli.main import main
from speciate.errors import ConfigError
from speciate.study import machine

FILES = ["benchmark.json", "benchmark.md", "benchmark.svg"]


def gives(result: Any, seconds: float = 1e-3, n_items: int = 1) -> Callable[[], Prepared]:
    """A contender that says how long it took."""
    del result
    return lambda: Prepared(lambda: seconds, n_items=n_items, measures_itself=True)


def case(contenders: dict[str, Callable[[], Prepared]], **more: Any) -> Case:
    return Case("sort", "a case", "call", contenders, **more)


def by_name(rows: list[Row]) -> dict[str, Row]:
    return {row.contender: row for row in rows}


def test_ratios_are_times_of_the_native_backend() -> None:
    rows = by_name(measure(case({"native": gives(1, 2e-3, 4), "other": gives(1, 5e-3)}), 3, 1.0))
    assert rows["native"].samples == (500.0, 500.0, 500.0)
    assert (rows["native"].ratio, rows["other"].ratio) == (1.0, 10.0)


def test_nothing_is_a_multiple_of_zero() -> None:
    rows = by_name(measure(case({"native": gives(1, 0.0), "other": gives(1, 5e-3)}), 1, 1.0))
    assert [row.ratio for row in rows.values()] == [None, None]


def test_a_longer_run_that_took_no_longer_is_no_measurement() -> None:
    with pytest.raises(ValueError, match="2 generations took longer than 5; measure on a quieter machine"):
        evolving.seconds_per_generation(lambda n, _: time.sleep(0.05 if n == 2 else 0.0), 2, 5, 1)


def test_a_time_does_not_count_if_the_result_is_another() -> None:
    calls = {"native": lambda: Prepared(lambda: 7), "same": lambda: Prepared(lambda: 7)}
    wrong: dict[str, Callable[[], Prepared]] = {**calls, "wrong": lambda: Prepared(lambda: 8)}
    rows = by_name(measure(case(wrong, agree=lambda a, b: bool(a == b)), 2, 1.0))
    assert {name: row.status for name, row in rows.items()} == {
        "native": "ok",
        "same": "ok",
        "wrong": "gives another result",
    }
    assert rows["wrong"].samples == ()
    assert rows["wrong"].ratio is None
    assert len(rows["same"].samples) == 2


def test_a_peer_that_fails_is_a_row_and_not_an_error() -> None:
    def broken() -> Prepared:
        raise RuntimeError("cannot do this\nmore of it")

    def breaks_later() -> Prepared:
        answers = iter([1])
        return Prepared(lambda: next(answers))

    rows = by_name(measure(case({"native": gives(1), "broken": broken, "later": breaks_later}), 2, 1.0))
    assert rows["broken"].status == "failed: RuntimeError: cannot do this"
    assert rows["later"].status.startswith("failed: StopIteration")
    assert rows["native"].status == "ok"


def test_a_contender_over_the_limit_has_no_figure_and_its_row_says_so() -> None:
    contenders = {"native": gives(1), "slow": gives(1, 9.0)}
    assert by_name(measure(case(contenders), 2, 5.0))["slow"].status == "one call takes over 5 s"
    assert by_name(measure(case(contenders, limited=False), 2, 5.0))["slow"].status == "ok"


def test_a_contender_that_grows_too_slow_is_not_tried_at_a_larger_size() -> None:
    tried: list[int] = []

    def quadratic(size: int) -> Callable[[], Prepared]:
        def prepare() -> Prepared:
            tried.append(size)
            return Prepared(lambda: 1e-6 * size**2, measures_itself=True)

        return prepare

    past: Past = {}
    statuses = []
    for size in (10, 100, 1_000, 10_000):
        contenders = {"native": gives(1), "peer": quadratic(size)}
        rows = measure(case(contenders, family="a", size=size), 1, 5.0, past=past)
        statuses.append(by_name(rows)["peer"].status)
    assert statuses == ["ok", "ok", "ok", "not tried: one call took 1 s at size 1,000"]
    assert tried == [10, 100, 1_000]


def test_turns_rotate_and_the_first_call_is_apart() -> None:
    order: list[str] = []

    def contender(name: str) -> Callable[[], Prepared]:
        def call() -> float:
            order.append(name)
            return 1e-3

        return lambda: Prepared(call, measures_itself=True)

    rows = measure(case({"native": contender("native"), "b": contender("b")}), 2, 1.0)
    assert order == ["native", "b", "native", "b", "b", "native"]
    assert all(len(row.samples) == 2 and row.first_seconds is not None for row in rows)


def test_a_first_call_that_compiles_does_not_decide_how_often_a_measurement_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, calls = [0.0], 0

    def call() -> None:
        nonlocal calls
        clock[0] += 0.001 if calls else 0.5
        calls += 1

    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    rows = measure(case({"native": lambda: Prepared(call)}), 1, 5.0)
    assert rows[0].first_seconds == 0.5
    assert rows[0].median == pytest.approx(1000.0)
    assert calls >= 2 + 20


def test_quick_calls_are_repeated_until_a_clock_can_tell() -> None:
    calls = 0

    def call() -> None:
        nonlocal calls
        calls += 1

    measure(case({"native": lambda: Prepared(call)}), 1, 1.0)
    assert calls > 1_000


def test_unknown_workloads_and_peers_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"workload sotr: unknown.*sort"):
        suite.chosen(["sotr"])
    with pytest.raises(ConfigError, match=r"peer pymooo: not there \(unknown\)"):
        suite.contenders("pymooo")
    with pytest.raises(ConfigError, match="pip install neat-python"):
        suite.contenders("neat")
    assert suite.contenders("none") == frozenset()
    assert "reference" in suite.contenders("all")


def test_the_report_says_what_was_measured_where(tmp_path: Path) -> None:
    rows = [
        Row("sort", "a | b", "native", "call", samples=(3.0, 1.0, 2.0), ratio=1.0),
        Row("sort", "a | b", "slow <one>", "call", samples=(200.0,), ratio=100.0, note="a note"),
        Row("sort", "a | b", "none", "call", status="differs"),
        Row("memory", "peak", "native", "genome", quantity="bytes", samples=(21_800.0,), ratio=1.0),
    ]
    described = machine.describe()
    report.write(tmp_path, rows, described, {name: one.definition for name, one in ALL.items()})
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert described["processor"] in page
    assert ALL["sort"].definition in page
    assert "21.8 kB" in page
    assert "| 2 us | 1 us | 3 us |" in page
    stored = json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))
    assert [row["status"] for row in stored["rows"]] == ["ok", "ok", "differs", "ok"]
    assert stored["machine"]["instruction_set"] == described["instruction_set"]
    bars = ET.fromstring((tmp_path / "benchmark.svg").read_text(encoding="utf-8"))  # noqa: S314  # our own
    assert "100" in [text.text for text in bars.iter("{http://www.w3.org/2000/svg}text")]


def test_the_report_says_first_where_another_package_is_faster() -> None:
    rows = [
        Row("sort", "a", "native", "call", samples=(2.0,), ratio=1.0),
        Row("sort", "a", "moocore", "call", samples=(1.0,), ratio=0.5),
        Row("sort", "a", "genoxide, batch", "call", samples=(0.5,), ratio=0.25),
        Row("sort", "a", "pymoo", "call", samples=(4.0,), ratio=2.0),
        Row("sort", "a", "python alone", "call", samples=(0.2,), ratio=0.1),
    ]
    page = report.markdown(rows, machine.describe() | {"note": "The machine was busy."}, {"sort": "All."})
    first, _, rest = page.partition("## sort")
    faster = [line for line in first.splitlines() if line.startswith("| sort")]
    assert faster == ["| sort | a | genoxide, batch | 0.25 |", "| sort | a | moocore | 0.5 |"]
    assert "The machine was busy." in first
    assert "python alone" in rest
    alone = report.markdown(rows[:1], machine.describe(), {"sort": "All."})
    assert "No other package was faster in a case that was measured." in alone


def test_an_interrupted_benchmark_keeps_what_it_measured(tmp_path: Path) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        suite.run(
            suite.chosen(["sort"]),
            frozenset(),
            repetitions=1,
            time_limit=5.0,
            folder=tmp_path,
            tell=lambda _: None,
            show=interrupt,
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


@pytest.mark.parametrize("workload", ALL.values(), ids=list(ALL))
def test_each_workload_measures_the_native_backend(workload: Workload) -> None:
    cases = list(workload.cases(lambda _: False))
    assert cases
    assert all(one.workload == workload.name and "native" in one.contenders for one in cases)
    assert len({one.name for one in cases}) == len(cases)


@pytest.mark.parametrize(
    "name", ["forward", "compile", "sort", "survival", "operators", "genetic-operators", "population-file"]
)
def test_quick_workloads_run(name: str) -> None:
    for one in ALL[name].cases(lambda _: False):
        rows = by_name(measure(one, 1, 60.0))
        assert rows["native"].status == "ok"
        assert (rows["native"].median or 0.0) > 0.0


def test_the_reference_and_moocore_find_the_same_fronts() -> None:
    for one in ALL["nondominated"].cases(lambda name: name in {"reference", "moocore"}):
        if one.size == 100:
            assert {row.status for row in measure(one, 1, 60.0)} == {"ok"}, one.name


def test_moocore_measures_the_same_volumes() -> None:
    for one in ALL["hypervolume"].cases(lambda name: name == "moocore"):
        if one.size == 100:
            assert {row.status for row in measure(one, 1, 60.0)} == {"ok"}, one.name


def test_make_peers_installs_every_package_that_is_compared() -> None:
    makefile = Path(__file__).parents[3] / "Makefile"
    line = next(
        text for text in makefile.read_text(encoding="utf-8").splitlines() if text.startswith("PEERS")
    )
    assert set(line.partition(":=")[2].split()) == set(PACKAGES.values())


def test_the_command_lists_workloads_with_their_definitions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--list"]) == 0
    out = capsys.readouterr().out
    assert all(f"{name}\n" in out and one.definition in out for name, one in ALL.items())


def test_the_command_measures_and_writes_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "report"
    assert main(["bench", "sort", "--peers", "none", "--repetitions", "2", "--output", str(folder)]) == 0
    captured = capsys.readouterr()
    assert "native" in captured.out
    assert captured.out.endswith(f"report: {folder}\n")
    assert captured.err == ""
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert main(["bench", "sort", "--peers", "none", "--quiet", "--output", str(folder)]) == 0
    assert capsys.readouterr().out == f"report: {folder}\n"


def test_the_command_measures_the_cases_that_one_names(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    chosen = ["--case", "M 2, from 200 ", "--peers", "none", "--repetitions", "1", "--output", str(tmp_path)]
    assert main(["bench", "survival", *chosen]) == 0
    out = capsys.readouterr().out
    assert "M 2, from 200 to 100" in out
    assert "M 3" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sotr",), "error: workload sotr: unknown"),
        (("sort", "--peers", "nobody"), "error: peer nobody: not there (unknown)"),
        (
            ("sort", "--peers", "none", "--case", "nonsense"),
            "error: case 'nonsense': no workload has one with this text; there are: 100 ",
        ),
        (
            ("survival", "--peers", "none", "--case", "x"),
            "error: case 'x': no workload has one with this text",
        ),
        (("sort", "--repetitions", "0"), "error: Invalid value for '--repetitions'"),
        (("sort", "--time-limit", "0"), "error: Invalid value for '--time-limit'"),
        (("sort", "--peers", "none", "--output", "file"), "error: file: is no folder; give another"),
    ],
)
def test_mistakes_are_one_line_and_measure_nothing(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert main(["bench", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(message)
    assert len(captured.err.splitlines()) == 1
    assert "median" not in captured.out


def test_the_clock_of_processors_leaves_out_what_the_process_waits_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: 7.0)
    monkeypatch.setattr(time, "process_time", lambda: 5.0)
    assert (clock.chosen(), clock.now()) == ("wall", 7.0)
    monkeypatch.setattr(clock, "_chosen", ["wall"])
    clock.choose("processor")
    assert (clock.chosen(), clock.now()) == ("processor", 5.0)


def test_a_report_says_which_clock_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_chosen", ["wall"])
    chosen = ["sort", "--peers", "none", "--repetitions", "1", "--quiet", "--output", str(tmp_path)]
    assert main(["bench", *chosen, "--clock", "processor", "--note", "A note."]) == 0
    page = (tmp_path / "benchmark.md").read_text(encoding="utf-8")
    assert "Times are those that the process had of the processors." in page
    assert "A note." in page
    assert (
        json.loads((tmp_path / "benchmark.json").read_text(encoding="utf-8"))["machine"]["clock"]
        == "processor"
    )
