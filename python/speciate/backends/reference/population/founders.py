"""The first generation."""

import math
from collections.abc import Iterator

from speciate.backends.reference.network.activation import activation_number, aggregation_number
from speciate.backends.reference.population.columns import Population
from speciate.backends.reference.population.genome import Connection, Genome, Node, clip, without_idle_nodes
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import Ledger
from speciate.values.settings import Settings


def found(settings: Settings) -> tuple[Population, Ledger]:
    """The founders, and the ledger that continues their numbers.

    Every pair of nodes has a number, which is the innovation of its connection even where a founder lacks
    it: pair ``output_index * n_inputs + input`` of an input and an output; then, hidden node by hidden node,
    the pairs of an input or an earlier hidden node and this one, and those of this one and an output.
    """
    founders = [_founder(settings, row) for row in range(settings.population_size)]
    most = settings.genome.most_founder_hidden_nodes if _has_hidden(settings) else 0
    n_pairs = sum(1 for _ in _pairs(settings, most))
    return Population(founders, settings), Ledger(n_pairs, settings.first_hidden + most)


def _has_hidden(settings: Settings) -> bool:
    return settings.genome.founders in {"hidden_layer", "random"}


def _founder(settings: Settings, row: int) -> Genome:
    genome = settings.genome
    n_hidden = 0
    if _has_hidden(settings):
        least, most = genome.least_founder_hidden_nodes, genome.most_founder_hidden_nodes
        draws = Draws(settings.seed, Purpose.FOUNDER_HIDDEN, row=row)
        n_hidden = least + draws.below(0, most - least + 1)
    weights = Draws(settings.seed, Purpose.FOUNDER_WEIGHT, row=row)
    pairs = list(_pairs(settings, n_hidden))
    connections = []
    for pair in _joined(settings, pairs, Draws(settings.seed, Purpose.FOUNDER_CONNECTION, row=row)):
        weight = clip(weights.normal(pair) * genome.founder_weight_sigma, genome.weight_limit)
        connections.append(Connection(pair, *pairs[pair], weight, True))
    biases = Draws(settings.seed, Purpose.FOUNDER_BIAS, row=row)
    nodes = []
    for position in range(settings.n_outputs + n_hidden):
        bias = clip(biases.normal(position) * genome.founder_bias_sigma, genome.weight_limit)
        name = genome.output_activation if position < settings.n_outputs else genome.activation
        numbers = activation_number(name), aggregation_number(genome.aggregation)
        nodes.append(Node(settings.n_inputs + position, bias, *numbers))
    kept = without_idle_nodes(tuple(nodes), connections, settings.first_hidden)
    return Genome(row, kept, tuple(connections))


def _pairs(settings: Settings, n_hidden: int) -> Iterator[tuple[int, int]]:
    """Source and target of every pair, in the order of their numbers."""
    inputs, outputs = range(settings.n_inputs), range(settings.n_inputs, settings.first_hidden)
    for output in outputs:
        yield from ((source, output) for source in inputs)
    for hidden in range(settings.first_hidden, settings.first_hidden + n_hidden):
        yield from ((source, hidden) for source in (*inputs, *range(settings.first_hidden, hidden)))
        yield from ((hidden, output) for output in outputs)


def _joined(settings: Settings, pairs: list[tuple[int, int]], draws: Draws) -> list[int]:
    """The numbers of the pairs that a founder joins, ascending."""
    n_inputs, fraction, first_hidden = (
        settings.n_inputs,
        settings.genome.founder_fraction,
        settings.first_hidden,
    )
    match settings.genome.founders:
        case "full":
            return list(range(len(pairs)))
        case "unconnected":
            return []
        case "one_input":
            return [output * n_inputs + draws.below(output, n_inputs) for output in range(settings.n_outputs)]
        case "partial":
            return _sample(math.floor(fraction * len(pairs) + 0.5), len(pairs), draws)
        case "hidden_layer":
            return [i for i, (a, b) in enumerate(pairs) if (a >= first_hidden) != (b >= first_hidden)]
        case "random":
            return [pair for pair in range(len(pairs)) if draws.uniform(pair) < fraction]


def _sample(needed: int, n_pairs: int, draws: Draws) -> list[int]:
    """Exactly ``needed`` of the pairs: selection sampling, Knuth, volume 2, section 3.4.2, algorithm S."""
    taken: list[int] = []
    for pair in range(n_pairs):
        if draws.uniform(pair) * (n_pairs - pair) < needed - len(taken):
            taken.append(pair)
    return taken
