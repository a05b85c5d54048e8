"""The plan of a generation: offspring granted to species, and their parents."""

import math
from dataclasses import dataclass

import numpy as np

from speciate.backends.reference.operators.crossover import A_IS_FITTER, B_IS_FITTER, EQUAL
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import NO_PARENT, Parentage, Ranking, Species
from speciate.values.settings import Settings
from speciate.values.types import Bools, Float64s, Uint32s


@dataclass(frozen=True)
class BreedingPool:
    """What the plan of a generation reads.

    Attributes:
        species: Those of the survivors.
        ranking: The order of the survivors.
        fitness: float64 (n_survivors,), -inf where failed; None with several objectives.
        failed: bool (n_survivors,).
        sizes: uint32 (n_survivors,), their numbers of connections.
        archive_sizes: uint32 (n_archived,), those of the archive's genomes.
        generation: The generation that was evaluated.
        stagnant_generations: Generations since the whole population last improved.
    """

    species: Species
    ranking: Ranking
    fitness: Float64s | None
    failed: Bools
    sizes: Uint32s
    archive_sizes: Uint32s
    generation: int
    stagnant_generations: int


@dataclass(frozen=True)
class _Grant:
    """What a species gets.

    Attributes:
        species: Its position.
        members: Its rows, from best to worst.
        parents: The first of them, which breed.
        quota: How many offspring.
    """

    species: int
    members: list[int]
    parents: list[int]
    quota: int


def plan(settings: Settings, survivors: BreedingPool) -> Parentage:
    """Grants offspring to species and draws their parents."""
    members: dict[int, list[int]] = {}
    for row in survivors.ranking.order.tolist():
        members.setdefault(int(survivors.species.assignment[row]), []).append(row)
    top = list(members)  # by their best member
    eligible = sorted(_eligible(settings, survivors, top))
    member_shares = _member_shares(settings, survivors)
    shares = []
    for position in eligible:
        total = 0.0
        for row in sorted(members[position]):
            total += member_shares[row]
        shares.append(total / len(members[position]))
    grants = []
    for position, quota in zip(eligible, quotas(settings, shares), strict=True):
        n_parents = max(1, math.ceil(settings.reproduction.survival_rate * len(members[position])))
        grants.append(_Grant(position, members[position], members[position][:n_parents], quota))
    return _draw(settings, survivors, grants)


def _eligible(settings: Settings, survivors: BreedingPool, top: list[int]) -> list[int]:
    """The species that may have offspring, those with the best member first."""
    rules = settings.reproduction
    period, stagnant_generations = rules.population_stagnation_generations, survivors.stagnant_generations
    if period > 0 and stagnant_generations > 0 and stagnant_generations % period == 0:
        eligible = top[:2]
    else:
        protected = top[: max(1, rules.protected_species)]
        last_improved = survivors.species.last_improved.tolist()
        eligible = [
            position
            for position in top
            if position in protected
            or survivors.generation - last_improved[position] < rules.stagnation_generations
        ]
    if len(eligible) * rules.min_species_size > settings.population_size:
        eligible = eligible[: max(1, settings.population_size // rules.min_species_size)]
    return eligible


def _member_shares(settings: Settings, survivors: BreedingPool) -> list[float]:
    """What each row adds to its species: fitness above the worst or zero, or how many fronts it beats."""
    valid = [row for row, failed in enumerate(survivors.failed.tolist()) if not failed]
    shares = [0.0] * len(survivors.failed)
    if survivors.fitness is None:
        n_fronts = max((int(survivors.ranking.fronts[row]) + 1 for row in valid), default=0)
        for row in valid:
            shares[row] = (n_fronts - int(survivors.ranking.fronts[row])) / n_fronts
        return shares
    halves = {row: float(survivors.fitness[row]) / 2.0 for row in valid}  # so that the range is always finite
    worst, best = min(halves.values(), default=0.0), max(halves.values(), default=0.0)
    if settings.reproduction.fitness_sharing == "above_zero":
        worst = 0.0
    for row in valid:
        shares[row] = (halves[row] - worst) / (best - worst) if best > worst < halves[row] else 0.0
    return shares


def quotas(settings: Settings, shares: list[float]) -> list[int]:
    """Offspring by largest remainder above a base for everybody; they add up to the population size."""
    base = min(settings.reproduction.min_species_size, settings.population_size // len(shares))
    rest = settings.population_size - base * len(shares)
    total = 0.0
    for share in shares:
        total += share
    if total == 0.0:
        shares, total = [1.0] * len(shares), float(len(shares))
    exact = [rest * share / total for share in shares]
    granted = [base + math.floor(number) for number in exact]
    by_fraction = sorted(range(len(shares)), key=lambda i: (math.floor(exact[i]) - exact[i], i))
    for i in by_fraction[: settings.population_size - sum(granted)]:
        granted[i] += 1
    return granted


def _draw(settings: Settings, survivors: BreedingPool, grants: list[_Grant]) -> Parentage:
    rows: list[tuple[int, int, int, bool, int]] = []
    for position, grant in enumerate(grants):
        champion = grant.members[0]
        keeps_champion = settings.selection.survival == "generational" and (
            len(grant.members) > settings.reproduction.elite_species_size
            or champion == survivors.ranking.order[0]
        )
        for place in range(grant.quota):
            copies = place == 0 and keeps_champion
            parents = (champion, NO_PARENT)
            if not copies:
                parents = _parents(settings, survivors, grants, position, len(rows))
            fitter = EQUAL if parents[1] == NO_PARENT else _fitter(survivors, *parents)
            rows.append((*parents, fitter, copies, grant.species))
    parent_a, parent_b, fitters, elites, species = zip(*rows, strict=True)
    return Parentage(
        parent_a=np.array(parent_a, dtype=np.uint32),
        parent_b=np.array(parent_b, dtype=np.uint32),
        fitter=np.array(fitters, dtype=np.uint8),
        elite=np.array(elites, dtype=np.bool_),
        species=np.array(species, dtype=np.uint32),
    )


def _parents(
    settings: Settings, survivors: BreedingPool, grants: list[_Grant], position: int, row: int
) -> tuple[int, int]:
    draws = Draws(settings.seed, Purpose.PARENT, survivors.generation, row)
    parents = grants[position].parents
    first = draws.below(1, len(parents))
    n_archive = len(survivors.archive_sizes)
    others = [grant for grant in grants if grant is not grants[position]]
    if not draws.hits(0, settings.crossover.crossover_rate):
        second = NO_PARENT
    elif others and draws.hits(1, settings.crossover.interspecies_rate):
        other = others[draws.below(2, len(others))]
        second = other.parents[draws.below(3, len(other.parents))]
    elif n_archive and draws.uniform(3) < settings.selection.archive_breeding_rate:
        second = len(survivors.failed) + draws.below(2, n_archive)
    elif len(parents) > 1:
        mates = [mate for mate in parents if mate != parents[first]]
        second = mates[draws.below(2, len(mates))]
    else:
        second = NO_PARENT
    return parents[first], second


def _fitter(survivors: BreedingPool, a: int, b: int) -> int:
    """Front, then crowding, then size decide; archive members are on the best front."""
    n_survivors, ranking = len(survivors.failed), survivors.ranking

    def key(row: int) -> tuple[int, float, int]:
        if row < n_survivors:
            return int(ranking.fronts[row]), -float(ranking.crowding[row]), int(survivors.sizes[row])
        return 0, -math.inf, int(survivors.archive_sizes[row - n_survivors])

    if key(a) == key(b):
        return EQUAL
    return A_IS_FITTER if key(a) < key(b) else B_IS_FITTER
