"""Makes a state of a snapshot. Every value of a snapshot is checked before it is used."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from speciate.config import Config
from speciate.config.objectives import computed
from speciate.errors import CheckpointError
from speciate.evolution import novelty, progress
from speciate.evolution.algorithm import Algorithm
from speciate.evolution.best_genome import Leaders
from speciate.evolution.metrics import Known
from speciate.evolution.replay import Replay
from speciate.evolution.state import EVALUATED, State
from speciate.storage import moments
from speciate.values.evaluated import Evaluated, population_of
from speciate.values.normalization import Moments
from speciate.values.snapshot import LAST, Snapshot
from speciate.values.types import Float64s, Uint32s

_OTHERS: Final = ("champion.", "normalization.")
"""Arrays that begin like one of these belong to the champion of a solved run."""


def config_of(snapshot: Snapshot, config: Config) -> Config:
    """The config that a snapshot goes on with: a run of an older version never starts anew by itself."""
    if progress.is_known(snapshot) or config.restart.restart_generations is not None:
        return config
    return config.changed(restart={"restart_generations": 0})


def restored(
    snapshot: Snapshot, algorithm: Algorithm, config: Config, n_leaders: int, n_inputs: int
) -> State:
    """The state of a snapshot.

    Args:
        snapshot: What ``State.snapshot`` gave.
        algorithm: Its backend takes the genomes, and checks each.
        config: The config of the run, every field filled in.
        n_leaders: The largest number of leaders.
        n_inputs: Length of an observation.

    Raises:
        CheckpointError: Something is missing, contradicts the config or something else in the snapshot.
    """
    try:
        state = _Restoring(snapshot, algorithm, config, n_leaders, n_inputs).state()
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
    algorithm: Algorithm
    config: Config
    n_leaders: int
    n_inputs: int

    def state(self) -> State:
        snapshot, size = self.snapshot, self.config.population_size
        generation = snapshot.whole("generation", 0, LAST)
        asked = population_of("asked", snapshot, self.algorithm.backend, size, size)
        evaluated = {name: self._evaluated(name) for name in EVALUATED}
        self._check_presence(evaluated, generation)
        genomes = [asked, *(one.population for one in evaluated.values() if one is not None)]
        leaders = evaluated.pop("leaders")
        order = np.arange(0 if leaders is None else len(leaders), dtype=np.uint32)
        return State(
            generation=generation,
            asked=asked,
            memory=self.algorithm.remembered(snapshot, generation, genomes),
            last_improved=snapshot.whole("last_improved", 0, max(generation - 1, 0)),
            progress=progress.restored(snapshot, generation),
            archive_episodes=self._archive_episodes(evaluated["archive"]),
            n_replayed=snapshot.whole("n_replayed", 0, LAST) if "n_replayed" in snapshot.scalars else 0,
            reference_point=self._reference_point(),
            novelty_archive=self._novelty_archive(),
            moments=self._moments(),
            measured=Known(self._metrics()),
            leading=None if leaders is None else Leaders(leaders, order, self.n_leaders),
            **evaluated,
        )

    def _evaluated(self, name: str) -> Evaluated | None:
        snapshot, config = self.snapshot, self.config
        if f"{name}:objectives" not in snapshot.arrays:
            return None
        size = config.population_size
        replay = Replay.of(config, self.algorithm.backend)
        n_archived = replay.most if replay else config.selection.archive_size or size
        most = {"carried": size, "archive": n_archived, "best": 1}
        least = size if name == "carried" else 1
        greatest = most.get(name, self.n_leaders)
        population = population_of(name, snapshot, self.algorithm.backend, least, greatest)
        objectives = snapshot.finite(f"{name}:objectives", (len(population), config.n_objectives))
        failed = snapshot.array(f"{name}:failed", np.bool_, (len(population),))
        if failed.any() and (name != "carried" or objectives[failed].any()):
            raise CheckpointError(f"the snapshot's {name} hold genomes that failed; it is damaged")
        if not config.measures:
            return Evaluated(population, objectives, failed)
        measures = snapshot.finite(f"{name}:measures", (len(population), len(config.measures)))
        quality = snapshot.finite(f"{name}:quality", (len(population),))
        return Evaluated(population, objectives, failed, measures, quality)

    def _novelty_archive(self) -> novelty.NoveltyArchive | None:
        if not computed(self.config):
            return None
        size = self.config.novelty.novelty_archive_size
        return novelty.restored(self.snapshot, len(self.config.measures), size)

    def _moments(self) -> Moments | None:
        normalizes = self.config.network.normalize_observations
        return moments.of_snapshot(self.snapshot, self.n_inputs) if normalizes else None

    def _archive_episodes(self, archive: Evaluated | None) -> Uint32s | None:
        if archive is None or Replay.of(self.config, self.algorithm.backend) is None:
            return None
        n_episodes = self.snapshot.array("archive:episodes", np.uint32, (len(archive),))
        if not n_episodes.all():
            raise CheckpointError("the snapshot's archive holds genomes without an episode; it is damaged")
        return n_episodes

    def _check_presence(self, evaluated: dict[str, Evaluated | None], generation: int) -> None:
        """Refuses genomes that a run like this does not have."""
        several = self.config.n_objectives > 1
        carries = self.algorithm.carries
        missing = carries and generation and evaluated["carried"] is None
        allowed = {
            "carried": carries and bool(generation),
            "archive": several and bool(generation),
            "best": (not several or bool(computed(self.config))) and bool(generation),
            "leaders": bool(generation),
        }
        wrong = [name for name, one in evaluated.items() if one is not None and not allowed[name]]
        if missing or wrong:
            what = f"it has {', '.join(wrong)} genomes" if wrong else "it has no carried genomes"
            raise CheckpointError(f"the snapshot does not fit its config: {what}")

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
