"""Species on genomes of 86 inputs, in the arena: ``python -m benchmarks.species --output FOLDER``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
from benchmarks import drawing
from benchmarks.species.chart import chart
from benchmarks.species.measuring import Figures, figures
from benchmarks.species.watching import N_SPECIES, watched

from speciate import tables
from speciate.study import machine

N_SEEDS: Final = 2
N_GENERATIONS: Final = 40
SKIPPED: Final = 10

VARIANTS: Final[dict[str, dict[str, Any]]] = {
    "default": {},
    "divided by the larger genome": {"distance": {"distance_normalization": "larger_genome"}},
    "weights count a tenth": {"distance": {"weight_coefficient": 0.04}},
    "half of the connections": {"genome": {"founders": "partial", "founder_fraction": 0.5}},
}

_ABOUT: Final = (
    f"The arena for fitness, 167 genomes, {N_SPECIES} species aimed at, {N_GENERATIONS} generations, means "
    f"of {N_SEEDS} seeds. "
    "Life: how many generations the species of a genome exists, median. Explained: the share of the variance "
    "of distances that structure makes up. Within, between: connections that two genomes of one species, or "
    "of two, do not share."
)


def main() -> None:
    """Plays, measures, and writes the table and the charts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="FOLDER")
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, settings in VARIANTS.items():
        for seed in range(N_SEEDS):
            run = list(watched(settings, seed, N_GENERATIONS))
            distance = settings.get("distance", {})
            found = figures(
                run,
                weight_coefficient=distance.get("weight_coefficient", 0.4),
                divided="distance_normalization" in distance,
                skipped=SKIPPED,
            )
            rows.append({"variant": name, "seed": seed} | asdict(found))
            if seed == 0:
                drawn = chart(run, f"Members of species in the arena, 86 inputs: {name}")
                drawing.save(drawn, folder / f"species-{name.replace(' ', '-')}.svg")
    about = machine.describe()
    (folder / "species.json").write_text(json.dumps({"machine": about, "rows": rows}, indent=1) + "\n")
    (folder / "species.md").write_text(page(rows, about))


def page(rows: list[dict[str, Any]], about: dict[str, Any]) -> str:
    """The table as Markdown."""
    names = tuple(Figures.__dataclass_fields__)
    lines = []
    for variant in dict.fromkeys(row["variant"] for row in rows):
        own = [[row[name] for name in names] for row in rows if row["variant"] == variant]
        n_species, life, explained, within, between = np.mean(own, axis=0)
        lines.append(
            [
                variant,
                f"{n_species:.1f}",
                f"{life:.0f}",
                f"{explained:.2f}",
                f"{within:.1f}",
                f"{between:.1f}",
            ]
        )
    header = ["distance or founders", "species", "life", "explained", "within", "between"]
    how = f"{about['date']}, `python -m benchmarks.species`. {_ABOUT}"
    title = ["# Species on genomes of 86 inputs", "", how, ""]
    return "\n".join([*title, *tables.markdown(header, lines)]) + "\n"


if __name__ == "__main__":
    main()
