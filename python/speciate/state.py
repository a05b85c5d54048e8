"""Everything that one generation hands to the next, and its form as flat arrays for a snapshot."""

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.backends.protocol import Backend, Float64s, Ledger, Population, Species
from speciate.errors import CheckpointError
from speciate.evaluated import Evaluated

Arrays = dict[str, NDArray[Any]]

_SPECIES_ARRAYS: Final = ("ids", "created", "last_improved", "best_fitness", "assignment")
_EVALUATED: Final = ("carried", "archive", "best", "leaders")


@dataclass(frozen=True)
class Snapshot:
    """A state as data only.

    Attributes:
        arrays: Flat arrays by name.
        scalars: Everything else, as JSON takes it.
    """

    arrays: Arrays
    scalars: dict[str, Any]


@dataclass(frozen=True)
class State:
    """The state of an evolution before a generation is evaluated.

    Attributes:
        generation: The generation whose genomes are asked.
        asked: The genomes to evaluate.
        ledger: The next unused innovation and node id.
        carried: Survivors that compete with the asked genomes, if any.
        species: The last generation's species.
        archive: Non-dominated genomes of all generations, with several objectives.
        best: The fittest genome of all generations, with one objective.
        leaders: The best survivors of the last generation.
        last_improved: The generation in which the population last improved.
        reference_point: float64 (n_objectives,), maximised, from which hypervolume is measured.
        metrics: Those of the last generation.
    """

    generation: int
    asked: Population
    ledger: Ledger
    carried: Evaluated | None = None
    species: Species | None = None
    archive: Evaluated | None = None
    best: Evaluated | None = None
    leaders: Evaluated | None = None
    last_improved: int = 0
    reference_point: Float64s | None = None
    metrics: dict[str, Any] = field(default_factory=dict)

    def snapshot(self) -> Snapshot:
        """This state as data only."""
        arrays = prefixed("asked", self.asked.columns())
        for name in _EVALUATED:
            arrays |= _evaluated_arrays(name, getattr(self, name))
        if self.reference_point is not None:
            arrays["reference_point"] = self.reference_point
        scalars: dict[str, Any] = {
            "generation": self.generation,
            "last_improved": self.last_improved,
            "next_innovation": self.ledger.next_innovation,
            "next_node_id": self.ledger.next_node_id,
            "metrics": self.metrics,
        }
        if self.species is not None:
            arrays |= {f"species.{name}": getattr(self.species, name) for name in _SPECIES_ARRAYS}
            arrays |= prefixed("representatives", self.species.representatives.columns())
            scalars |= {
                "threshold": self.species.threshold,
                "threshold_step": self.species.threshold_step,
                "next_species_id": self.species.next_id,
            }
        return Snapshot(arrays, scalars)

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, backend: Backend) -> "State":
        """The state of a snapshot, every population checked by the backend.

        Raises:
            CheckpointError: Something is missing or contradicts the config.
        """
        arrays, scalars = snapshot.arrays, snapshot.scalars
        try:
            return cls(
                generation=scalars["generation"],
                asked=backend.population(columns("asked", arrays)),
                ledger=Ledger(scalars["next_innovation"], scalars["next_node_id"]),
                species=_species(snapshot, backend),
                last_improved=scalars["last_improved"],
                reference_point=arrays.get("reference_point"),
                metrics=scalars["metrics"],
                **{name: _evaluated(name, arrays, backend) for name in _EVALUATED},
            )
        except KeyError as error:
            raise CheckpointError(f"the snapshot has no {error}; it does not hold a whole run") from None
        except ValueError as error:
            raise CheckpointError(f"the snapshot does not fit its config: {error}") from None


def prefixed(prefix: str, columns: Arrays) -> Arrays:
    """Arrays under names that tell whose they are."""
    return {f"{prefix}.{name}": column for name, column in columns.items()}


def columns(prefix: str, arrays: Arrays) -> Arrays:
    """The arrays that ``prefixed`` put under a prefix, by their own names."""
    start = f"{prefix}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


def _evaluated_arrays(name: str, evaluated: Evaluated | None) -> Arrays:
    if evaluated is None:
        return {}
    arrays = prefixed(name, evaluated.population.columns())
    return arrays | {f"{name}:objectives": evaluated.objectives, f"{name}:failed": evaluated.failed}


def _evaluated(name: str, arrays: Arrays, backend: Backend) -> Evaluated | None:
    objectives = arrays.get(f"{name}:objectives")
    if objectives is None:
        return None
    return Evaluated(backend.population(columns(name, arrays)), objectives, arrays[f"{name}:failed"])


def _species(snapshot: Snapshot, backend: Backend) -> Species | None:
    arrays, scalars = snapshot.arrays, snapshot.scalars
    if "threshold" not in scalars:
        return None
    return Species(
        representatives=backend.population(columns("representatives", arrays)),
        threshold=float(np.float64(scalars["threshold"])),
        threshold_step=float(np.float64(scalars["threshold_step"])),
        next_id=scalars["next_species_id"],
        **{name: arrays[f"species.{name}"] for name in _SPECIES_ARRAYS},
    )
