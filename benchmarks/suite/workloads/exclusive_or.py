"""XOR from the first population to a network that solves it."""

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.peers import solving
from benchmarks.suite.workloads import Choose


def cases(_workload: str, takes_part: Choose) -> Sequence[Case]:
    """One case: seeds until solved."""
    return [_xor(takes_part)]


def _xor(takes_part: Choose) -> Case:
    def ours(backend: str, seeds: range) -> Prepared:
        from speciate.training.runs import train  # noqa: PLC0415

        def call() -> None:
            for seed in seeds:
                with tempfile.TemporaryDirectory() as folder:
                    directory = Path(folder, "run")
                    train("xor", seed=seed, backend=backend, threads=1, quiet=True, run_directory=directory)

        return Prepared(call, n_items=len(seeds))

    contenders: dict[str, Callable[[], Prepared]] = {"native": partial(ours, "native", range(20))}
    if takes_part("reference"):
        contenders["reference"] = partial(ours, "reference", range(1))
    for peer, (solve, n_seeds) in solving.SOLVES.items():
        if takes_part(peer):
            contenders[peer] = partial(_solved, solve, n_seeds)
    return Case("xor", "until solved", "run", contenders, repetitions=3, limited=False)


def _solved(solve: solving.Solve, n_seeds: int) -> Prepared:
    note = f"{sum(map(solve, range(n_seeds)))} of {n_seeds} seeds solved"

    def call() -> None:
        for seed in range(n_seeds):
            solve(seed)

    return Prepared(call, n_items=n_seeds, note=note)
