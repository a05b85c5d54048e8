"""Measures contenders in turn: first calls apart, results compared first, medians of interleaved rounds."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from benchmarks.suite.cases import OURS, Case, Prepared, Row
from benchmarks.suite.clock import now

LEAST_SECONDS: Final = 0.02
"""A measurement repeats its call until it lasts as long as this."""
COMPILING_SECONDS: Final = 2.0
"""A first call may compile something. If it takes less than this, a second call tells how long one is."""


@dataclass
class _Contender:
    name: str
    prepared: Prepared | None = None
    status: str = "ok"
    first_seconds: float | None = None
    seconds: float | None = None
    result: Any = None
    n_calls: int = 1
    samples: list[float] = field(default_factory=list)

    def warm_up(self, prepare: Callable[[], Prepared], time_limit: float) -> None:
        """Prepares and calls once; decides how often a measurement calls."""
        self.status = "ok"
        try:
            self.prepared = prepare()
            self.first_seconds, self.result = _timed(self.prepared)
            self.seconds = self.result if self.prepared.measures_itself else self.first_seconds
            if self.seconds > time_limit:
                self.status = f"one call takes over {time_limit:g} s"
            elif not self.prepared.measures_itself:
                if self.seconds < COMPILING_SECONDS:
                    self.seconds = min(self.seconds, _timed(self.prepared)[0])
                self.n_calls = max(1, math.ceil(LEAST_SECONDS / max(self.seconds, 1e-7)))
        except Exception as error:  # noqa: BLE001  # a peer may fail in any way, and that is a result
            self.status = f"failed: {type(error).__name__}: {error}".splitlines()[0][:120]

    def measure(self) -> None:
        """Adds one sample."""
        prepared = self.prepared
        if prepared is None or self.status != "ok":
            return
        try:
            alone = prepared.measures_itself
            seconds = prepared.call() if alone else _repeated(prepared.call, self.n_calls)
            self.samples.append(seconds / prepared.n_items * 1e6)
        except Exception as error:  # noqa: BLE001  # as above
            self.status = f"failed: {type(error).__name__}: {error}".splitlines()[0][:120]


Past = dict[tuple[str, str], list[tuple[int, float]]]
"""By family and contender: sizes and the seconds that they took."""


def measure(
    case: Case,
    repetitions: int,
    time_limit: float,
    tell: Callable[[str], None] = lambda _: None,
    past: Past | None = None,
) -> list[Row]:
    """Measures a case.

    Args:
        case: What to measure.
        repetitions: Rounds, in each of which every contender has its turn.
        time_limit: Seconds that one call may take. A contender whose call takes longer has no figure, and its
            row says so.
        tell: Gets a line of text about what is measured at the moment.
        past: Seconds of the smaller cases of the family; those of this case are added. A contender is not
            tried if its time would exceed the limit when it grows on as it has grown.
    """
    past = {} if past is None else past
    time_limit = time_limit if case.limited else math.inf
    contenders = [_Contender(name) for name in case.contenders]
    for contender in contenders:
        tell(f"{case.workload} {case.name}: {contender.name}")
        before = past.setdefault((case.family, contender.name), []) if case.family else []
        contender.status = _hopeless(case, before, time_limit)
        if contender.status == "ok" or contender.name == OURS:
            contender.warm_up(case.contenders[contender.name], time_limit)
        if contender.seconds is not None:
            before.append((case.size, contender.seconds))
    _compare(case, contenders)
    rounds = min(repetitions, case.repetitions) if case.repetitions else repetitions
    for number in range(rounds):
        turn = number % len(contenders)
        for contender in contenders[turn:] + contenders[:turn]:
            tell(f"{case.workload} {case.name}: {contender.name}, round {number + 1} of {rounds}")
            contender.measure()
    return _with_ratios([_row(case, contender) for contender in contenders])


def _hopeless(case: Case, before: Sequence[tuple[int, float]], time_limit: float) -> str:
    """Why a contender is not tried, or "ok"."""
    if not before:
        return "ok"
    size, seconds = before[-1]
    exponent = 1.0
    if len(before) > 1:
        smaller, faster = before[-2]
        exponent = min(max(math.log(seconds / faster) / math.log(size / smaller), 1.0), 2.0)
    if seconds * (case.size / size) ** exponent <= time_limit:
        return "ok"
    return f"not tried: one call took {seconds:.2g} s at size {size:,}"


def _compare(case: Case, contenders: Sequence[_Contender]) -> None:
    ours = next((one for one in contenders if one.name == OURS and one.status == "ok"), None)
    if case.agree is None or ours is None:
        return
    for contender in contenders:
        if contender.status == "ok" and not case.agree(ours.result, contender.result):
            contender.status = "gives another result"
        contender.result = None if contender is not ours else contender.result


def _timed(prepared: Prepared) -> tuple[float, Any]:
    started = now()
    result = prepared.call()
    return now() - started, result


def _repeated(call: Callable[[], Any], n_calls: int) -> float:
    started = now()
    for _ in range(n_calls):
        call()
    return (now() - started) / n_calls


def _row(case: Case, contender: _Contender) -> Row:
    note = contender.prepared.note if contender.prepared else ""
    return Row(
        workload=case.workload,
        case=case.name,
        contender=contender.name,
        unit=case.unit,
        status=contender.status,
        first_seconds=contender.first_seconds,
        quantity=case.quantity,
        samples=tuple(contender.samples),
        note=note,
    )


def _with_ratios(rows: list[Row]) -> list[Row]:
    ours = next((row.median for row in rows if row.contender == OURS and row.status == "ok"), None)
    return list(_ratios(rows, ours))


def _ratios(rows: Sequence[Row], ours: float | None) -> Iterator[Row]:
    for row in rows:
        if not ours or row.status != "ok" or row.median is None:
            yield row
        else:
            yield replace(row, ratio=row.median / ours)
