"""Measuring: turns, first calls, limits, and what counts as a figure."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from benchmarks.suite import clock
from benchmarks.suite.cases import Case, Prepared, Row
from benchmarks.suite.measuring import Past, measure
from benchmarks.suite.peers import generations


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
        generations.seconds_per_generation(lambda n, _: time.sleep(0.05 if n == 2 else 0.0), 2, 5, 1)


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
    seconds, calls = [0.0], 0

    def call() -> None:
        nonlocal calls
        seconds[0] += 0.001 if calls else 0.5
        calls += 1

    monkeypatch.setattr(time, "perf_counter", lambda: seconds[0])
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


def test_the_clock_of_processors_leaves_out_what_the_process_waits_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: 7.0)
    monkeypatch.setattr(time, "process_time", lambda: 5.0)
    assert (clock.chosen(), clock.now()) == ("wall", 7.0)
    monkeypatch.setattr(clock, "_chosen", ["wall"])
    clock.choose("processor")
    assert (clock.chosen(), clock.now()) == ("processor", 5.0)
