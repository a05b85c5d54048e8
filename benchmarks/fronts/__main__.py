"""Median hypervolume and IGD of NSGA-II on ZDT and DTLZ: ``python -m benchmarks.fronts --output FOLDER``."""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any, Final

import moocore
import numpy as np
from benchmarks.fronts.searching import GENERATIONS, SEARCHES, SIZE
from benchmarks.suite.problems import PROBLEMS

from speciate import tables
from speciate.evolution import pareto
from speciate.study import machine
from speciate.values.types import Float64s

N_SEEDS: Final = 11

_ABOUT: Final = (
    f"Populations of {SIZE}, {GENERATIONS} generations, {N_SEEDS} seeds: medians (lowest to highest). "
    "SBX 0.9 with eta 15, polynomial mutation 1/n with eta 20. Hypervolume from the usual reference points "
    "(higher is better); IGD is the mean distance from points of the known front to the nearest point found "
    "(lower is better)."
)
_BEST: Final = {"dtlz1": 0.5, "dtlz2": 0.5}
"""What the variables that lead to the front are on it, where it is not 0."""


def main() -> None:
    """Searches, measures and writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    folder: Path = parser.parse_args().output
    packages = [name for name in SEARCHES if find_spec(name)]
    cells = list(product(PROBLEMS, packages, range(1, N_SEEDS + 1)))
    with ProcessPoolExecutor() as pool:
        rows = [dict(row) for row in pool.map(measured, *zip(*cells, strict=True))]
    about = machine.describe(packages)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fronts.json").write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    (folder / "fronts.md").write_text(page(rows, packages, about))


def measured(problem: str, package: str, seed: int) -> dict[str, Any]:
    """Hypervolume and IGD of one search."""
    task = PROBLEMS[problem]
    found = SEARCHES[package](task, seed)
    return {
        "problem": problem,
        "package": package,
        "seed": seed,
        "hypervolume": float(moocore.hypervolume(found, ref=task.reference_point)),
        "igd": float(moocore.igd(found, ref=known_front(problem))),
    }


@cache
def known_front(problem: str) -> Float64s:
    """Points of the known front: those that nothing dominates, over a grid of the variables that span it."""
    task = PROBLEMS[problem]
    n_spanning = task.n_objectives - 1
    axis = np.linspace(0.0, 1.0, 2001 if n_spanning == 1 else 81)
    grid = np.stack(np.meshgrid(*[axis] * n_spanning), axis=-1).reshape(-1, n_spanning)
    vectors = np.full((len(grid), task.n_variables), _BEST.get(problem, 0.0))
    vectors[:, :n_spanning] = grid
    points = np.unique(task.function(vectors), axis=0)
    front: Float64s = points[pareto.fronts(points, "min") == 0]
    return front


def page(rows: list[dict[str, Any]], packages: list[str], about: dict[str, Any]) -> str:
    """The tables as Markdown."""
    known = about["packages"] | {"speciate": about["commit"]}
    versions = ", ".join(f"{name} {known[name]}" for name in packages)
    lines = [
        "# NSGA-II on known fronts",
        "",
        f"{about['date']}, {versions}.",
        "",
        _ABOUT,
    ]
    for quantity in ("hypervolume", "igd"):
        cells = [[problem, *_cells(rows, problem, packages, quantity)] for problem in PROBLEMS]
        lines += ["", f"## {quantity}", "", *tables.markdown(["problem", *packages], cells)]
    return "\n".join(lines) + "\n"


def _cells(rows: list[dict[str, Any]], problem: str, packages: list[str], quantity: str) -> list[str]:
    """A quantity of one problem, by package."""
    return [
        _cell([row[quantity] for row in rows if (row["problem"], row["package"]) == (problem, package)])
        for package in packages
    ]


def _cell(values: list[float]) -> str:
    return f"{np.median(values):.4f} ({min(values):.4f} to {max(values):.4f})"


if __name__ == "__main__":
    main()
