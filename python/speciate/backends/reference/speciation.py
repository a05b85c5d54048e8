"""Speciation (Stanley & Miikkulainen 2002, section 3.3).

The threshold steers towards a number of species.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from speciate.backends.reference.operators.distance import distance
from speciate.backends.reference.population.columns import Population, own
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Draws, Purpose
from speciate.phrases import counted
from speciate.values import generation as steps
from speciate.values.generation import GREATEST_STEP, LEAST_STEP, Ranking
from speciate.values.settings import Settings
from speciate.values.types import Bools, Float64s, Uint32s


@dataclass(frozen=True)
class Species:
    """Species as columns; see the protocol of backends."""

    ids: Uint32s
    created: Uint32s
    last_improved: Uint32s
    best_fitness: Float64s
    assignment: Uint32s
    representatives: Population
    threshold: float
    threshold_step: float
    next_id: int

    def __len__(self) -> int:
        """Number of species."""
        return len(self.ids)

    def __repr__(self) -> str:
        """A short description."""
        genomes = counted(len(self.assignment), "genome")
        return f"Species({len(self)} of {genomes}, threshold {self.threshold:.3f})"


@dataclass(frozen=True)
class _Record:
    """A species that has members.

    Attributes:
        id: Never reused within a run.
        created: The generation it appeared in.
        last_improved: The generation it last improved in.
        best_fitness: The best a member ever had.
        members: Rows, from best to worst.
        representative: The genome that members were compared with.
    """

    id: int
    created: int
    last_improved: int
    best_fitness: float
    members: list[int]
    representative: Genome


def speciate(
    settings: Settings,
    population: Population,
    previous: steps.Species | None,
    ranking: Ranking,
    fitness: Float64s | None,
    accepted: Bools,
    generation: int,
) -> Species:
    """Assigns genomes to species; see the protocol of backends."""
    threshold = previous.threshold if previous else settings.speciation.compatibility_threshold
    if threshold == 0.0:
        threshold = first_threshold(population.genomes, settings)
    old = list(own(previous.representatives).genomes) if previous else []
    assignment, compared = assign(population.genomes, old, threshold, settings)
    members: list[list[int]] = [[] for _ in compared]
    for row in ranking.order.tolist():
        members[assignment[row]].append(row)
    records = _with_members(members, compared, previous, generation, has_fitness=fitness is not None)
    records = [_improved(record, fitness, accepted, generation) for record in records]
    chosen = [_next_representative(record, population, settings, generation) for record in records]
    positions = np.zeros(len(population), dtype=np.uint32)
    for position, record in enumerate(records):
        positions[record.members] = position
    next_id = previous.next_id if previous else 0
    threshold, step = _steer(threshold, previous, len(records), settings.speciation.target_species)
    return Species(
        ids=np.array([record.id for record in records], dtype=np.uint32),
        created=np.array([record.created for record in records], dtype=np.uint32),
        last_improved=np.array([record.last_improved for record in records], dtype=np.uint32),
        best_fitness=np.array([record.best_fitness for record in records], dtype=np.float64),
        assignment=positions,
        representatives=population.select(np.array(chosen, dtype=np.uint32)),
        threshold=threshold,
        threshold_step=step,
        next_id=next_id + len(compared) - len(old),
    )


MANY: Final = 16
QUICK_STEP: Final = 2.0
"""So many times the target are far too many species: the threshold may then grow at least so much."""

SAMPLE: Final = 512
"""How many genomes the search of the first threshold looks at; enough, however large the population."""


def assign(
    genomes: Sequence[Genome],
    representatives: list[Genome],
    threshold: float,
    settings: Settings,
    enough: float = math.inf,
) -> tuple[list[int], list[Genome]]:
    """The position of each genome's species, and the representatives with those of new species appended.

    Stops early when there are ``enough`` representatives.
    """
    compared = list(representatives)
    assignment = []
    for genome in genomes:
        if len(compared) == enough:
            break
        position = _compatible(genome, compared, threshold, settings)
        if position is None:
            position = len(compared)
            compared.append(genome)
        assignment.append(position)
    return assignment, compared


def _compatible(genome: Genome, compared: list[Genome], threshold: float, settings: Settings) -> int | None:
    """The first, or the nearest, species whose representative is nearer than the threshold."""
    best, best_distance = None, threshold
    for position, representative in enumerate(compared):
        gap = distance(genome, representative, settings.distance)
        if gap < best_distance:
            best, best_distance = position, gap
            if settings.speciation.species_assignment == "first":
                break
    return best


def first_threshold(genomes: Sequence[Genome], settings: Settings) -> float:
    """Searches a threshold that gives about the target number of species when nothing is known yet."""
    target = settings.speciation.target_species
    sample = genomes[:SAMPLE]
    total = 0.0
    for genome in sample[1:]:
        total += distance(genome, sample[0], settings.distance)
    threshold = total / (len(sample) - 1) if total != 0.0 else 1.0
    best, best_miss = threshold, math.inf
    low: float | None = None
    high: float | None = None
    for _ in range(16):
        count = len(assign(sample, [], threshold, settings, enough=2 * target + 1)[1])
        if abs(count - target) < best_miss:
            best, best_miss = threshold, abs(count - target)
        if best_miss == 0:
            break
        if count > target:
            low = threshold
            threshold = threshold * 2.0 if high is None else (low + high) / 2.0
        else:
            high = threshold
            threshold = threshold / 2.0 if low is None else (low + high) / 2.0
    return best


def _with_members(
    members: list[list[int]],
    compared: list[Genome],
    previous: steps.Species | None,
    generation: int,
    *,
    has_fitness: bool,
) -> list[_Record]:
    """Previous species that still have members, then new ones."""
    records = []
    n_previous = len(previous.ids) if previous else 0
    if previous:
        for i in range(n_previous):
            known = int(previous.ids[i]), int(previous.created[i]), int(previous.last_improved[i])
            records.append(_Record(*known, float(previous.best_fitness[i]), members[i], compared[i]))
    next_id = previous.next_id if previous else 0
    for i in range(n_previous, len(compared)):
        no_fitness = -math.inf if has_fitness else 0.0
        new_id = next_id + i - n_previous
        records.append(_Record(new_id, generation, generation, no_fitness, members[i], compared[i]))
    return [record for record in records if record.members]


def _improved(record: _Record, fitness: Float64s | None, accepted: Bools, generation: int) -> _Record:
    if fitness is None:
        improved = bool(accepted[record.members].any())
        return replace(record, last_improved=generation) if improved else record
    best = float(fitness[record.members[0]])
    if best > record.best_fitness:
        return replace(record, best_fitness=best, last_improved=generation)
    return record


def _next_representative(record: _Record, population: Population, settings: Settings, generation: int) -> int:
    """The row of the member that stands for the species in the next generation."""
    by_row = sorted(record.members)
    match settings.speciation.representative:
        case "random":
            draws = Draws(settings.seed, Purpose.REPRESENTATIVE, generation, record.id)
            return by_row[draws.below(0, len(by_row))]
        case "champion":
            return record.members[0]
        case "nearest":
            old = record.representative
            return min(by_row, key=lambda row: distance(population.genomes[row], old, settings.distance))


def _steer(
    threshold: float, previous: steps.Species | None, n_species: int, target: int
) -> tuple[float, float]:
    """The threshold of the next generation, and the greatest step after it.

    Proportional in the logarithm, by half the gap, and damped: the greatest step shrinks to its square root
    whenever the number of species has crossed the target, and grows again while it has not.
    """
    step = previous.threshold_step if previous else GREATEST_STEP
    if target == 0:
        return threshold, step
    before = len(previous.ids) if previous else target
    crossed = (before - target) * (n_species - target) < 0
    if n_species > MANY * target:
        step = max(step, QUICK_STEP)
    elif crossed:
        step = math.sqrt(step)
    else:
        step = step * math.sqrt(math.sqrt(step))
    step = min(max(step, LEAST_STEP), GREATEST_STEP)
    factor = min(max(math.sqrt(n_species / target), 1.0 / step), step)
    return min(max(threshold * factor, 1e-6), 1e6), step
