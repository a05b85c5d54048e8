"""The numbers that describe a generation. No clock: the same run gives the same metrics."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from speciate.draws import sums
from speciate.errors import ConfigError
from speciate.phrases import shown
from speciate.values.generation import Ranking
from speciate.values.generation_metrics import Metrics
from speciate.values.population import Population
from speciate.values.record_fields import LINE, Field, Fields, check, function, is_texts
from speciate.values.registry import Registry
from speciate.values.types import Bools, Float64s

if TYPE_CHECKING:
    from speciate.evolution.algorithm import Bred, Outcome
    from speciate.evolution.novelty import NoveltyArchive


@dataclass(frozen=True)
class Known:
    """Numbers that were computed before; none before the first generation."""

    metrics: Metrics


NOTHING_KNOWN: Final = Known({})


class Described(NamedTuple):
    """What is the same in every generation of a run.

    Attributes:
        names: The objectives.
        signs: float64 (n_objectives,), -1 where the user minimises.
        n_episodes: Episodes per evaluation.
        replays: Whether genomes of the archive play again.
    """

    names: tuple[str, ...]
    signs: Float64s
    n_episodes: int
    replays: bool = False


@dataclass
class Measured:
    """A generation whose results are known. Its numbers are computed at the first request, and then kept.

    It holds no genomes, which would otherwise live for a generation longer.

    Attributes:
        described: What is the same in every generation.
        generation: Counted from 0.
        objectives: float64 (n_genomes, n_objectives), the results of its genomes.
        failed: bool (n_genomes,), which evaluations failed.
        ranking: The order of the survivors.
        n_ranked: How many of them did not fail.
        others: What the algorithm says of the generation.
        archive: With several objectives the archive's objectives, None as long as it is empty.
        accepted: bool (n_genomes,), which of the genomes it accepted.
        reference_point: float64 (n_objectives,), from which hypervolume is measured.
        n_replayed: How many episodes genomes of the archive have played again so far.
    """

    described: Described
    generation: int
    objectives: Float64s
    failed: Bools
    ranking: Ranking
    n_ranked: int
    others: Metrics
    archive: Float64s | None
    accepted: Bools
    reference_point: Float64s | None
    n_replayed: int = 0

    @classmethod
    def of(
        cls,
        described: Described,
        outcome: "Outcome",
        bred: "Bred",
        reference_point: Float64s | None,
        novelty_archive: "NoveltyArchive | None",
        n_replayed: int = 0,
    ) -> "Measured":
        """What there is to measure of a generation that was told and what was bred of it."""
        asked, archive, survivors = outcome.asked, outcome.archive, bred.survivors
        places = {} if novelty_archive is None else {"novelty_archive_size": len(novelty_archive)}
        return cls(
            described=described,
            generation=outcome.generation,
            objectives=asked.objectives,
            failed=asked.failed,
            ranking=bred.ranking,
            n_ranked=len(survivors) - survivors.n_failed,
            others=bred.metrics | places if places else bred.metrics,
            archive=None if archive is None else archive.objectives,
            accepted=outcome.accepted,
            reference_point=reference_point,
            n_replayed=n_replayed,
        )

    @cached_property
    def metrics(self) -> Metrics:
        """The numbers, as JSON takes them."""
        metrics = self._of_generation() | self.others
        if len(self.described.names) > 1:
            metrics |= self._of_archive()
        if self.described.replays:
            metrics["archive_episodes"] = self.n_replayed
        return metrics | _further(self, metrics)

    def _of_generation(self) -> Metrics:
        """What is known of every generation."""
        names, signs, n_episodes, _ = self.described
        n_failed = int(np.count_nonzero(self.failed))
        told = self.objectives[~self.failed] if n_failed else self.objectives
        fronts, last = self.ranking.fronts, self.ranking.order[self.n_ranked - 1]  # failed genomes rank last
        n_evaluations = (self.generation + 1) * len(self.failed)
        return {
            "generation": self.generation,
            "evaluations": n_evaluations,
            "episodes": n_evaluations * n_episodes + self.n_replayed,
            "best": _by_name(names, told.max(axis=0) * signs if len(told) else None),
            "mean": _by_name(names, sums.column_means(told) * signs if len(told) else None),
            "n_failed": n_failed,
            "n_fronts": int(fronts[last]) + 1 if self.n_ranked else 0,
            "front_size": int(np.count_nonzero(fronts == 0)) if self.n_ranked else 0,
        }

    def _of_archive(self) -> Metrics:
        """The size of the archive and the number of new genomes in it, with several objectives."""
        if self.archive is None or self.reference_point is None:
            return {"archive_size": 0, "n_accepted": 0}
        return {"archive_size": len(self.archive), "n_accepted": int(np.count_nonzero(self.accepted))}


@dataclass(frozen=True, kw_only=True)
class MetricRecord:
    """A metric that is computed in every generation of every run.

    Attributes:
        name: The name of the record: small letters, digits and underscores.
        description: One line that says what the metric is.
        values: Computes the metric, or several, by name: numbers, texts, or lists and tables of these. They
            are empty for a run that the metric does not describe.
        columns: The metrics that the console shows, by name, with the titles of their columns.
    """

    name: str
    description: str = ""
    values: Callable[[Measured], Metrics]
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuses fields that are wrong. Raises ``ConfigError``."""
        check("metric", self, _FIELDS)


