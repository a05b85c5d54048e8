"""Algorithms by name: what a config needs to know of each, and how the loop gets one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from speciate.errors import ConfigError
from speciate.phrases import shown
from speciate.values.record_fields import LINE, TRUTH, Field, Fields, check, function
from speciate.values.registry import Registry
from speciate.values.views import Views

Check = Callable[[Any], Iterable[str]]
"""Takes a config and gives one line for each mistake."""

Sizes = tuple[int, int]
"""Number of inputs and number of outputs."""


@dataclass(frozen=True)
class When:
    """A condition under which an algorithm reads a section of the config.

    Attributes:
        holds: Whether a config fulfils it.
        words: The condition as a setting, such as 'grid_genomes = "neat"'.
    """

    holds: Callable[[Any], bool]
    words: str


def _no_problems(config: Any) -> Iterable[str]:  # noqa: ARG001
    return ()


def _topology_evolves(config: Any) -> bool:  # noqa: ARG001
    return False


def weights_evolve(config: Any) -> bool:  # noqa: ARG001
    """Says of every config that its genomes are the weights of dense networks."""
    return True


def _sees_views(config: Any, views: Views) -> bool:  # noqa: ARG001
    return True


def _own_ends(config: Any, n_inputs: int, n_outputs: int) -> Sizes:  # noqa: ARG001
    return n_inputs, n_outputs


def _are_sections(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and (when is None or isinstance(when, When)) for name, when in value.items()
    )


_OF_CONFIG: Final = "(config)"
_OF_RUN: Final = "(config, n_inputs, n_outputs)"
_FIELDS: Final[Fields] = {
    "create": function(_OF_RUN),
    "description": LINE,
    "reads": Field(_are_sections, 'sections of the config with None or a When, as in {"dense": None}'),
    "fixed_topology": function(f"{_OF_CONFIG}, such as weights_evolve"),
    "several_objectives": TRUTH,
    "divisible": TRUTH,
    "uses_measures": TRUTH,
    "grows": TRUTH,
    "checks": function(f"{_OF_CONFIG} that gives lines of text"),
    "checks_of_new_runs": function(f"{_OF_CONFIG} that gives lines of text"),
    "genome_ends": function(_OF_RUN),
    "sees_views": function("(config, views)"),
    "settings": Field(lambda value: value is None or callable(value), f"None or a function of {_OF_RUN}"),
}


@dataclass(frozen=True, kw_only=True)
class AlgorithmRecord:
    """An algorithm that ``algorithm = NAME`` in a config chooses.

    Attributes:
        name: Its name: small letters, digits and underscores.
        create: Makes the algorithm of a run. It takes the config, every field filled in, and how many inputs
            and outputs a network has: as an observation and an action, unless it sees through views. It
            returns what ``speciate.evolution.algorithm.Algorithm`` describes.
        description: One line that says what it is.
        reads: The sections of the config that not every algorithm reads but this one does, each with the
            condition, or None if it always does.
        fixed_topology: Whether all genomes of a config are weights of dense networks of the same layers.
        several_objectives: Whether it takes more than one objective.
        keeps_parents: Whether genomes of earlier generations may compete with new ones.
        divisible: Whether its population can be split into islands.
        uses_measures: Whether it reads measures although no objective is computed from them.
        grows: Whether founders connect inputs to outputs and grow from there, so that the number of species
            depends on how many such connections there are.
        checks: Refuses settings of a config that cannot be; one line for each.
        checks_of_new_runs: The same for runs that begin; runs of earlier versions with such settings load.
        genome_ends: The inputs and outputs of a genome, given those of its network.
        sees_views: Whether networks see through views where the config leaves that open. It takes the config
            and the views of the environment.
        settings: The settings of its backend, if they are not the usual ones. It takes what ``create`` does.
    """

    name: str
    create: Callable[[Any, int, int], Any]
    description: str = ""
    reads: Mapping[str, When | None] = field(default_factory=lambda: MappingProxyType({}))
    fixed_topology: Callable[[Any], bool] = _topology_evolves
    several_objectives: bool = True
    keeps_parents: bool = True
    divisible: bool = False
    uses_measures: bool = False
    grows: bool = False
    checks: Check = _no_problems
    checks_of_new_runs: Check = _no_problems
    genome_ends: Callable[[Any, int, int], Sizes] = _own_ends
    sees_views: Callable[[Any, Views], bool] = _sees_views
    settings: Callable[[Any, int, int], Any] | None = None

    def __post_init__(self) -> None:
        """Refuses fields that are wrong. Raises ``ConfigError``."""
        check("algorithm", self, _FIELDS)

    @property
    def restarts(self) -> bool:
        """Whether a population that has stalled starts anew, if the config says so."""
        return "restart" in self.reads

    @property
    def genomes_are_networks(self) -> bool:
        """Whether a genome describes its network itself, and has the inputs and outputs of the network."""
        return self.genome_ends is _own_ends


ALGORITHMS: Final[Registry[AlgorithmRecord]] = Registry(
    "algorithm", "speciate.evolution.algorithms", AlgorithmRecord
)
"""The algorithms of the package and those that users have registered."""


def refusals(name: str, field: str, config: Any) -> list[str]:
    """What the record of an algorithm refuses.

    Args:
        name: The name of the algorithm.
        field: "checks" or "checks_of_new_runs".
        config: The config.

    Raises:
        ConfigError: The function of a user raised an error, or gave something else than lines.
    """
    record = ALGORITHMS.get(name)
    with ALGORITHMS.calling(record, field):
        found: Any = getattr(record, field)(config)
        lines = [found] if isinstance(found, str) or not isinstance(found, Iterable) else list(found)
    if lines and (lines[0] is found or not all(isinstance(line, str) for line in lines)):
        problem = f"{field} gave {shown(lines[0] if lines[0] is found else lines)}"
        raise ConfigError(ALGORITHMS.told(record, f"{problem}; expected lines of text, one for each mistake"))
    return lines


def found_by(name: str, field: str, *arguments: Any) -> Any:
    """What a function of the record of an algorithm gives. Raises ``ConfigError`` if one of a user's raises.

    Args:
        name: The name of the algorithm.
        field: The field of the record.
        arguments: What the function takes.
    """
    record = ALGORITHMS.get(name)
    with ALGORITHMS.calling(record, field):
        return getattr(record, field)(*arguments)
