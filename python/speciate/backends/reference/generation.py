"""A generation of NEAT, from what its genomes achieved to their offspring."""

import numpy as np

from speciate.backends.reference.distribution.learn import learn
from speciate.backends.reference.distribution.members import Lesson
from speciate.backends.reference.distribution.sample import sample
from speciate.backends.reference.population.columns import Population, own
from speciate.backends.reference.reproduction.breed import breed
from speciate.backends.reference.reproduction.plan import BreedingPool, plan
from speciate.backends.reference.selection.fitness import rank
from speciate.backends.reference.selection.survival import survive
from speciate.backends.reference.speciation import speciate
from speciate.values.generation import Advanced, EvaluatedGeneration
from speciate.values.settings import Settings


def advance(settings: Settings, evaluated: EvaluatedGeneration) -> Advanced:
    """Survives, ranks, speciates, plans and breeds; see the protocol of backends."""
    carried, asked, generation = evaluated.carried, own(evaluated.asked), evaluated.generation
    objectives, failed, accepted = evaluated.objectives, evaluated.failed, evaluated.accepted
    archive = None if evaluated.archive is None else own(evaluated.archive)
    rows, survivors = None, asked
    if carried is not None:
        pool = Population([*own(carried).genomes, *asked.genomes], settings)
        order = rank(objectives, failed, pool.sizes, pool.ids).order
        rows = survive(settings, objectives, failed, order, len(carried), generation)
        survivors = pool.select(rows)
        objectives, failed, accepted = objectives[rows], failed[rows], accepted[rows]
    ranking = rank(objectives, failed, survivors.sizes, survivors.ids)
    fitness = np.where(failed, -np.inf, objectives[:, 0]) if objectives.shape[1] == 1 else None
    species = speciate(settings, survivors, evaluated.species, ranking, fitness, accepted, generation)
    planned = BreedingPool(
        species,
        ranking,
        fitness,
        failed,
        survivors.sizes,
        np.zeros(0, dtype=np.uint32) if archive is None else archive.sizes,
        generation,
        evaluated.stagnant_generations,
    )
    parentage = plan(settings, planned)
    offspring, numbers = breed(settings, survivors, archive, parentage, evaluated.ledger, generation)
    if settings.reproduction.weights == "perturbed":
        return Advanced(rows, survivors, ranking, species, offspring, numbers)
    n_carried = 0 if carried is None else len(carried)
    before = evaluated.species, evaluated.distributions
    lesson = Lesson(survivors, ranking.order, species, *before, rows, n_carried)
    learnt = learn(settings, lesson)
    offspring, distributions = sample(settings, parentage, generation, offspring, learnt)
    return Advanced(rows, survivors, ranking, species, offspring, numbers, distributions)
