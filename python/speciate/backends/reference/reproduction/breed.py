"""Breeding: the rows of a parentage become the next population."""

from dataclasses import replace

from speciate.backends.reference.operators.crossover import B_IS_FITTER, MUTATES, crossover
from speciate.backends.reference.operators.mutate import mutate
from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.genome import Genome
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import NO_PARENT, Ledger, Parentage
from speciate.values.innovation import Innovations
from speciate.values.settings import Settings


def breed(
    settings: Settings,
    survivors: Population,
    archive: Population | None,
    parentage: Parentage,
    ledger: Ledger,
    generation: int,
) -> tuple[Population, Ledger]:
    """The next population, and the ledger after it. Parents are numbered through survivors and archive."""
    parents = survivors.genomes + (archive.genomes if archive else ())
    _check(parentage, len(parents), settings)
    _check_numbers(parents, ledger)
    innovations = Innovations(ledger)
    offspring = [
        _offspring(settings, parents, parentage, row, innovations, generation)
        for row in range(len(parentage.parent_a))
    ]
    return Population(offspring, settings), innovations.ledger()


def _check_numbers(parents: tuple[Genome, ...], ledger: Ledger) -> None:
    """Genes of the parents must all have been numbered before: new numbers may not collide with them."""
    for genome in parents:
        innovation = genome.connections and genome.connections[-1].innovation >= ledger.next_innovation
        if innovation or genome.nodes[-1].id >= ledger.next_node_id:
            numbers = f"({ledger.next_innovation}, {ledger.next_node_id})"
            raise ValueError(
                f"genome {genome.id} has numbers that the ledger {numbers} has not given out; "
                "it belongs to another run"
            )


def _check(parentage: Parentage, n_parents: int, settings: Settings) -> None:
    n_offspring = len(parentage.parent_a)
    if n_offspring > settings.population_size:
        raise ValueError(f"a plan of {n_offspring} offspring for a population of {settings.population_size}")
    if any(len(column) != n_offspring for column in (parentage.parent_b, parentage.fitter, parentage.elite)):
        raise ValueError("the columns of a plan must be equally long")
    mates = parentage.parent_b[parentage.parent_b != NO_PARENT]
    if (parentage.parent_a >= n_parents).any() or (mates >= n_parents).any():
        raise ValueError(f"a row of the plan names a parent that does not exist; there are {n_parents}")
    if (parentage.fitter > B_IS_FITTER).any():
        raise ValueError("fitter must be 0, 1 or 2 in every row of the plan")


def _offspring(
    settings: Settings,
    parents: tuple[Genome, ...],
    parentage: Parentage,
    row: int,
    innovations: Innovations,
    generation: int,
) -> Genome:
    def at(purpose: Purpose) -> Draws:
        return Draws(settings.seed, purpose, generation, row)

    offspring_id = (generation + 1) * settings.population_size + row
    a = parents[parentage.parent_a[row]]
    mutates = not parentage.elite[row]
    if parentage.parent_b[row] != NO_PARENT:
        b = parents[parentage.parent_b[row]]
        offspring = crossover(a, b, int(parentage.fitter[row]), offspring_id, settings, at)
        rate = settings.crossover.mutate_after_crossover_rate
        mutates = mutates and at(Purpose.CROSSOVER).hits(MUTATES, rate)
    else:
        offspring = replace(a, id=offspring_id)
    return mutate(offspring, settings, innovations, at) if mutates else offspring
