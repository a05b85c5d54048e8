"""What a species has by itself: its distribution before, and the weights of its best members."""

from collections import Counter, defaultdict
from typing import Final, NamedTuple

from speciate.backends.reference.distribution.members import Gene, Lesson, Member
from speciate.draws.arithmetic import exp, ln
from speciate.values.generation import FIRST_NODE
from speciate.values.settings import Settings

LEAST_CARRIERS: Final = 3
"""Fewer members with a gene say too little of its weight: it stays what mutation and inheritance made it."""

LEAST_KINSHIP: Final = 0.01
"""Species that are less alike learn nothing from each other."""

_LEAST_STEP: Final = 0.02
_GREATEST_STEP: Final = 3.0


class Own(NamedTuple):
    """What a species has.

    Attributes:
        base: Position, in the generation before, of the distribution that it goes on with; None without any.
        carriers: How many members have each gene.
        recombined: The mean weight of the best members, where enough of them have the gene.
        known: Mean and step size before.
        new_steps: Step size of a gene that is not known: of weights, and of biases.
    """

    base: int | None
    carriers: Counter[int]
    recombined: dict[int, float]
    known: dict[int, Gene]
    new_steps: tuple[float, float]

    def step(self, key: int) -> float:
        """The step size before, or that of a new gene."""
        return self.known[key][1] if key in self.known else self.new_steps[key >= FIRST_NODE]


def limited(step: float) -> float:
    """A step size within its limits."""
    return min(max(step, _LEAST_STEP), _GREATEST_STEP)


def utility(n: float, place: float) -> float:
    """How much the genome at a place counts of n (Wierstra et al. 2014, section 3.1), before division."""
    return max(ln(n / 2.0 + 1.0) - ln(place), 0.0)


def own_of(
    settings: Settings, lesson: Lesson, members: list[Member], known: list[dict[int, Gene]], position: int
) -> Own:
    """What the species at a position has."""
    mine = [member for member in members if member.species == position]
    base, is_own = _base(lesson, mine, position, len(known))
    steps = _new_steps(settings, is_first=lesson.before is None)
    genes = {} if base is None else known[base]
    if not is_own:  # a new species may use genes otherwise: they have at least the step size of a mutation
        genes = {key: (mean, max(step, steps[key >= FIRST_NODE])) for key, (mean, step) in genes.items()}
    carriers, recombined = _recombined(mine)
    return Own(base, carriers, recombined, genes, steps)


def kinship(a: Own, b: Own) -> float:
    """How alike two species are: 1 with equal weights, 0 with different ones or without common genes."""
    total, n = 0.0, 0.0
    for key in sorted(a.recombined.keys() & b.recombined.keys()):
        difference = a.recombined[key] - b.recombined[key]
        total += difference * difference / (a.step(key) * b.step(key))
        n += 1.0
    alike = exp(-0.5 * (total / n)) if n else 0.0
    return alike if alike >= LEAST_KINSHIP else 0.0


def _base(lesson: Lesson, mine: list[Member], position: int, n_known: int) -> tuple[int | None, bool]:
    """The distribution that a species goes on with, and whether it is its own."""
    earlier = [] if lesson.previous is None else lesson.previous.ids.tolist()
    species_id = lesson.species.ids[position]
    if species_id in earlier[:n_known]:
        return earlier.index(species_id), True
    return next((member.granted for member in mine if member.granted is not None), None), False


def _new_steps(settings: Settings, *, is_first: bool) -> tuple[float, float]:
    genome, rates = settings.genome, settings.mutation
    if is_first:
        return limited(genome.founder_weight_sigma), limited(genome.founder_bias_sigma)
    return limited(rates.weight_sigma), limited(rates.bias_sigma)


def _recombined(mine: list[Member]) -> tuple[Counter[int], dict[int, float]]:
    n, total = len(mine), 0.0
    for place in range(1, n + 1):
        total += utility(float(n), float(place))
    carriers: Counter[int] = Counter()
    weights: dict[int, float] = defaultdict(float)
    sums: dict[int, float] = defaultdict(float)
    for place, member in enumerate(mine, 1):
        weight = utility(float(n), float(place)) / total
        for key, number in member.genes.items():
            carriers[key] += 1
            weights[key] += weight
            sums[key] += weight * number
    enough = [
        key for key, n_carriers in carriers.items() if n_carriers >= LEAST_CARRIERS and weights[key] > 0.0
    ]
    return carriers, {key: sums[key] / weights[key] for key in enough}
