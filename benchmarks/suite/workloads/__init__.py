"""Named workloads, each in words and as cases to measure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from benchmarks.suite.cases import Case

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
            "One network and one observation in one call from Python, float32, tanh in all nodes: founders "
            "of 86 inputs and 6 outputs (516 connections), a grown genome (about 20 hidden nodes and 580 "
            "connections), and dense networks 86-32-6 and 86-80-6. All packages run the same network: the "
            "results are compared. JAX is compiled before, takes NumPy's array and gives one back. "
            "genoxide takes float64, which it computes with.",
            "forward",
        ),
        Workload(
            "batch-forward",
            "167 networks of 86 inputs and 6 outputs with 1 and with 64 observations each: founders, "
            "which have equal connections, grown genomes, which have different ones, and dense 86-80-6. "
            "Ours and NumPy do them in one call (a product of matrices for each layer), JAX in one "
            "compiled call whose arrays are JAX's before and after. For grown genomes NumPy and JAX fill "
            "each layer up to the widest of the population. genoxide and neat-python have one network "
            "for a call, and are called in a loop.",
            "forward",
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
            "compile",
            "Networks built from genomes of 86 inputs and 6 outputs: founders, and grown ones.",
            "networks",
        ),
        Workload(
            "sort",
            "Fronts of 100 uniform triples, all maximised, 10 times (the seed workload).",
            "selection",
        ),
        Workload(
            "nondominated",
            "Fronts of N points with M objectives: uniform, one front (on a sphere), a chain (each row "
            "dominates the next; shuffled), and a grid of whole numbers from 0 to 9. Each package gets its "
            "points in its own direction, made beforehand.",
            "selection",
        ),
        Workload(
            "survival",
            "The survivors of 2N uniform points: sort, crowding and truncation to N. Ties and the order of "
            "crowding within a front differ between packages, so results are not compared. moocore has no "
            "such step: its ranks are followed by a few lines of NumPy.",
            "selection",
        ),
        Workload(
            "hypervolume",
            "The hypervolume of N points on a sphere with M objectives, minimised by everybody. Ours checks "
            "its arguments and calls moocore.",
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
            "Generations of 150 dense networks 86-80-6 (7,446 weights): tournaments of 3, two-point "
            "crossover 0.73 and Gaussian mutation of 0.3 of the weights with deviation 0.09, no elites, with "
            "a fitness that costs nothing. Ours is asked and told. NumPy and JAX (compiled before) breed the "
            "whole population at once, DEAP one list after the other; genoxide evaluates in batches, in "
            "float64.",
            "genetic_operators",
        ),
        Workload(
            "population-file",
            "The state of NEAT with 167 genomes of 86 inputs and 6 outputs, saved and loaded as users do it: "
            "`Neat.save` and `Neat.load`, which flush to disk and verify checksums, beside neat-python's "
            "`Checkpointer`, a zipped pickle, and a pickle of genoxide's networks, which do neither. "
            "Loading ends with objects that go on.",
            "checkpoints",
        ),
        Workload(
            "checkpoint",
            "10,000 grown genomes of 86 inputs and 6 outputs, about 580 connections each: written and "
            "flushed to disk, opened, the network of one genome, all genomes. Loading ends with genomes that "
            "a user can run. Ours verifies checksums; pickle (which runs code when read), npz and JSON hold "
            "the same columns, of which our genomes are built. JSON and pickles of neat-python's and "
            "genoxide's genomes hold 100 of them.",
            "checkpoints",
        ),
        Workload(
            "neat-generation",
            "A whole generation as a user runs it: each network is built and run once, then the package "
            "ranks, speciates and breeds. The fitness is random numbers, the same for everybody. 86 inputs "
            "and 6 outputs, and 4 inputs and 2 outputs, full founders, add node 0.03, add connection 0.05, "
            "no deletions; ours aims at 4 to 40 species. Ours runs a generation's networks in one call; "
            "genoxide gets the genomes one by one, or with `batch=True` a generation at once; radiate and "
            "neat-python get them one by one. Remarks say how large the genomes were in the end.",
            "generation",
        ),
        Workload(
            "neat-breeding",
            "The same generation without networks: only what ranking, speciation and breeding take. No "
            "user can leave the networks out.",
            "generation",
        ),
        Workload(
            "nsga2-generation",
            "A whole generation of NSGA-II over vectors, evaluation included, after 50 generations: ZDT1 "
            "with 30 variables, and DTLZ2 with 12 variables and 3 objectives; simulated binary crossover "
            "(0.9, eta 15), polynomial mutation (1 / n_variables, eta 20). Everybody evaluates a generation "
            "in one call of the same NumPy function. Nobody removes duplicates (pymoo has "
            "`eliminate_duplicates=False`).",
            "vectors",
        ),
        Workload(
            "steps",
            "One step, one core: decisions of the arena and of the built-in CartPole, played by founders "
            "with their networks. genoxide's CartPole has networks too, but other equations. Gymnasium's "
            "CartPole-v1, one environment or NumPy's 1,000 at once, and EnvPool's 1,024 at once are given "
            "their actions and run no networks.",
            "steps",
        ),
        Workload(
            "main-job",
            "The arena: 167 genomes, 3 objectives, 2 episodes, 50 generations, with one thread and with two; "
            "and where the time of the run with two goes.",
            "main_job",
        ),
        Workload(
            "saving",
            "The main job with a run directory on the disk of temporary files: with the journal (the "
            "default), without it, and with a checkpoint for each generation instead; seconds that "
            "processors were at work, all threads and the system's part together, and seconds.",
            "saving",
        ),
        Workload(
            "xor",
            "XOR until a network is right in all four cases, 150 genomes, seeds 0 to 19 (neat-python 0 and "
            "1, the reference 0). Ours is `train`, which writes a run to disk. genoxide and neat-python have "
            "the settings of their own examples and write nothing.",
            "exclusive_or",
        ),
        Workload(
            "start-up",
            "A new process: a package imported and a first population founded with it; `import speciate`, "
            "which loads little else; and `speciate --help`.",
            "start_up",
        ),
        Workload(
            "memory",
            "Peak memory of a process that founds and breeds populations of 86 inputs and 6 outputs, by "
            "genome, beside genoxide's; and its growth over 10,000 generations of 50 genomes of 4 inputs.",
            "memory",
        ),
    )
}
"""By name, in the order in which they run."""
