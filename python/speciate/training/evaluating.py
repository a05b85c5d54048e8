"""What a training evaluates: its generations, genomes that may have solved the environment, and champions."""

from dataclasses import replace
from functools import partial

from speciate.errors import StateError
from speciate.evaluators.choice import evaluator
from speciate.evaluators.protocol import Evaluator
from speciate.evaluators.staged import StagedEvaluator
from speciate.evolution.loop import Evolution
from speciate.training import champion
from speciate.training.champion import Champion
from speciate.training.fault_records import FaultRecords
from speciate.training.interrupts import Interrupts
from speciate.values.environment import Environment
from speciate.values.evaluation import Evaluation
from speciate.values.networks import Networks
from speciate.values.normalization import Moments
from speciate.values.types import Uint64s


class Evaluating:
    """Evaluates networks in the stages of an environment, and keeps a record of faults."""

    def __init__(
        self, evolution: Evolution, environment: Environment, faults: FaultRecords, interrupts: Interrupts
    ) -> None:
        """Makes the evaluator that the config asks for.

        Args:
            evolution: What is trained.
            environment: What is played.
            faults: Takes note of every fault.
            interrupts: An interrupt that waits is delivered after each call of the environment.

        Raises:
            ConfigError: There can be no such evaluator.
        """
        self._evolution = evolution
        self._environment = environment
        self._faults = faults
        self._interrupts = interrupts
        self._evaluators = StagedEvaluator(self._evaluator_of, environment)

    @property
    def can_be_solved(self) -> bool:
        """Whether the environment has a threshold or an exam that says when it is solved."""
        return bool(self._environment.spec.solved) or champion.exam_of(self._environment) is not None

    def evaluated(self, networks: Networks, seeds: Uint64s, stage: int | None) -> Evaluation:
        """The results of a generation.

        Args:
            networks: The networks of its genomes.
            seeds: uint64 (n_episodes,).
            stage: The stage that they play; None is the environment itself.

        Raises:
            EvaluationError: An evaluation is invalid and the config ends the run for it, or all are invalid.
        """
        evaluation = self._evaluators.at(stage).evaluate(networks, seeds)
        if evaluation.failed.all():
            raise self._faults.nothing_is_valid(len(networks))
        return _with_moments(evaluation, networks)

    def again(self, networks: Networks, seeds: Uint64s, stage: int | None) -> Evaluation:
        """The results of genomes of the archive. The arguments and errors are those of ``evaluated``.

        All of them may be invalid: then they leave the archive.
        """
        return self._evaluators.at(stage).evaluate(networks, seeds)

    def solver_among(self, networks: Networks, evaluation: Evaluation, stage: int | None) -> Champion | None:
        """The genome of a generation that solves the environment; None if none does."""
        return champion.solver(
            self._evolution,
            networks,
            evaluation,
            partial(self._evaluators.at, None),
            self._environment,
            is_stage=stage is not None,
        )

    def validated(self) -> Champion | None:
        """The best candidate for the champion in the validation episodes; None if no evaluation succeeded."""
        try:
            return champion.validated(self._evolution, self._evaluators.at(None), self._environment.spec)
        except StateError:
            return None

    def unvalidated(self) -> Champion | None:
        """The champion without validation; None if no evaluation succeeded."""
        try:
            return Champion(self._evolution.champion, {})
        except StateError:
            return None

    def close(self) -> None:
        """Ends the workers, if there are any; the next evaluation starts new ones."""
        self._evaluators.close()

    def _evaluator_of(self, environment: Environment, stage: int | None) -> Evaluator:
        take = partial(self._faults.take, stage=stage)
        return evaluator(self._evolution.config, environment, take, self._interrupts.deliver)


def _with_moments(evaluation: Evaluation, networks: Networks) -> Evaluation:
    """An evaluation with moments, also where no network has seen anything; none without a normalisation."""
    normalization = networks.normalization
    if normalization is None or evaluation.moments is not None:
        return evaluation
    return replace(evaluation, moments=Moments.nothing(len(normalization.shifts)))
