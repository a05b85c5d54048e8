"""How far training has come in the stages of an environment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from speciate.config import Config
from speciate.draws import sums
from speciate.environments import stages
from speciate.environments.native import names_with_stages
from speciate.errors import CheckpointError, ConfigError
from speciate.values.environment import Environment
from speciate.values.evaluation import Evaluation
from speciate.values.generation_metrics import Metrics
from speciate.values.snapshot import LAST, Snapshot


@dataclass(frozen=True)
class Curriculum:
    """Where training stands: the stage of the next generation, and what decides how long it lasts.

    A stage ends when the mean of its last ``n_averaged`` population means reaches its threshold.

    Attributes:
        thresholds: One for each stage but the last, in the environment's first result; empty if there is a
            single stage.
        n_averaged: How many population means are averaged.
        stage: The stage of the next generation, counted from 0.
        means: The last population means of this stage, at most ``n_averaged``.
    """

    thresholds: tuple[float, ...] = ()
    n_averaged: int = 1
    stage: int = 0
    means: tuple[float, ...] = ()

    @property
    def playing(self) -> int | None:
        """The stage of the next generation; None if that is the environment itself."""
        return None if self.stage == len(self.thresholds) else self.stage

    @property
    def begins(self) -> bool:
        """Whether the next generation is the first of a stage that follows another one."""
        return self.stage > 0 and not self.means

    def after(self, evaluation: Evaluation) -> "Curriculum":
        """Where training stands after a generation of this stage. At least one genome of it did not fail."""
        if not self.thresholds:
            return self
        means = (*self.means, _mean(evaluation))[-self.n_averaged :]
        if self._ends(self.stage, means):
            return replace(self, stage=self.stage + 1, means=())
        return replace(self, means=means)

    def metrics(self) -> Metrics:
        """The stage that the last generation played."""
        return {"stage": self.stage - 1 if self.begins else self.stage} if self.thresholds else {}

    def snapshot(self) -> Snapshot:
        """Where training stands, as data only."""
        scalars = {"stage": self.stage, "stage_means": list(self.means)}
        return Snapshot({}, scalars if self.thresholds else {})

    def restored(self, snapshot: Snapshot) -> "Curriculum":
        """Where the training of a snapshot stands; only the thresholds are those of this one.

        Raises:
            CheckpointError: Something is missing, or contradicts the config or something else.
        """
        if not self.thresholds:
            return self
        stage = snapshot.whole("stage", 0, len(self.thresholds))
        means = _means(snapshot.scalar("stage_means"))
        if problem := self._problem(stage, means, snapshot.whole("generation", 0, LAST)):
            raise CheckpointError(f"the snapshot's curriculum {problem}; it is damaged")
        return replace(self, stage=stage, means=means)

    def _ends(self, stage: int, means: Sequence[float]) -> bool:
        if stage == len(self.thresholds) or len(means) < self.n_averaged:
            return False
        return sums.mean(means) >= self.thresholds[stage]

    def _problem(self, stage: int, means: Sequence[float], generation: int) -> str:
        """What contradicts the rest of a snapshot, or nothing."""
        n_before = generation - len(means)  # those of other stages, and of this one as far as forgotten
        if n_before < stage * self.n_averaged:
            return f"is in stage {stage} after {generation} generations, which is too early"
        if len(means) > self.n_averaged or (stage == 0 and n_before and len(means) < self.n_averaged):
            return f"has {len(means)} means after {generation} generations"
        return f"is in stage {stage}, whose threshold was reached" if self._ends(stage, means) else ""


def of(config: Config, environment: Environment) -> Curriculum:
    """The curriculum of a config, at its beginning.

    Raises:
        ConfigError: The environment has no stages, or they do not fit the config.
    """
    settings = config.curriculum
    if not settings.staged:
        return Curriculum()
    found = stages.of(environment)
    if len(found) == 1:
        known = ", ".join(names_with_stages())
        raise ConfigError(
            f"curriculum.staged: {environment.name} has no stages; those that have some are: {known}"
        )
    n_thresholds = len(settings.stage_thresholds)
    if n_thresholds != len(found) - 1:
        raise ConfigError(
            f"curriculum.stage_thresholds: {n_thresholds} given; expected {len(found) - 1}, one for each "
            f"stage of {environment.name} but the last"
        )
    decided = {option for stage in found for option in stage}
    if given := sorted(decided & config.environment_options.keys()):
        raise ConfigError(
            f"environment_options.{given[0]}: the stages of the curriculum decide it; leave it out, or set "
            "curriculum.staged = false"
        )
    return Curriculum(settings.stage_thresholds, settings.stage_generations)


def _mean(evaluation: Evaluation) -> float:
    """The population's mean of the first result, without those that failed; the same on every machine."""
    return sums.mean(evaluation.results[~evaluation.failed, 0].tolist())


def _means(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or not all(type(one) in {int, float} and isfinite(one) for one in value):
        raise CheckpointError(
            f"the snapshot's stage_means are {str(value)[:60]}; expected a list of finite numbers"
        )
    return tuple(map(float, value))
