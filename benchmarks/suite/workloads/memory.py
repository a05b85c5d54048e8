"""Memory, measured in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from benchmarks.suite.cases import Case, Prepared
from benchmarks.suite.workloads import Choose

_MOST_OF_GENOXIDE = 10_000
_PROGRAM = """
import json, sys
import numpy as np
import speciate

def resident(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field))

n_inputs, n_outputs, size, generations = map(int, sys.argv[1:])
before = resident("VmRSS")
evolution = speciate.Neat(
    n_inputs=n_inputs, n_outputs=n_outputs, population_size=size, seed=1, threads=1,
    config={"mutation": {"add_connection_rate": 0.02, "add_node_rate": 0.01}},
)
generator = np.random.default_rng(0)
resident_at = []
for generation in range(generations):
    evolution.ask()
    evolution.tell(generator.random(size))
    if generation in (generations // 2, generations - 1):
        resident_at.append(resident("VmRSS"))
print(json.dumps({
    "peak": resident("VmHWM") - before, "growth": resident_at[-1] - resident_at[0],
    "connections": float(evolution.population.sizes.mean()),
}))
"""

_GENOXIDE = """
import json, sys
import numpy as np
import genoxide

def resident(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field))

n_inputs, n_outputs, size, generations = map(int, sys.argv[1:])
before = resident("VmRSS")
generator = np.random.default_rng(0)
genoxide.Neat(n_inputs, n_outputs, population_size=size, seed=1, structural_mutation=(0.01, 0.02)).run(
    lambda networks: generator.random(len(networks)), generations=generations, batch=True
)
print(json.dumps({"peak": resident("VmHWM") - before, "growth": 0, "connections": n_inputs * n_outputs}))
"""


def cases(_workload: str, takes_part: Choose) -> Sequence[Case]:
    """Peak memory by genome, and growth over many generations."""
    return list(_cases(takes_part))


def _cases(takes_part: Choose) -> Iterator[Case]:
    for size, generations in ((10_000, 5), (100_000, 3)):
        contenders: dict[str, Callable[[], Prepared]] = {
            "native": partial(_peak, _PROGRAM, size, generations)
        }
        if takes_part("genoxide") and size <= _MOST_OF_GENOXIDE:
            contenders["genoxide"] = partial(_peak, _GENOXIDE, size, generations)
        yield _case(f"peak, population {size:,}", "genome", contenders)
    yield _case("growth, generations 5,000 to 10,000", "generation", {"native": _growth})


def _case(name: str, unit: str, contenders: dict[str, Callable[[], Prepared]]) -> Case:
    return Case("memory", name, unit, contenders, repetitions=1, limited=False, quantity="bytes")


def _run(program: str, *arguments: int) -> dict[str, float]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own program
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _peak(program: str, size: int, generations: int) -> Prepared:
    measured = _run(program, 86, 6, size, generations)
    note = f"{measured['connections']:.0f} connections; parents, offspring and all that is kept besides"
    return Prepared(lambda: measured["peak"] / 1e6, n_items=size, note=note, measures_itself=True)


def _growth() -> Prepared:
    measured = _run(_PROGRAM, 4, 2, 50, 10_000)
    note = f"genomes of {measured['connections']:.0f} connections in the end, which grow too"
    return Prepared(lambda: measured["growth"] / 1e6, n_items=5_000, note=note, measures_itself=True)
