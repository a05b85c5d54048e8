"""From a snapshot back to a state: nothing in it is believed before it was checked."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from speciate.backends.protocol import Backend, Float64s, Ledger, Population, Species
from speciate.config import Config
from speciate.errors import CheckpointError
from speciate.evaluated import Evaluated
from speciate.reference.speciation import GREATEST_STEP, LEAST_STEP
from speciate.snapshot import Snapshot, columns
from speciate.state import EVALUATED, State

_LAST: Final = 2**32 - 2
"""The largest number that a generation, an innovation, a node or a species has; one more stands for none."""

_OTHERS: Final = "champion."
"""Arrays that begin like this belong to the champion of a solved run."""


def restored(snapshot: Snapshot, backend: Backend, config: Config, n_leaders: int) -> State:
    """The state of a snapshot.

    Args:
        snapshot: What ``State.snapshot`` gave.
        backend: Who takes the genomes, and checks each.
        config: The config of the run, every field filled in.
        n_leaders: The largest number of leaders.

    Raises:
        CheckpointError: Something is missing, contradicts the config or something else in the snapshot.
    """
    try:
        state = _Restoring(snapshot, backend, config, n_leaders).state()
        names = {name for name in snapshot.arrays if not name.startswith(_OTHERS)}
        if unknown := names - state.snapshot().arrays.keys():
            raise CheckpointError(
                f"the snapshot has arrays that belong to nothing: {', '.join(sorted(unknown))}"
            )
    except (ValueError, TypeError, OverflowError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"the snapshot does not fit its config: {error}") from None
    return state


@dataclass(frozen=True)
class _Restoring:
    snapshot: Snapshot
    backend: Backend
    config: Config
    n_leaders: int

    def state(self) -> State:
        snapshot, size = self.snapshot, self.config.population_size
        generation = snapshot.whole("generation", 0, _LAST)
        asked = self._population("asked", size, size)
        evaluated = {name: self._evaluated(name) for name in EVALUATED}
        self._check_presence(evaluated, generation)
        species = self._species(generation) if generation else None
        ledger = self._ledger([asked, *(one.population for one in evaluated.values() if one is not None)])
        return State(
            generation=generation,
            asked=asked,
            ledger=ledger,
            species=species,
            last_improved=snapshot.whole("last_improved", 0, max(generation - 1, 0)),
            reference_point=self._reference_point(),
            metrics=self._metrics(),
            **evaluated,
        )

    def _population(self, name: str, least: int, greatest: int) -> Population:
        """The genomes of a name, as many as allowed. Their number is checked before anything is built."""
        arrays = columns(name, self.snapshot.arrays)
        ids = arrays.get("ids")
        if ids is None:
            raise CheckpointError(f"the snapshot has no '{name}.ids'; it does not hold a whole run")
        if not least <= len(ids) <= greatest:
            raise CheckpointError(
                f"the snapshot does not fit its config: it has {len(ids)} {name} genomes; "
                f"expected {least}{f' to {greatest}' if greatest > least else ''}"
            )
        try:
            return self.backend.population(arrays)
        except KeyError as error:
            raise CheckpointError(
                f"the snapshot has no {error} of {name}; it does not hold a whole run"
            ) from None
        except ValueError as error:
            raise CheckpointError(f"the snapshot does not fit its config: {name}: {error}") from None

    def _evaluated(self, name: str) -> Evaluated | None:
        snapshot, config = self.snapshot, self.config
        if f"{name}:objectives" not in snapshot.arrays:
            return None
        size = config.population_size
        most = {"carried": size, "archive": config.selection.archive_size or size, "best": 1}
        population = self._population(name, 1, most.get(name, self.n_leaders))
        objectives = snapshot.finite(f"{name}:objectives", (len(population), config.n_objectives))
        failed = snapshot.array(f"{name}:failed", np.bool_, (len(population),))
        if failed.any() and (name != "carried" or objectives[failed].any()):
            raise CheckpointError(f"the snapshot's {name} hold genomes that failed; it is damaged")
        return Evaluated(population, objectives, failed)

    def _check_presence(self, evaluated: dict[str, Evaluated | None], generation: int) -> None:
        """Refuses genomes that a run like this does not have."""
        several = self.config.n_objectives > 1
        carries = self.config.selection.survival != "generational"
        missing = carries and generation and evaluated["carried"] is None
        allowed = {
            "carried": carries and bool(generation),
            "archive": several and bool(generation),
            "best": not several and bool(generation),
            "leaders": bool(generation),
        }
        wrong = [name for name, one in evaluated.items() if one is not None and not allowed[name]]
        if missing or wrong:
            what = f"it has {', '.join(wrong)} genomes" if wrong else "it has no carried genomes"
            raise CheckpointError(f"the snapshot does not fit its config: {what}")

    def _ledger(self, populations: list[Population]) -> Ledger:
        """The next numbers, all larger than any that a genome has."""
        ledger = Ledger(
            self.snapshot.whole("next_innovation", 0, _LAST), self.snapshot.whole("next_node_id", 0, _LAST)
        )
        for population in populations:
            genes = population.columns()
            for name, following in (("innovation", ledger.next_innovation), ("node_id", ledger.next_node_id)):
                largest = int(genes[name].max()) if len(genes[name]) else -1
                if largest >= following:
                    raise CheckpointError(
                        f"the snapshot's ledger would give out {name} {largest} again; it is damaged"
                    )
        return ledger

    def _species(self, generation: int) -> Species:
        snapshot = self.snapshot
        size = self.config.population_size
        representatives = self._population("representatives", 1, size)
        n = len(representatives)
        species = Species(
            ids=snapshot.array("species.ids", np.uint32, (n,)),
            created=snapshot.array("species.created", np.uint32, (n,)),
            last_improved=snapshot.array("species.last_improved", np.uint32, (n,)),
            best_fitness=snapshot.array("species.best_fitness", np.float64, (n,)),
            assignment=snapshot.array("species.assignment", np.uint32, (size,)),
            representatives=representatives,
            threshold=snapshot.number("threshold", 0.0),
            threshold_step=self._threshold_step(),
            next_id=snapshot.whole("next_species_id", 1, _LAST),
        )
        if problem := _problem(species, generation):
            raise CheckpointError(f"the snapshot's species {problem}; it is damaged")
        return species

    def _threshold_step(self) -> float:
        """That of the snapshot; files of format 1 have none, and start with the greatest."""
        known = "threshold_step" in self.snapshot.scalars
        return self.snapshot.number("threshold_step", LEAST_STEP) if known else GREATEST_STEP

    def _reference_point(self) -> Float64s | None:
        n_objectives = self.config.n_objectives
        if "reference_point" not in self.snapshot.arrays:
            return None
        return self.snapshot.finite("reference_point", (n_objectives,))

    def _metrics(self) -> dict[str, Any]:
        metrics = self.snapshot.scalar("metrics")
        if not isinstance(metrics, dict):
            raise CheckpointError("the snapshot's metrics are no table; it is damaged")
        return metrics


def _problem(species: Species, generation: int) -> str:
    """What is wrong with species, or nothing."""
    ids = species.ids
    if len(np.unique(ids)) < len(ids) or int(ids.max()) >= species.next_id:
        return "have ids that are not their own"
    if int(max(species.created.max(), species.last_improved.max())) >= generation:
        return "come from the future"
    if (species.created > species.last_improved).any():
        return "improved before they were there"
    if int(species.assignment.max()) >= len(ids):
        return "are fewer than the genomes say"
    if np.isnan(species.best_fitness).any() or (species.best_fitness == np.inf).any():
        return "have a fitness that is no number"
    return ""
