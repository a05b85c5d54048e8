"""MAP-Elites beside ribs, coverage and QD-score: ``python -m benchmarks.quality_diversity --output DIR``."""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Any, Final

from benchmarks.quality_diversity.searching import BATCH, GENERATIONS, N_CELLS, N_JOINTS, SEARCHES, SIGMA

from speciate import tables
from speciate.study import machine
from speciate.study.intervals import bootstrap

N_SEEDS: Final = 10
_QUANTITIES: Final = {"coverage": 4, "qd_score": 0, "best": 4}
"""Columns of the table, and their digits."""

_ABOUT: Final = (
    f"The repertoire of a planar arm of {N_JOINTS} joints within [-pi, pi]: the objective is less the "
    f"variance of the angles, the measures are the end of the arm, {N_CELLS} x {N_CELLS} cells. "
    f"{BATCH * GENERATIONS} evaluations in batches of {BATCH}, all from the straight arm; seeds 0 to "
    f"{N_SEEDS - 1}, means with 95% intervals (bootstrap). `speciate` moves a tenth of the weights by 0.3 "
    f"(the defaults); GaussianEmitter moves all by {SIGMA}, and so does the second row. The QD-score is the "
    "sum of the objectives above -pi^2."
)


def main() -> None:
    """Searches, measures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    folder: Path = parser.parse_args().output
    names = [name for name in SEARCHES if find_spec("ribs") or not name.startswith("ribs")]
    cells = list(product(names, range(N_SEEDS)))
    with ProcessPoolExecutor() as pool:
        rows = list(pool.map(measured, *zip(*cells, strict=True)))
    about = machine.describe(["ribs"])
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": about, "rows": rows}, indent=1) + "\n"
    (folder / "quality-diversity.json").write_text(text)
    (folder / "quality-diversity.md").write_text(page(rows, names, about))


def measured(name: str, seed: int) -> dict[str, Any]:
    """One search."""
    return {"search": name, "seed": seed, **asdict(SEARCHES[name](seed))}


def page(rows: list[dict[str, Any]], names: list[str], about: dict[str, Any]) -> str:
    """The table as Markdown."""
    peer = about["packages"]["ribs"] or "(not installed)"
    head = [
        "# MAP-Elites and ribs",
        "",
        f"{about['date']}, speciate {about['commit']}, ribs {peer}.",
        "",
        _ABOUT,
        "",
    ]
    lines = []
    for name in names:
        own = [row for row in rows if row["search"] == name]
        cells = [_cell([row[key] for row in own], digits) for key, digits in _QUANTITIES.items()]
        lines.append([name, *cells])
    return "\n".join([*head, *tables.markdown(["", *_QUANTITIES], lines)]) + "\n"


def _cell(values: list[float], digits: int) -> str:
    mean, (low, high) = bootstrap(values)
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


if __name__ == "__main__":
    main()
