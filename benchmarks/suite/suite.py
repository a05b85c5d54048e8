"""Runs workloads, and writes the report after each case: nothing is lost if the benchmark is stopped."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from benchmarks.suite import clock, measuring, peers, report
from benchmarks.suite.measuring import Case, Row
from benchmarks.suite.workloads import ALL, Workload

from speciate.errors import ConfigError, RunDirectoryError
from speciate.phrases import nearest
from speciate.study import machine

NOT_PEERS: Final = ("reference", "numpy")
"""Contenders that are always there. NumPy counts as a package to compare with."""

Tell = Callable[[str], None]

N_NAMED: Final = 10
"""How many cases the message names if none has the text that the user gave."""


def chosen(names: Sequence[str]) -> list[Workload]:
    """The workloads of these names, all without any.

    Raises:
        ConfigError: There is no workload of a name.
    """
    for name in names:
        if name not in ALL:
            raise ConfigError(f"workload {name}: unknown{nearest(name, ALL)}; see `speciate bench --list`")
    return [workload for workload in ALL.values() if not names or workload.name in names]


def contenders(names: str) -> frozenset[str]:
    """The contenders besides the native backend.

    Args:
        names: "all" for all that are installed, "none", or names separated by commas.

    Raises:
        ConfigError: A peer is unknown or not installed.
    """
    if names == "none":
        return frozenset()
    installed = (*NOT_PEERS, *peers.installed())
    if names == "all":
        return frozenset(installed)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in installed:
            known = ", ".join(installed)
            hint = (
                f"install it with `pip install {peers.PACKAGES[name]}`"
                if name in peers.PACKAGES
                else "unknown"
            )
            raise ConfigError(f"peer {name}: not there ({hint}); there are {known}, all and none")
    return frozenset(wanted)


def run(
    workloads: Sequence[Workload],
    taking_part: frozenset[str],
    *,
    repetitions: int,
    time_limit: float,
    folder: Path,
    tell: Tell,
    show: Callable[[Sequence[Row]], None],
    text: str = "",
    note: str = "",
) -> list[Row]:
    """Measures, and after each case writes the report and shows its rows.

    Only cases whose names contain ``text`` are measured. ``note`` stands at the top of the report.

    Raises:
        ConfigError: No case has it.
        RunDirectoryError: The folder cannot be written.
    """
    cases = (case for case in _cases(workloads, taking_part) if text in case.name)
    first = next(cases, None)
    if first is None:
        raise ConfigError(
            f"case {text!r}: no workload has one with this text; there are: {_named(workloads, taking_part)}"
        )
    _prepare(folder)
    rows: list[Row] = []
    past: measuring.Past = {}
    described = machine.describe() | {"note": note, "clock": clock.chosen()}
    for case in chain([first], cases):
        measured = measuring.measure(case, repetitions, time_limit, tell, past)
        rows += measured
        report.write(folder, rows, described, {name: one.definition for name, one in ALL.items()})
        show(measured)
    return rows


def default_folder() -> Path:
    """The folder of the report if the user gives none."""
    return Path("benchmarks", "output", datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S"))


def _named(workloads: Sequence[Workload], taking_part: frozenset[str]) -> str:
    """The names of the first few cases."""
    names = list(dict.fromkeys(case.name for case in _cases(workloads, taking_part)))
    more = f"; and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return "; ".join(names[:N_NAMED]) + more


def _cases(workloads: Sequence[Workload], taking_part: frozenset[str]) -> Iterator[Case]:
    for workload in workloads:
        yield from workload.cases(taking_part.__contains__)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise RunDirectoryError(
            f"{folder}: cannot be written ({error.strerror}); choose another --output"
        ) from None
