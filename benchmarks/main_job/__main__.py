"""Learning of the main job: ``python -m benchmarks.main_job PLAN --output FOLDER``."""

import argparse
import json
import textwrap
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks import drawing
from benchmarks.main_job import runs
from benchmarks.main_job.chart import chart
from benchmarks.main_job.variants import PLANS, Variant

from speciate import tables
from speciate.study import machine
from speciate.study.intervals import bootstrap

FIRST_SEED: Final = 5_000
N_SEEDS: Final = 10
COLUMNS: Final = (
    "variant",
    "runs",
    "fitness",
    "survival, kills, power-ups",
    "beats scripted in each",
    "trading",
    "hypervolume / 1000",
    "species",
    "hidden nodes",
    "seconds",
)
ABOUT: Final = (
    "Arena, 167 genomes, two episodes each, three objectives unless the row says otherwise. Means of the "
    "runs; figures of champions and fronts are means of 100 held-out episodes, with 95% bootstrap intervals. "
    "Beats scripted in each: runs whose front, with the champion, has a better member than the scripted "
    "player in each objective. Trading: members of the front that no other one dominates. Species: mean from "
    "generation 10 on. Seconds: of one thread, two runs at a time."
)


def main() -> None:
    """Runs what is not in the folder yet, and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", choices=PLANS)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seeds", type=int, default=N_SEEDS)
    arguments = parser.parse_args()
    folder: Path = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{arguments.plan}.jsonl"
    variants = PLANS[arguments.plan]
    seeds = range(FIRST_SEED, FIRST_SEED + arguments.seeds)
    for line in missing(variants, seeds, known(path)):
        with path.open("a") as file:
            file.write(json.dumps(line) + "\n")
    drawing.save(chart(variants, known(path)), folder / f"{arguments.plan}.svg")
    text = table(variants, known(path))
    about = textwrap.fill(f"{ABOUT} {machine.describe()}", 98, break_on_hyphens=False)
    (folder / f"{arguments.plan}.md").write_text(f"{about}\n\n{text}\n")
    print(text)


def known(path: Path) -> list[dict[str, Any]]:
    """The runs that are finished."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def missing(
    variants: Sequence[Variant], seeds: Sequence[int], finished: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Runs the others, two at a time; each as soon as it is finished."""
    done = {(line["variant"], line["seed"]) for line in finished}
    with ProcessPoolExecutor(2) as pool:
        started = [
            pool.submit(runs.run, one.name, one.config, seed)
            for seed in seeds
            for one in variants
            if (one.name, seed) not in done
        ]
        for future in as_completed(started):
            yield future.result()


def table(variants: Sequence[Variant], lines: list[dict[str, Any]]) -> str:
    """The runs as a table in Markdown."""
    rows = [
        row(one.name, found) for one in variants if (found := [x for x in lines if x["variant"] == one.name])
    ]
    scripted = np.mean([line["scripted"] for line in lines], axis=0)
    last = ["scripted player", str(len(lines)), f"{scripted[0]:,.0f}", _objectives(scripted), *[""] * 6]
    return "\n".join(tables.markdown(COLUMNS, [*rows, last]))


def row(name: str, lines: list[dict[str, Any]]) -> list[str]:
    """A variant as a row."""
    champions = np.array([line["champion"] for line in lines])
    mean, (low, high) = bootstrap(champions[:, 0].tolist())
    beaten = sum(all(line["beaten"]) for line in lines)
    return [
        name,
        str(len(lines)),
        f"{mean:,.0f} ({low:,.0f} to {high:,.0f})",
        _objectives(champions.mean(axis=0)),
        f"{beaten} of {len(lines)}",
        f"{_mean(lines, 'n_trading'):.1f}",
        f"{_mean(lines, 'hypervolume') / 1000:.0f}",
        "" if lines[0]["species"] is None else f"{_mean(lines, 'species'):.1f}",
        "" if lines[0]["hidden_nodes"] is None else f"{_mean(lines, 'hidden_nodes'):.1f}",
        f"{_mean(lines, 'seconds'):.0f}",
    ]


def _objectives(means: Any) -> str:
    return f"{means[1]:.1f}, {means[2]:.0f}, {means[3]:.1f}"


def _mean(lines: list[dict[str, Any]], key: str) -> float:
    return float(np.mean([line[key] for line in lines]))


if __name__ == "__main__":
    main()
