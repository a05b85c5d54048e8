"""What NEAT remembers: its ledger, its species and their distributions, and all back from a snapshot."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from speciate.config import Config
from speciate.errors import CheckpointError
from speciate.evolution.memories import distributions
from speciate.values.backend import NeatBackend
from speciate.values.evaluated import population_of
from speciate.values.generation import GREATEST_STEP, LEAST_STEP, Distributions, Ledger, Species
from speciate.values.population import Population
from speciate.values.snapshot import LAST, Arrays, Snapshot, prefixed
from speciate.values.types import Uint32s

SPECIES_ARRAYS: Final = ("ids", "created", "last_improved", "best_fitness", "assignment")
_SPECIES_VALUES: Final = ("representatives", "threshold", "threshold_step", "next_id")


class NeatMemory(NamedTuple):
    """What NEAT has to remember from one generation to the next.

    Attributes:
        ledger: The next unused innovation and node id.
        species: The last generation's species; None before the first.
        distributions: Theirs, where weights are drawn from distributions.
        best: The best genome of the best of these species, best first, where there are distributions.
        best_species: uint32 (n_best,), the position of the species of each.
    """

    ledger: Ledger
    species: Species | None = None
    distributions: Distributions | None = None
    best: Population | None = None
    best_species: Uint32s | None = None

    def snapshot(self) -> Snapshot:
        """This memory as data only."""
        arrays: Arrays = {}
        scalars: dict[str, Any] = {
            "next_innovation": self.ledger.next_innovation,
            "next_node_id": self.ledger.next_node_id,
        }
        if self.species is not None:
            arrays = {f"species.{name}": getattr(self.species, name) for name in SPECIES_ARRAYS}
            arrays |= prefixed("representatives", self.species.representatives.columns())
            scalars |= {
                "threshold": self.species.threshold,
                "threshold_step": self.species.threshold_step,
                "next_species_id": self.species.next_id,
            }
        if self.best is not None and self.best_species is not None:
            arrays |= prefixed("best_of_species", self.best.columns())
            arrays |= distributions.arrays_of(self.distributions) | {"best_species": self.best_species}
        return Snapshot(arrays, scalars)


def afresh(memory: NeatMemory, backend: NeatBackend, generation: int, *, several: bool) -> NeatMemory:
    """A memory for a generation that does not compare with those before: no species has a record.

    Args:
        memory: That of the generations before.
        backend: Makes the species.
        generation: The generation that was told.
        several: Whether there are several objectives, with which a record of fitness is always 0.
    """
    species = memory.species
    if species is None:
        return memory
    columns = {name: getattr(species, name) for name in (*SPECIES_ARRAYS, *_SPECIES_VALUES)}
    columns["best_fitness"] = np.full_like(species.best_fitness, 0.0 if several else -np.inf)
    columns["last_improved"] = np.full_like(species.last_improved, generation)
    return memory._replace(species=backend.species(columns))


def anew(memory: NeatMemory, backend: NeatBackend, threshold: float) -> NeatMemory:
    """A memory for genomes that resemble none before.

    The threshold is looked for again, and distributions of weights begin again.

    Args:
        memory: That of the generations before.
        backend: Makes the species.
        threshold: The compatibility threshold that a run starts with; 0 asks to find one.
    """
    species = memory.species
    assert species is not None  # noqa: S101  # a population starts anew after its first generation
    columns = {name: getattr(species, name) for name in (*SPECIES_ARRAYS, *_SPECIES_VALUES)}
    columns |= {"threshold": threshold, "threshold_step": GREATEST_STEP}
    return NeatMemory(memory.ledger, backend.species(columns))


def restored(
    snapshot: Snapshot,
    backend: NeatBackend,
    generation: int,
    config: Config,
    populations: Iterable[Population],
) -> NeatMemory:
    """The memory of a snapshot.

    Args:
        snapshot: What ``State.snapshot`` gave.
        backend: Takes the representatives, and checks each.
        generation: The generation that is asked next.
        config: The config of the run, or of the island.
        populations: All genomes of the snapshot, whose numbers the ledger must not give out again.

    Raises:
        CheckpointError: Something is missing, or contradicts something else.
    """
    ledger = ledger_of(snapshot, populations)
    if not generation:
        return NeatMemory(ledger)
    species = _species(snapshot, backend, generation, config.population_size)
    memory = NeatMemory(ledger, species)
    if config.reproduction.weights == "perturbed":
        return memory
    found = distributions.restored(snapshot, len(species), config.genome.weight_limit)
    if found is None:
        return memory
    best = population_of("best_of_species", snapshot, backend, 1, len(species))
    positions = snapshot.array("best_species", np.uint32, (len(best),))
    if int(positions.max()) >= len(species):
        raise CheckpointError("the snapshot's best_species are fewer than they say; it is damaged")
    return memory._replace(distributions=found, best=best, best_species=positions)


def ledger_of(snapshot: Snapshot, populations: Iterable[Population]) -> Ledger:
    """The next numbers, all larger than any that a genome has."""
    ledger = Ledger(snapshot.whole("next_innovation", 0, LAST), snapshot.whole("next_node_id", 0, LAST))
    for population in populations:
        genes = population.columns()
        for name, following in (("innovation", ledger.next_innovation), ("node_id", ledger.next_node_id)):
            largest = int(genes[name].max()) if len(genes[name]) else -1
            if largest >= following:
                raise CheckpointError(
                    f"the snapshot's ledger would give out {name} {largest} again; it is damaged"
                )
    return ledger


def _species(snapshot: Snapshot, backend: NeatBackend, generation: int, size: int) -> Species:
    representatives = population_of("representatives", snapshot, backend, 1, size)
    n = len(representatives)
    columns: Arrays = {
        "ids": snapshot.array("species.ids", np.uint32, (n,)),
        "created": snapshot.array("species.created", np.uint32, (n,)),
        "last_improved": snapshot.array("species.last_improved", np.uint32, (n,)),
        "best_fitness": snapshot.array("species.best_fitness", np.float64, (n,)),
        "assignment": snapshot.array("species.assignment", np.uint32, (size,)),
    }
    next_id = snapshot.whole("next_species_id", 1, LAST)
    if problem := _problem(columns, next_id, generation):
        raise CheckpointError(f"the snapshot's species {problem}; it is damaged")
    return backend.species(
        columns
        | {
            "representatives": representatives,
            "threshold": snapshot.number("threshold", 0.0),
            "threshold_step": _threshold_step(snapshot),
            "next_id": next_id,
        }
    )


def _threshold_step(snapshot: Snapshot) -> float:
    """That of the snapshot; files of format 1 have none, and start with the greatest."""
    known = "threshold_step" in snapshot.scalars
    return snapshot.number("threshold_step", LEAST_STEP) if known else GREATEST_STEP


def _problem(columns: Arrays, next_id: int, generation: int) -> str:
    """What is wrong with species, or nothing."""
    ids, best_fitness = columns["ids"], columns["best_fitness"]
    if len(np.unique(ids)) < len(ids) or int(ids.max()) >= next_id:
        return "have ids that are not their own"
    if int(max(columns["created"].max(), columns["last_improved"].max())) >= generation:
        return "come from the future"
    if (columns["created"] > columns["last_improved"]).any():
        return "improved before they were there"
    if int(columns["assignment"].max()) >= len(ids):
        return "are fewer than the genomes say"
    if np.isnan(best_fitness).any() or (best_fitness == np.inf).any():
        return "have a fitness that is no number"
    return ""
