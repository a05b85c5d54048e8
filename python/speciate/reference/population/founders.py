"""The first generation."""

import math

from speciate.backends.protocol import Ledger
from speciate.reference.draws import Draws, Purpose
from speciate.reference.population.columns import Population
from speciate.reference.population.genome import Connection, Genome, Node, clip
from speciate.reference.settings import Settings


def found(settings: Settings) -> tuple[Population, Ledger]:
    """The founders, and the ledger that continues their numbers.

    Founder connection ``output_index * n_inputs + input`` has that innovation, even where a founder lacks it.
    """
    founders = [_founder(settings, row) for row in range(settings.population_size)]
    return Population(founders, settings), Ledger(
        settings.n_inputs * settings.n_outputs, settings.first_hidden
    )


def _founder(settings: Settings, row: int) -> Genome:
    genome = settings.genome
    biases = Draws(settings.seed, Purpose.FOUNDER_BIAS, row=row)
    nodes = []
    for output in range(settings.n_outputs):
        bias = clip(biases.normal(output) * genome.founder_bias_sigma, genome.weight_limit)
        nodes.append(Node(settings.n_inputs + output, bias, genome.output_activation, genome.aggregation))
    weights = Draws(settings.seed, Purpose.FOUNDER_WEIGHT, row=row)
    connections = []
    for pair in _pairs(settings, Draws(settings.seed, Purpose.FOUNDER_CONNECTION, row=row)):
        output, source = divmod(pair, settings.n_inputs)
        weight = clip(weights.normal(pair) * genome.founder_weight_sigma, genome.weight_limit)
        connections.append(Connection(pair, source, settings.n_inputs + output, weight, True))
    return Genome(row, tuple(nodes), tuple(connections))


def _pairs(settings: Settings, draws: Draws) -> list[int]:
    """The numbers of the input-output pairs that a founder joins, ascending."""
    n_inputs, n_pairs = settings.n_inputs, settings.n_inputs * settings.n_outputs
    match settings.genome.founders:
        case "full":
            return list(range(n_pairs))
        case "unconnected":
            return []
        case "one_input":
            return [output * n_inputs + draws.below(output, n_inputs) for output in range(settings.n_outputs)]
        case "partial":
            return _sample(math.floor(settings.genome.founder_fraction * n_pairs + 0.5), n_pairs, draws)


def _sample(needed: int, n_pairs: int, draws: Draws) -> list[int]:
    """Exactly ``needed`` of the pairs: selection sampling, Knuth, volume 2, section 3.4.2, algorithm S."""
    taken: list[int] = []
    for pair in range(n_pairs):
        if draws.uniform(pair) * (n_pairs - pair) < needed - len(taken):
            taken.append(pair)
    return taken
