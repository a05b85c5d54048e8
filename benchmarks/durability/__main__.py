"""Runs the tests on every contender that is installed: ``python -m benchmarks.durability``."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
from benchmarks.durability import contenders, damage, killing, report, workers
from benchmarks.durability.contender import Contender

N_FLIPPED = 500
N_TRUNCATED = 50

Test = Callable[[Contender, Path, int, int], Any]
"""Takes a contender, an empty folder, the number of kills and the seed; returns counts or a word."""


def _damaged(contents: Callable[[bytes, int], list[bytes]]) -> Test:
    def test(contender: Contender, folder: Path, _: int, seed: int) -> Any:
        path = damage.saved(contender, folder / "run")
        return asdict(damage.read_all(contender, path, contents(path.read_bytes(), seed)))

    return test


TESTS: Final[dict[str, Test]] = {
    "kill": lambda contender, folder, n_kills, seed: asdict(
        killing.kill(contender, folder, n_kills=n_kills, seed=seed)
    ),
    "flip": _damaged(lambda content, seed: damage.flipped(content, N_FLIPPED, seed)),
    "truncate": _damaged(lambda content, _: damage.truncated(content, N_TRUNCATED)),
    "hostile": lambda contender, folder, *_: damage.hostile(
        contender, damage.saved(contender, folder / "run"), folder / "marker"
    ),
    "changes": lambda contender, folder, *_: killing.changes(contender, folder),
    "worker dies": lambda contender, folder, *_: workers.fault(contender, folder / "fault", "dies"),
    "worker hangs": lambda contender, folder, *_: workers.fault(contender, folder / "fault", "hangs"),
}


@click.command()
@click.option(
    "--contender", "names", multiple=True, type=click.Choice([*contenders.MODULES]), help="Only this one."
)
@click.option("--test", "tests", multiple=True, type=click.Choice([*TESTS]), help="Only this one.")
@click.option("--kills", type=click.IntRange(1, 10_000), default=50, help="Trainings to kill. [default 50]")
@click.option("--seed", type=click.IntRange(min=0), default=1, help="Chooses moments and bits. [default 1]")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("benchmarks/output/durability"),
    help="Folder of durability.json and durability.md; what was found there before stays. "
    "[default benchmarks/output/durability]",
)
def main(names: Sequence[str], tests: Sequence[str], kills: int, seed: int, output: Path) -> None:
    """Kill, damage and hang the trainings of each package that is installed, and count what happens."""
    output.mkdir(parents=True, exist_ok=True)
    results = report.read(output)
    for name in contenders.installed():
        if not names or name in names:
            _examine(name, tests or list(TESTS), kills, seed, results)
            report.write(output, results)
    click.echo(f"{output / 'durability.md'}")


def _examine(name: str, tests: Sequence[str], kills: int, seed: int, results: dict[str, Any]) -> None:
    """Adds what a contender does to the results."""
    contender = contenders.contender(name)
    entry = results.setdefault(name, {})
    entry |= {"version": contender.version, "way": contender.way}
    for test in tests:
        with tempfile.TemporaryDirectory() as folder:
            entry[test] = TESTS[test](contender, Path(folder), kills, seed)
        click.echo(f"{name}: {test}: {entry[test]}")


if __name__ == "__main__":
    main()
