"""The classic arena beside its published record: ``python -m benchmarks.classic STUDY --output FOLDER``.

STUDY is the folder of the finished study ``benchmarks/studies/classic.toml``, whose runs kept their curves.
"""

import argparse
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks import drawing
from benchmarks.classic.chart import chart

from speciate import tables
from speciate.study import machine
from speciate.study.intervals import bootstrap
from speciate.study.plan import Plan
from speciate.study.records import Records
from speciate.study.running import RECORDS
from speciate.study.trial import Record
from speciate.values.types import Float64s

PLAN: Final = Path(__file__).parents[1] / "studies" / "classic.toml"
PUBLISHED_BEST: Final = {1: 28_612, 3: 61_237, 19: 100_100, 25: 121_526, 49: 147_672}
"""The best episode so far, by generation."""

PUBLISHED_MEAN: Final = 43_974
"""Of the population, at the end."""

PUBLISHED_SECONDS: Final = "32-48"
"""Of a generation."""


def main() -> None:
    """Reads the runs, and writes the tables and the chart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path, metavar="STUDY")
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    arguments = parser.parse_args()
    runs = finished(arguments.study)
    about = machine.describe()
    folder: Path = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: figures(records) for name, records in runs.items()}
    text = json.dumps({"machine": about, "rows": rows}, indent=1) + "\n"
    (folder / "classic.json").write_text(text, encoding="utf-8")
    (folder / "classic.md").write_text(page(rows, about), encoding="utf-8")
    curves = {name: (best_so_far(records), curve(records, "mean")) for name, records in runs.items()}
    drawing.save(chart(curves, PUBLISHED_BEST, PUBLISHED_MEAN), folder / "classic.svg")


def finished(study: Path) -> dict[str, list[Record]]:
    """The runs of the plan by algorithm. Exits if some are missing."""
    plan = Plan.from_toml(PLAN)
    wanted = {(*trial.entry, trial.key): trial for trial in plan.trials()}
    records = [
        one
        for one in Records(study / RECORDS).open()
        if (one["task"], one["algorithm"], one["key"]) in wanted
    ]
    if len(records) < len(wanted):
        raise SystemExit(f"{study}: {len(wanted) - len(records)} runs are missing; finish the study first")
    names = [algorithm.name for algorithm in plan.algorithm]
    return {name: [one for one in records if one["algorithm"] == name] for name in names}


def curve(records: list[Record], name: str) -> Float64s:
    """A number of every run and generation: float64 (n_runs, n_generations)."""
    return np.array([one["curves"][name] for one in records], dtype=np.float64)


def best_so_far(records: list[Record]) -> Float64s:
    """The best episode up to every generation: float64 (n_runs, n_generations)."""
    best: Float64s = np.maximum.accumulate(curve(records, "best"), axis=1)
    return best


def figures(records: list[Record]) -> dict[str, Any]:
    """The figures of one algorithm: means of the runs with 95% intervals."""
    best, mean = best_so_far(records), curve(records, "mean")
    last_stages = [int(np.argmax(np.array(one["curves"]["stage"]) == 4)) for one in records]  # noqa: PLR2004
    return {
        "n_runs": len(records),
        "best_by_generation": {str(g): bootstrap(best[:, g].tolist()) for g in PUBLISHED_BEST},
        "highest": float(best[:, -1].max()),
        "final_mean": bootstrap(mean[:, -1].tolist()),
        "first_generation_in_the_whole_arena": bootstrap(last_stages),
        "seconds_per_generation": bootstrap(curve(records, "seconds").mean(axis=1).tolist()),
        "held_out": bootstrap([one["held_out"]["champion"]["fitness"] for one in records]),
        "scripted": bootstrap([one["held_out"]["scripted"]["fitness"] for one in records]),
        "random": bootstrap([one["held_out"]["random"]["fitness"] for one in records]),
        "idle": bootstrap([one["held_out"]["idle"]["fitness"] for one in records]),
    }


def page(rows: dict[str, dict[str, Any]], about: dict[str, Any]) -> str:
    """The tables as Markdown."""
    n_runs = next(iter(rows.values()))["n_runs"]
    measured = (
        f"{about['date']}, speciate {about['commit']}, {about['processor']}, {about['cores']} cores. "
        f"{n_runs} runs each, means with 95% intervals. 120 genomes, one episode each, 50 generations, with "
        "the curriculum. Seconds are those of one thread on a machine that others used as well."
    )
    lines = []
    for generation, published in PUBLISHED_BEST.items():
        cells = [_mean(row["best_by_generation"][str(generation)]) for row in rows.values()]
        lines.append([f"best episode by generation {generation}", f"{published:,}", *cells])
    highest = [f"{row['highest']:,.0f}" for row in rows.values()]
    lines.append(["best episode of any run", "", *highest])
    for title, published_text, key in (
        ("population mean at the end", f"{PUBLISHED_MEAN:,}", "final_mean"),
        ("champion, 100 held-out episodes", "", "held_out"),
        ("first generation in the whole arena", "", "first_generation_in_the_whole_arena"),
        ("seconds per generation", PUBLISHED_SECONDS, "seconds_per_generation"),
    ):
        cells = [_mean(row[key]) for row in rows.values()]
        lines.append([title, published_text, *cells])
    others = next(iter(rows.values()))
    players = ", ".join(f"{name} {_mean(others[name])}" for name in ("scripted", "random", "idle"))
    head = ["# The classic arena beside its published record", "", measured, ""]
    end = f"Players without a network, on the same episodes: {players}."
    return "\n".join([*head, *tables.markdown(["", "published", *rows], lines), "", end]) + "\n"


def _mean(found: tuple[float, tuple[float, float]]) -> str:
    mean, (low, high) = found
    digits = 0 if mean >= 100 else 2  # noqa: PLR2004
    return f"{mean:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


if __name__ == "__main__":
    main()
