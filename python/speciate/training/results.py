"""What a run ends with."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Self

from speciate.config import Config
from speciate.errors import StateError
from speciate.evolution.grid import Grid
from speciate.evolution.loop import Evolution
from speciate.phrases import counted
from speciate.pickling import by_value
from speciate.pickling import snapshots as pickling
from speciate.training.champion import Champion
from speciate.values.environment import Environment
from speciate.values.front import ParetoFront
from speciate.values.generation_metrics import Metrics
from speciate.values.networks import Network

_CURE: Final = (
    "pickle run.champion or run.evolution, or train with run_directory and open that with speciate.load"
)


@dataclass(frozen=True)
class Run:
    """A run that came to its end, or was interrupted.

    Attributes:
        evolution: The evolution after the last generation; ask and tell go on from there.
        environment: What was played.
        metrics: One mapping per generation; the seconds and rates under "timing" differ from run to run.
        solved: Whether a genome solved the environment and the run stopped for it; never without
            ``stop_when_solved``: no genome is tried then.
        interrupted: Whether Ctrl-C ended it.
        directory: The run directory, if it has one.
        chosen: The champion and its validation; None if no evaluation succeeded.
    """

    evolution: Evolution
    environment: Environment
    metrics: Sequence[Metrics]
    solved: bool
    interrupted: bool
    directory: Path | None
    chosen: Champion | None

    def __reduce__(self) -> tuple[Any, ...]:
        """Everything; the environment as cloudpickle takes it, for it may be a function without a name."""
        values = pickling.saved(**{field.name: getattr(self, field.name) for field in fields(self)})
        directory = None if self.directory is None else str(self.directory)  # for any system
        values |= {"environment": by_value.dumped(self.environment, _CURE), "directory": directory}
        return _unpickled, (type(self), values)

    def __copy__(self) -> Self:
        """Another run that shares everything with this one."""
        return replace(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A run of its own, the environment as ``copy.deepcopy`` copies it."""
        return replace(self, **{one.name: deepcopy(getattr(self, one.name), memo) for one in fields(self)})

    def __repr__(self) -> str:
        """A short description."""
        what = getattr(self.environment, "name", "") or type(self.environment).__name__
        how = " solved" if self.solved else " interrupted" if self.interrupted else ""
        where = "" if self.directory is None else f", {self.directory}"
        return f"Run({what},{how} after {counted(self.generation, 'generation')}{where})"

    @property
    def champion(self) -> Network:
        """The network that did best in the validation episodes.

        With one objective in that one. With several in the environment's first result, if that is one of the
        objectives or the environment is a built-in one, whose first result sums up the others; else in the
        first objective. Each in its direction.
        """
        return self._chosen.network

    @property
    def champion_results(self) -> Mapping[str, float]:
        """Means of the champion's results over the validation episodes that it played, by name."""
        return self._chosen.results

    @property
    def pareto_front(self) -> ParetoFront:
        """Genomes, objectives and networks of the archive; with one objective of the fittest genome alone.

        The objectives are means of the training episodes that a genome played; see docs/noise.md. They are
        optimistic, for the best of many are here. ``speciate.comparison.compare`` plays the front again on
        held-out episodes.
        """
        return self.evolution.pareto_front

    @property
    def grid(self) -> Grid:
        """The best genome of every cell, where the algorithm is MAP-Elites: cells, objectives, measures."""
        return self.evolution.grid

    @property
    def config(self) -> Config:
        """The config, with every field filled in."""
        return self.evolution.config

    @property
    def generation(self) -> int:
        """How many generations were finished."""
        return self.evolution.generation

    @property
    def n_failed(self) -> int:
        """How many evaluations were invalid, in all generations."""
        return sum(metrics["n_failed"] for metrics in self.metrics)

    @property
    def _chosen(self) -> Champion:
        if self.chosen is None:
            why = "no evaluation succeeded" if self.generation else "no generation was finished"
            how = "train again" if self.directory is None else f"resume it from {self.directory}"
            raise StateError(f"the run has no champion: {why}; {how}")
        return self.chosen


def _unpickled(kind: type[Run], values: object) -> Run:
    """The run of ``Run.__reduce__``."""
    names = {field.name for field in fields(kind)}
    saved = pickling.checked(kind, values, names)
    directory = None if saved["directory"] is None else Path(saved["directory"])
    found = {"environment": by_value.checked(saved["environment"]), "directory": directory}
    return kind(**{name: saved[name] for name in names} | found)