_FIELDS: Final[Fields] = {
    "description": LINE,
    "values": function("the measured generation that returns a table of values by name"),
    "columns": Field(is_texts, "titles by name, both texts"),
}

METRICS: Final[Registry[MetricRecord]] = Registry(
    "metric", "speciate.evolution.further_metrics", MetricRecord
)
"""The metrics that have a record of their own."""

_MOST_NESTED: Final = 20
"""Tables within tables whose names are looked at; the file of metrics takes fewer."""

_OF_ALGORITHMS: Final = {"coverage": "coverage", "qd_score": "qd_score", "n_species": "species"}
"""The metrics of algorithms that the console shows, with the titles of their columns."""


def columns() -> dict[str, str]:
    """The metrics that the console shows, by name, with the titles of their columns."""
    return {name: title for one in METRICS.records() for name, title in one.columns.items()} | _OF_ALGORITHMS


def _further(measured: Measured, known: Metrics) -> Metrics:
    """The metrics of all records.

    Args:
        measured: The generation.
        known: All other metrics, whose names are taken.

    Raises:
        ConfigError: The values of a record are no metrics, or have names that are taken.
    """
    found: Metrics = {}
    for record in METRICS.records():
        with METRICS.calling(record, "values"):
            values: Any = record.values(measured)
        if not values and isinstance(values, dict):
            continue
        if problem := problem_of(values):
            raise ConfigError(METRICS.told(record, problem))
        if taken := sorted(values.keys() & (known.keys() | found.keys())):
            raise ConfigError(
                f'metric "{record.name}": another metric is called "{taken[0]}"; choose another name'
            )
        found |= values
    return found


def problem_of(values: Any) -> str:
    """Why values of users' code are no metrics, which a file of JSON lines holds; empty if they are some."""
    if not isinstance(values, dict):
        return f"gave {shown(values)}; expected a table of values by name"
    for name, value in values.items():
        if not _has_text_keys({name: value}):
            return f"gave {shown({name: value})}; expected names that are texts"
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            why = " ".join(str(error).split())
            return f'JSON cannot hold its values ("{name}": {why}); give finite numbers, texts, lists, tables'
    return ""


def _has_text_keys(value: Any, depth: int = 0) -> bool:
    """Whether all keys of tables are texts, whatever lies in which. JSON would make texts of others."""
    if depth > _MOST_NESTED or not isinstance(value, dict | list | tuple):
        return True  # what is too deep is refused as it is written
    inner = value.values() if isinstance(value, dict) else value
    own = all(isinstance(key, str) for key in value) if isinstance(value, dict) else True
    return own and all(_has_text_keys(one, depth + 1) for one in inner)


def of_topologies(population: Population) -> Metrics:
    """How large genomes whose topology evolves are, disabled connections and unused nodes too."""
    return {
        "mean_connections": mean_connections(population),
        "mean_hidden_nodes": mean_hidden_nodes(population),
    }


def mean_connections(population: Population) -> float:
    """Connections per genome, disabled ones too."""
    return population.n_connections / len(population)


def mean_hidden_nodes(population: Population) -> float:
    """Hidden nodes per genome, those without an enabled connection too."""
    return population.n_nodes / len(population) - population.n_outputs


def _by_name(names: Sequence[str], values: Float64s | None) -> dict[str, float | None]:
    if values is None:
        return dict.fromkeys(names)
    return {name: sums.clipped(value) + 0.0 for name, value in zip(names, values.tolist(), strict=True)}
