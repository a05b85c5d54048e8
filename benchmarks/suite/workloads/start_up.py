"""The start of a new process."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.workloads import Choose

_FOUND = {
    "native": ("import speciate; speciate.Neat(n_inputs=4, n_outputs=2, seed=1).ask()", ""),
    "genoxide": ("import genoxide; genoxide.Neat(4, 2, seed=1).run(lambda _: 0.0, generations=0)", ""),
    "neat": ("import neat", "the import alone"),
    "pymoo": ("from pymoo.algorithms.moo.nsga2 import NSGA2; NSGA2()", "the algorithm alone"),
    "numpy": ("import numpy", "the import alone"),
}
"""By package: the import and a first population, and what is left out of it."""


def cases(_workload: str, takes_part: Choose) -> Iterator[Case]:
    """A first population beside other packages, the import, and the help text."""
    alone = {"python alone": partial(_process, "pass")}
    found: dict[str, Callable[[], Prepared]] = {
        name: partial(_process, code, note)
        for name, (code, note) in _FOUND.items()
        if name == "native" or takes_part(name)
    }
    yield Case("start-up", "a first population", "process", found | alone)
    for name, code in (
        ("import speciate", "import speciate"),
        ("speciate --help", "from speciate.cli.main import main; main(['--help'])"),
    ):
        yield Case("start-up", name, "process", {"native": partial(_process, code)} | alone)


def _process(code: str, note: str = "") -> Prepared:
    command = [sys.executable, "-c", code]
    return Prepared(partial(subprocess.run, command, check=True, capture_output=True), note=note)
