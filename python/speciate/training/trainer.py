"""Training from beginning to end: the loop over generations, its stops, and what it saves."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from math import inf
from typing import Final

from speciate.errors import CheckpointError, EvaluationError, StateError
from speciate.evaluators.choice import evaluator
from speciate.evaluators.protocol import Evaluator
from speciate.evaluators.staged import StagedEvaluator
from speciate.evolution.loop import Evolution
from speciate.storage.journal import Entry
from speciate.storage.run_directory import RunDirectory
from speciate.storage.saving import Saver
from speciate.system import forks
from speciate.training import champion
from speciate.training.champion import Champion
from speciate.training.curriculum import Curriculum
from speciate.training.fault_records import FaultRecords
from speciate.training.interrupts import Interrupts, Terminated
from speciate.training.results import Run
from speciate.training.tracking.jsonl import JsonLinesTracker
from speciate.training.tracking.protocol import Tracker
from speciate.values import episodes
from speciate.values.environment import Environment
from speciate.values.evaluation import Evaluation
from speciate.values.generation_metrics import GenerationMetrics, Metrics
from speciate.values.networks import Networks
from speciate.values.snapshot import Snapshot
from speciate.values.types import Uint64s

CHOICE_SECONDS: Final = 1.0
"""How long the choice of the champion of an interrupted run may take."""


class Trainer:
    """Runs generations until one of the ends that the config names."""

    def __init__(
        self,
        evolution: Evolution,
        environment: Environment,
        *,
        trackers: Sequence[Tracker] = (),
        directory: RunDirectory | None = None,
        solver: Champion | None = None,
        curriculum: Curriculum | None = None,
    ) -> None:
        """Puts the parts of a run together.

        Args:
            evolution: What is trained, at its first generation or a later one.
            environment: What is played.
            trackers: Who is told.
            directory: Where the run is saved, if it is; it holds the first generation already.
            solver: The genome that solved the environment already.
            curriculum: Where training stands in the stages of the environment; None if it has a single one.
        """
        self._evolution = evolution
        self._environment = environment
        self._interrupts = Interrupts()
        self._faults = FaultRecords(evolution, directory, environment)
        curriculum = curriculum or Curriculum()
        self._stages = evolution.generation, curriculum, curriculum
        self._evaluators = StagedEvaluator(self._evaluator_of, environment)
        self._trackers = trackers
        self._directory = directory
        self._metrics: list[Metrics] = []  # of a run without a directory, which else holds them
        self._n_recorded = evolution.generation
        self._found: tuple[int, Champion | None] = (-1, solver)
        self._evaluation: Evaluation | None = None
        self._timing: dict[str, float] = {}
        self._stopped = False
        self._saved = time.monotonic()
        self._saver = None if directory is None else Saver(directory, evolution.config, environment)
        results = environment.spec.results
        self._columns = [results.index(name) for name in evolution.told_names or results[:1]]
        self._measures = [results.index(name) for name in evolution.config.measures]

    def run(self) -> Run:
        """Trains to the end or to an interrupt, saves, and chooses the champion.

        Raises:
            EvaluationError: An evaluation is invalid, and the run ends for it; it is saved.
            Terminated: SIGTERM came; the run is saved.
        """
        run = None
        with self._interrupts, self._saver or nullcontext():
            try:
                run = self._finish(interrupted=self._train())
            except Exception as error:
                self._rescue(error)
                raise
            except KeyboardInterrupt:  # a second one: no time for anything else
                self._end(self._result(None, interrupted=True))
                if not self._interrupts.terminated:
                    raise
            finally:
                self._evaluators.close()
        if run is None or self._interrupts.terminated:
            raise Terminated(run)
        return run

    def snapshot(self) -> Snapshot:
        """Everything that a run needs to go on, besides its config."""
        evolution, curriculum = self._evolution.snapshot(), self._curriculum.snapshot()
        arrays, scalars = dict(evolution.arrays), evolution.scalars | curriculum.scalars
        if self.solver is not None:
            solver = self.solver.snapshot()
            arrays |= solver.arrays
            scalars |= solver.scalars
        return Snapshot(arrays, scalars)

    @property
    def solver(self) -> Champion | None:
        """The genome that solved the environment, once its generation was told."""
        generation, solver = self._found
        return solver if generation < self._evolution.generation else None

    @property
    def _curriculum(self) -> Curriculum:
        """Where training stands: the news of a generation count once it was told."""
        generation, before, after = self._stages
        return before if generation == self._evolution.generation else after

    def _is_over(self) -> bool:
        solved = self.solver is not None and self._evolution.config.stop_when_solved
        return self._stopped or solved or self._evolution.generation >= self._evolution.config.generations

    def _train(self) -> bool:
        """Runs generations to the end; returns whether an interrupt was that."""
        try:
            for tracker in self._trackers:
                with forks.Contained():
                    tracker.on_start(self._evolution.config, self._evolution.generation)
            if not self._is_over():
                self._begin_journal()
            while not self._is_over():
                self._run_generation()
        except KeyboardInterrupt:
            return True
        return False

    def _begin_journal(self) -> None:
        """Saves a run that goes on, for a journal continues a checkpoint; a new run was just saved."""
        directory, journal = self._directory, self._evolution.config.journal
        if directory is not None and directory.journal is None and journal:
            self._save()

    def _rescue(self, error: Exception) -> None:
        """Saves what is finished after an error; if that fails too, the first error tells so."""
        try:
            self._record()
            self._save()
            self._wait()
            self._end(self._result(None, interrupted=True))
        except Exception as second:  # noqa: BLE001  # the first one matters
            if str(second) != str(error):
                error.add_note(f"the run could not be saved then: {second}")

    def _run_generation(self) -> None:
        config, evolution = self._evolution.config, self._evolution
        started = time.perf_counter()
        with self._interrupts.allowed():
            networks = evolution.ask()
            seeds = episodes.training_seeds(config.seed, evolution.generation, config.evaluations or 1)
            evaluation = self._evaluated(networks, seeds)
            evaluated = time.perf_counter()
            if config.stop_when_solved:
                self._found = evolution.generation, self._solver_among(networks, evaluation)
            self._take(evaluation)
        self._timing = {
            "seconds": time.perf_counter() - started,
            "evaluate_seconds": evaluated - started,
            "evaluations_per_second": len(networks) / max(evaluated - started, 1e-9),
            "episodes_per_second": len(networks) * len(seeds) / max(evaluated - started, 1e-9),
            "n_retries": evaluation.n_retries,
        }
        self._record()
        if self._is_over() or self._saver is None:
            return
        if time.monotonic() - self._saved >= config.checkpoint_seconds:
            self._save()
        elif config.journal:
            self._saver.flush()

    def replay(self, entries: Iterable[Entry]) -> Iterator[Metrics]:
        """Takes what a journal kept, as if it had been evaluated just now; nobody is told.

        Args:
            entries: Those of the generations that follow, in order.

        Returns:
            The metrics of each generation, which is taken when they are asked for.

        Raises:
            CheckpointError: An entry does not fit this run.
        """
        try:
            yield from map(self._again, entries)
        finally:
            self._n_recorded = self._evolution.generation
            self._evaluators.close()  # who solved the environment may have been looked for

    def forget_solver(self) -> None:
        """Goes on although the environment is solved, as a run does that no longer stops for it."""
        self._found = -1, None

    def _again(self, entry: Entry) -> Metrics:
        networks, evaluation = self._evolution.ask(), entry.evaluation
        if evaluation.results.shape != (len(networks), len(self._environment.spec.results)):
            raise CheckpointError("holds results of other genomes or of another environment; move it away")
        if entry.solved:
            self._found = entry.generation, self._solver_among(networks, evaluation)
        try:
            self._take(evaluation)
        except EvaluationError as error:
            raise CheckpointError(f"holds results that cannot be ranked ({error}); move it away") from None
        return self._metrics_of(entry)

    def _take(self, evaluation: Evaluation) -> None:
        """Takes what a generation achieved: all that an evaluation changes, changes here.

        The next generation is bred, and is told which stage it plays.
        """
        evolution, now = self._evolution, self._curriculum
        self._stages = evolution.generation, now, now.after(evaluation)  # first: an interrupt may follow tell
        self._evaluation = evaluation
        results, measures = evaluation.results, self._measures
        places = results[:, measures] if measures else None
        evolution.tell(results[:, self._columns], evaluation.failed, places, afresh=now.begins)

    def _evaluator_of(self, environment: Environment, stage: int | None) -> Evaluator:
        take = partial(self._faults.take, stage=stage)
        return evaluator(self._evolution.config, environment, take, self._interrupts.deliver)

    def _evaluated(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        evaluation = self._evaluators.at(self._curriculum.playing).evaluate(networks, seeds)
        if evaluation.failed.all():
            raise self._faults.nothing_is_valid(len(networks))
        return evaluation

    def _solver_among(self, networks: Networks, evaluation: Evaluation) -> Champion | None:
        return champion.solver(
            self._evolution,
            networks,
            evaluation,
            partial(self._evaluators.at, None),
            self._environment,
            is_stage=self._curriculum.playing is not None,
        )

    def _record(self) -> None:
        """Keeps the last generation in the journal, then tells everybody about it, unless they know."""
        generation = self._evolution.generation
        if generation == self._n_recorded or self._evaluation is None:
            return
        solvable = self._environment.spec.solved or champion.exam_of(self._environment)
        looked = self._evolution.config.stop_when_solved and solvable is not None
        solved = self.solver is not None if looked else None
        entry = Entry(generation - 1, self._evaluation, solved, self._timing)
        if self._saver is not None and self._evolution.config.journal:
            self._saver.add(entry)
        self._n_recorded = generation
        metrics = self._metrics_of(entry)
        if self._directory is None:
            self._metrics.append(metrics)
        interrupted = [self._tell(tracker, metrics) for tracker in self._trackers]
        if any(interrupted):
            raise KeyboardInterrupt

    def _metrics_of(self, entry: Entry) -> Metrics:
        timing = dict(sorted(entry.timing.items()))
        found = self._evolution.metrics | self._curriculum.metrics()
        return GenerationMetrics(found | {"solved": entry.solved, "timing": timing})

    def _tell(self, tracker: Tracker, metrics: Metrics) -> bool:
        """Tells one tracker; returns whether an interrupt cut it short, so that the others hear of it too."""
        try:
            with nullcontext() if isinstance(tracker, JsonLinesTracker) else self._interrupts.allowed():
                with forks.Contained():
                    stopped = tracker.on_generation(metrics) is False
                self._stopped |= stopped
        except KeyboardInterrupt:
            return True
        return False

    def _save(self) -> None:
        """Begins to save; ``_wait`` ends it."""
        if self._saver is None:
            return
        self._saver.save(self.snapshot())
        self._saved = time.monotonic()

    def _wait(self) -> None:
        """Waits until everything is on disk."""
        if self._saver is not None:
            self._saver.wait()

    def _finish(self, *, interrupted: bool) -> Run:
        self._record()
        self._save()
        try:
            with self._interrupts.allowed(), self._interrupts.limited(CHOICE_SECONDS if interrupted else inf):
                chosen = self._unvalidated() if self._interrupts.urgent else self._choose()
        except KeyboardInterrupt:  # no time for validation
            interrupted, chosen = True, self._unvalidated()
        self._wait()
        if self._directory is not None and chosen is not None:
            played, config = self._environment, self._evolution.config
            generation = self._evolution.generation
            self._directory.save_champion(chosen.snapshot(), config, played, generation=generation)
        run = self._result(chosen, interrupted=interrupted)
        self._end(run)
        return run

    def _result(self, chosen: Champion | None, *, interrupted: bool) -> Run:
        return Run(
            evolution=self._evolution,
            environment=self._environment,
            metrics=self._metrics if self._directory is None else self._directory.metrics.history(),
            solved=self.solver is not None,
            interrupted=interrupted,
            directory=None if self._directory is None else self._directory.path,
            chosen=chosen,
        )

    def _end(self, run: Run) -> None:
        for tracker in self._trackers:
            with forks.Contained():
                tracker.on_end(run)

    def _choose(self) -> Champion | None:
        if self.solver is not None:
            return self.solver
        try:
            return champion.validated(self._evolution, self._evaluators.at(None), self._environment.spec)
        except StateError:  # no genome was evaluated with success
            return None

    def _unvalidated(self) -> Champion | None:
        try:
            return self.solver or Champion(self._evolution.champion, {})
        except StateError:
            return None
