"""Evaluations that other packages' NEAT needs: ``python -m benchmarks.learning --output FOLDER``.

The tables of ``speciate study`` on the same tasks go beside this one; both count alike.
"""

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks.learning.peers import RUNS
from benchmarks.learning.tasks import TASKS

from speciate import tables
from speciate.study import machine
from speciate.study.intervals import bootstrap, wilson

PACKAGES: Final = ("genoxide", "neat-python")
HEADER: Final = ("task", "package", "solved", "mean evaluations", "median")


def main() -> None:
    """Runs every package and writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    folder: Path = parser.parse_args().output
    rows = []
    with ProcessPoolExecutor() as pool:
        for package, learn, task, n_seeds in RUNS:
            found = list(pool.map(learn, [task] * n_seeds, range(1, n_seeds + 1)))
            rows.append({"package": package, "task": task, "evaluations": found})
            print(*_cells(rows[-1]), sep=", ", flush=True)
    about = machine.describe(PACKAGES)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "learning.json").write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    versions = ", ".join(f"{name} {about['packages'][name]}" for name in PACKAGES)
    head = [
        "# NEAT of other packages on the tasks of the studies",
        "",
        f"{about['date']}, {versions}. A failed run counts with its budget; 95% intervals.",
        "",
    ]
    table = tables.markdown(HEADER, [_cells(row) for row in rows])
    (folder / "learning.md").write_text("\n".join([*head, *table]) + "\n")


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """The cells of a row, as in ``HEADER``."""
    counted = [TASKS[row["task"]].budget if one is None else one for one in row["evaluations"]]
    n_solved, n = sum(one is not None for one in row["evaluations"]), len(counted)
    low, high = wilson(n_solved, n)
    mean, (least, most) = bootstrap(counted)
    return (
        row["task"],
        row["package"],
        f"{n_solved} of {n} ({100 * low:.0f}-{100 * high:.0f}%)",
        f"{mean:,.0f} ({least:,.0f} to {most:,.0f})",
        f"{np.median(counted):,.0f}",
    )


if __name__ == "__main__":
    main()
