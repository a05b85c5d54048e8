"""Named workloads, each in words and as cases to measure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from speciate.benchmark.measuring import Case

Choose = Callable[[str], bool]
"""Whether a contender takes part."""


@dataclass(frozen=True)
class Workload:
    """A workload.

    Attributes:
        name: What users choose it by.
        definition: Exactly what is done.
        module: The module of this folder whose ``cases`` gives its cases.
    """

    name: str
    definition: str
    module: str

    def cases(self, takes_part: Choose) -> Iterable[Case]:
        """What is measured."""
        make: Callable[[str, Choose], Iterable[Case]] = import_module(f"{__name__}.{self.module}").cases
        return make(self.name, takes_part)


ALL: Final = {
    workload.name: workload
    for workload in (
        Workload(
            "forward",
            "Dense networks of 86 inputs, 32 or 80 hidden nodes and 6 outputs, tanh in both layers, "
            "float32: single calls from Python with one observation.",
            "networks",
        ),
        Workload(
            "batch-forward",
            "167 networks of 86 inputs and 6 outputs (516 connections, and dense 86-80-6), 1 and 64 "
            "observations each, in one call; beside it a loop of single calls.",
            "networks",
        ),
        Workload(
            "limits",
            "Dense networks 86-80-6 in one call, by weight, beside what the machine can do: reading the "
            "weights once, as fast as a dot product of as many bytes, and the multiply-adds of a matrix "
            "product. Its times over native's are the fractions of bandwidth and peak that native reaches; "
            "the larger one binds. BLAS must have one thread (`OMP_NUM_THREADS=1`).",
            "networks",
        ),
        Workload(
            "compile", "Networks of 167 genomes of 86 inputs, 6 outputs and 516 connections.", "networks"
        ),
        Workload(
            "sort",
            "Fronts of 100 uniform triples, all maximised, 10 times (the seed workload).",
            "selection",
        ),
        Workload(
            "nondominated",
            "Fronts of N points with M objectives: uniform, one front (on a sphere), a chain (each row "
            "dominates the next; shuffled), and a grid of whole numbers from 0 to 9.",
            "selection",
        ),
        Workload(
            "survival",
            "The survivors of 2N uniform points: sort, crowding and truncation to N. Ties and the order of "
            "crowding within a front differ between packages, so results are not compared.",
            "selection",
        ),
        Workload(
            "operators",
            "Genomes of 86 inputs and 6 outputs with 516 connections, and grown ones of about 20 hidden "
            "nodes and 580 connections, related by descent. Distance: of one genome to 99 "
            "others, one call each. Speciate: 100 genomes against one representative. Mutate: 1,000 "
            "copies, weight changes 0.8, add connection 0.05, add node 0.03, toggle 0.01. Crossover: 1,000 "
            "of equally fit parents, all genes matching. Ours breeds a plan of all rows in one call, which "
            "includes writing the next population.",
            "operators",
        ),
        Workload(
            "genetic-operators",
            "150 dense networks 86-80-6 (7,446 weights): offspring by tournaments of 3, two-point crossover "
            "0.73 and Gaussian mutation of 0.3 of the weights with deviation 0.09. NumPy does the whole "
            "population at once, DEAP one list after the other.",
            "genetic_operators",
        ),
        Workload(
            "population-file",
            "167 genomes of 516 connections to a file and back: our checkpoint, and JSON of the columns.",
            "running",
        ),
        Workload(
            "checkpoint",
            "10,000 genomes of 600 connections each, 120 MB of columns: written and flushed to disk, opened, "
            "one genome of it, all of it; ours verifies checksums. Beside it pickle (which runs code when "
            "read), npz, and JSON of 100 of the genomes, whose figures are multiplied by 100.",
            "checkpoints",
        ),
        Workload(
            "neat-generation",
            "A whole generation without evaluation: rank, speciate, plan and breed, with a fitness that "
            "costs next to nothing (ours is told an array; the others call a Python function for each "
            "genome, which is part of their figure). 86 inputs and 6 outputs, and 4 inputs and 2 outputs, "
            "full founders, add node 0.03, add connection 0.05, no deletions; 4 to 40 species are aimed at.",
            "generation",
        ),
        Workload(
            "nsga2-generation",
            "A whole generation of NSGA-II over vectors, evaluation included, after 50 generations: ZDT1 "
            "with 30 variables, and DTLZ2 with 12 variables and 3 objectives; simulated binary crossover "
            "(0.9, eta 15), polynomial mutation (1 / n_variables, eta 20). Everybody evaluates a generation "
            "in one call of the same NumPy function.",
            "vectors",
        ),
        Workload(
            "steps",
            "Steps per second on one core: decisions of the arena and of the built-in CartPole played by "
            "founders, and Gymnasium's CartPole-v1 stepped from Python.",
            "running",
        ),
        Workload(
            "main-job",
            "The arena: 167 genomes, 3 objectives, 2 episodes, 50 generations, with one thread and with two; "
            "and where the time of the run with two goes.",
            "running",
        ),
        Workload(
            "saving",
            "The main job with a run directory on the disk of temporary files: with the journal (the "
            "default), without it, and with a checkpoint for each generation instead; seconds that "
            "processors were at work, all threads and the system's part together, and seconds.",
            "saving",
        ),
        Workload("xor", "XOR until a network is right in all four cases, seeds 0 to 19.", "running"),
        Workload("start-up", "A new process: `import speciate`, and `speciate --help`.", "running"),
        Workload(
            "memory",
            "Peak memory of a process that founds and breeds populations of 86 inputs and 6 outputs, by "
            "genome; and its growth over 10,000 generations of 50 genomes of 4 inputs.",
            "memory",
        ),
    )
}
"""By name, in the order in which they run."""
