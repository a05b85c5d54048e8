"""The tables of a study: Markdown for people, JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from speciate import tables
from speciate.study import machine
from speciate.study.intervals import Interval
from speciate.study.plan import Plan
from speciate.study.summary import Summary
from speciate.system import files

_LONG: Final = 1000  # from here on digits after the point say nothing
_HOW: Final = (
    "Evaluations are those up to the end of the generation that solved the task; a failed run counts with "
    "its whole budget. Intervals are 95%: Wilson's for fractions, bootstrap for means. Seconds are those of "
    "one thread on a machine that may be shared."
)


def write(plan: Plan, found: Sequence[Summary], folder: Path) -> None:
    """Writes ``study.md`` and ``study.json`` into a study's folder. Raises ``RunDirectoryError``."""
    about = machine.describe()
    files.replace(folder / "study.md", [markdown(plan, found, about).encode()])
    values = {
        "plan": plan.model_dump(mode="json"),
        "machine": about,
        "rows": [asdict(summary) for summary in found],
    }
    files.replace(folder / "study.json", [(json.dumps(values, indent=1) + "\n").encode()])


def markdown(plan: Plan, found: Sequence[Summary], about: dict[str, Any]) -> str:
    """The tables as a page."""
    commit = f" ({about['commit']})" if about["commit"] else ""
    measured = (
        f"{plan.seeds} runs of each task and algorithm, seeds from {plan.first_seed}. speciate "
        f"{about['speciate']}{commit}, {about['date']}, {about['processor']}, "
        f"{about['cores']} cores, Python {about['python']}."
    )
    lines = [f"# {plan.name}", "", measured, "", _HOW]
    for task in dict.fromkeys(one.task for one in found):
        rows = [one for one in found if one.task == task]
        lines += ["", f"## {task}", "", *tables.markdown(_header(rows), [_cells(one, rows) for one in rows])]
        lines += _levels(rows)
        lines += _held_out(rows)
    return "\n".join(lines) + "\n"


def table(found: Sequence[Summary], width: int | None = None) -> str:
    """The main figures as aligned text, whose lines have up to ``width`` characters; None for any number."""
    header = ["task", "algorithm", "solved", "mean evaluations", "median"]
    cells = [
        [
            one.task,
            one.algorithm,
            _solved(one),
            _mean(one.mean_evaluations, one.mean_interval),
            f"{one.median_evaluations:,.0f}",
        ]
        for one in found
    ]
    return tables.text(header, cells, width)


def _header(rows: Sequence[Summary]) -> list[str]:
    volume = ["hypervolume"] if any(one.hypervolume for one in rows) else []
    return [
        "algorithm",
        "solved",
        "mean evaluations",
        "median",
        *_results(rows),
        *volume,
        "connections",
        "hidden nodes",
        "seconds",
    ]


def _cells(one: Summary, rows: Sequence[Summary]) -> list[str]:
    several = any(row.hypervolume for row in rows)
    volume = [_mean(*one.hypervolume) if one.hypervolume else ""] if several else []
    return [
        one.algorithm,
        _solved(one),
        *_evaluations(one),
        *(_mean(*one.results[name]) if name in one.results else "" for name in _results(rows)),
        *volume,
        f"{one.sizes['connections']:.1f}",
        f"{one.sizes['hidden_nodes']:.1f}",
        f"{one.mean_seconds:.3g}",
    ]


def _levels(rows: Sequence[Summary]) -> list[str]:
    """A table of the champions that reach each level, and of sizes between one level and the next."""
    if not rows[0].levels:
        return []
    header = ["algorithm"]
    for one in rows[0].levels:
        header += [f"{one.result} from {_number(one.level)}", "their connections"]
    cells = []
    for row in rows:
        cells.append([row.algorithm])
        for one in row.levels:
            reached = _fraction(one.n_reached, row.n_runs, one.reached_interval)
            cells[-1] += [reached, _mean(*one.connections) if one.connections else ""]
    how = "Champions that reach a level, and the connections of those among them that do not reach the next:"
    return ["", how, "", *tables.markdown(header, cells)]


def _held_out(rows: Sequence[Summary]) -> list[str]:
    """A table of the held-out episodes, with those without a network once."""
    if not any(one.held_out for one in rows):
        return []
    names = dict.fromkeys(name for one in rows for results in one.held_out.values() for name in results)
    cells = []
    for one in rows:
        for player, results in one.held_out.items():
            if player == "champion" or one is rows[0]:
                line = one.algorithm if player == "champion" else f"({player})"
                cells.append([line, *(_mean(*results[name]) if name in results else "" for name in names)])
    return [
        "",
        "Held-out episodes, means of the runs' champions:",
        "",
        *tables.markdown(["player", *names], cells),
    ]


def _solved(one: Summary) -> str:
    if not one.solvable:
        return "-"
    return _fraction(one.n_solved, one.n_runs, one.solved_interval)


def _fraction(n: int, n_runs: int, interval: Interval) -> str:
    low, high = interval
    return f"{n} of {n_runs} ({100 * low:.0f}-{100 * high:.0f}%)"


def _results(rows: Sequence[Summary]) -> list[str]:
    """Every result that some row has."""
    names = dict.fromkeys(name for one in rows for name in one.results)
    return [name for name in names if name not in rows[0].sizes]  # an objective that has its own column


def _evaluations(one: Summary) -> tuple[str, str]:
    if not one.solvable:
        return "-", "-"
    return _mean(one.mean_evaluations, one.mean_interval), f"{one.median_evaluations:,.0f}"


def _mean(mean: float, interval: Interval) -> str:
    low, high = interval
    return f"{_number(mean)} ({_number(low)} to {_number(high)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _LONG else f"{value:.4g}"
