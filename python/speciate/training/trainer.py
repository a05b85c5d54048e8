"""Training from beginning to end: the loop over generations, the reasons to stop, and what is saved when."""

import time
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Final

from speciate.errors import CheckpointError, EvaluationError
from speciate.evolution.loop import Evolution
from speciate.storage.journal import Entry
from speciate.storage.run_directory import RunDirectory
from speciate.training.champion import Champion
from speciate.training.curriculum import Curriculum
from speciate.training.evaluating import Evaluating
from speciate.training.fault_records import FaultRecords
from speciate.training.interrupts import Interrupts, Terminated
from speciate.training.recording import Recorder
from speciate.training.results import Run
from speciate.training.state import Finished, TrainingState
from speciate.training.tracker import Tracker
from speciate.values import episodes
from speciate.values.environment import Environment
from speciate.values.generation_metrics import GenerationMetrics, Metrics
from speciate.values.normalization import Moments
from speciate.values.snapshot import Snapshot

CHOICE_SECONDS: Final = 1.0
"""How long the choice of the champion of an interrupted run may take."""


class Trainer:
    """Runs generations until one of the ends that the config names.

    What changes from generation to generation is one frozen value, ``TrainingState``, beside the state of the
    evolution. Each step makes the next one from it.
    """

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
            trackers: The trackers of the user.
            directory: Where the run is saved, if it is; it holds the first generation already.
            solver: The genome that has solved the environment already.
            curriculum: Where training stands in the stages of the environment; None if it has a single one.
        """
        self._evolution = evolution
        self._environment = environment
        self._interrupts = Interrupts()
        faults = FaultRecords(evolution, directory, environment)
        self._evaluating = Evaluating(evolution, environment, faults, self._interrupts)
        self._recorder = Recorder(evolution.config, environment, directory, trackers, self._interrupts)
        self._state = TrainingState(
            evolution.generation, curriculum or Curriculum(), solver, saved_at=time.monotonic()
        )
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
        with self._interrupts, self._recorder:
            try:
                run = self._finish(interrupted=self._train())
            except Exception as error:
                self._rescue(error)
                raise
            except KeyboardInterrupt:  # a second one: no time for anything else
                self._recorder.end(self._result(None, interrupted=True))
                if not self._interrupts.terminated:
                    raise
            finally:
                self._evaluating.close()
        if run is None or self._interrupts.terminated:
            raise Terminated(run)
        return run

    def snapshot(self) -> Snapshot:
        """Everything that a run needs to go on, besides its config."""
        evolution, training = self._evolution.snapshot(), self._state.snapshot()
        return Snapshot({**evolution.arrays, **training.arrays}, evolution.scalars | training.scalars)

    @property
    def solver(self) -> Champion | None:
        """The genome that has solved the environment; None if none has in a finished generation."""
        return self._state.solver

    def replay(self, entries: Iterable[Entry]) -> Iterator[Metrics]:
        """Takes generations from a journal, as if they had been evaluated just now. No tracker is told.

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
            self._state = self._state._replace(unrecorded=None)
            self._evaluating.close()  # the search for the solver may have started workers

    def forget_solver(self) -> None:
        """Goes on although the environment is solved, as a run does that no longer stops for it."""
        self._state = self._state._replace(solver=None)

    @property
    def _state(self) -> TrainingState:
        """The state for the generation that the evolution has reached."""
        before, after = self._states
        return after if after.generation == self._evolution.generation else before

    @_state.setter
    def _state(self, state: TrainingState) -> None:
        self._states = state, state

    def _is_over(self) -> bool:
        state, config = self._state, self._evolution.config
        solved = state.solver is not None and config.stop_when_solved
        return state.stopped or solved or state.generation >= config.generations

    def _train(self) -> bool:
        """Runs generations to the end; returns whether an interrupt was that."""
        try:
            self._recorder.start(self._state.generation)
            if not self._is_over() and self._recorder.needs_checkpoint:
                self._save()
            while not self._is_over():
                self._run_generation()
        except KeyboardInterrupt:
            return True
        return False

    def _run_generation(self) -> None:
        with self._interrupts.allowed():
            self._take(self._evaluated())
        self._record()
        if self._is_over() or self._recorder.directory is None:
            return
        if time.monotonic() - self._state.saved_at >= self._evolution.config.checkpoint_seconds:
            self._save()
        else:
            self._recorder.flush()

    def _evaluated(self) -> Finished:
        """Evaluates the next generation."""
        config, state = self._evolution.config, self._state
        started = time.perf_counter()
        networks = self._evolution.ask()
        seeds = episodes.training_seeds(config.seed, state.generation, config.evaluations or 1)
        stage = state.curriculum.playing
        evaluation = self._evaluating.evaluated(networks, seeds, stage)
        archived = None if state.curriculum.begins else self._evolution.ask_archive()
        again = None if archived is None else self._evaluating.again(archived, seeds, stage)
        evaluated = time.perf_counter()
        solver = state.solver
        if config.stop_when_solved:
            solver = self._evaluating.solver_among(networks, evaluation, stage)
        return Finished(evaluation, solver, started, evaluated, again)

    def _again(self, entry: Entry) -> Metrics:
        """Takes a generation that was evaluated before; returns its metrics."""
        networks, evaluation, state = self._evolution.ask(), entry.evaluation, self._state
        if evaluation.results.shape != (len(networks), len(self._environment.spec.results)):
            raise CheckpointError("holds results of other genomes or of another environment; move it away")
        if not _same_inputs(self._evolution.moments, evaluation.moments):
            raise CheckpointError("holds moments of other observations; move it away")
        archived = None if state.curriculum.begins else self._evolution.ask_archive()
        shape = None if entry.archive is None else entry.archive.results.shape
        if shape != (None if archived is None else (len(archived), evaluation.results.shape[1])):
            raise CheckpointError("holds results of another archive; move it away")
        solver = state.solver
        if entry.solved:
            solver = self._evaluating.solver_among(networks, evaluation, state.curriculum.playing)
        try:
            self._take(Finished(evaluation, solver, archive=entry.archive))
        except EvaluationError as error:
            raise CheckpointError(f"holds results that cannot be ranked ({error}); move it away") from None
        return self._metrics_of(entry)

    def _take(self, finished: Finished) -> None:
        """Takes the results of a generation and breeds the next one.

        All that an evaluation changes, changes here. The state after the generation is set first. It counts
        as soon as ``tell`` has ended, see ``_state``: an interrupt before that changes nothing.
        """
        state, evaluation = self._state, finished.evaluation
        self._states = state, state.after(finished)
        results, measures = evaluation.results, self._measures
        places = results[:, measures] if measures else None
        afresh = state.curriculum.begins
        again = finished.archive
        self._evolution.tell(
            results[:, self._columns],
            evaluation.failed,
            places,
            archive=None if again is None else again.results[:, self._columns],
            archive_failed=None if again is None else again.failed,
            moments=evaluation.moments,
            afresh=afresh,
        )

    def _record(self) -> None:
        """Keeps the last generation in the journal, then tells the trackers of it, unless that is done."""
        finished, config = self._state.unrecorded, self._evolution.config
        if finished is None:
            return
        timing = finished.timing(time.perf_counter(), config.evaluations or 1)
        looked = config.stop_when_solved and self._evaluating.can_be_solved
        solved = finished.solver is not None if looked else None
        entry = Entry(self._state.generation - 1, finished.evaluation, solved, timing, finished.archive)
        self._recorder.add(entry)
        self._state = self._state._replace(unrecorded=None)
        stopped = self._recorder.tell(self._metrics_of(entry))
        self._state = self._state._replace(stopped=stopped)

    def _metrics_of(self, entry: Entry) -> Metrics:
        timing = dict(sorted(entry.timing.items()))
        found = self._evolution.metrics | self._state.curriculum.metrics()
        return GenerationMetrics(found | {"solved": entry.solved, "timing": timing})

    def _save(self) -> None:
        """Begins to write a checkpoint."""
        self._recorder.save(self.snapshot())
        self._state = self._state._replace(saved_at=time.monotonic())

    def _rescue(self, error: Exception) -> None:
        """Saves what is finished after an error; if that fails too, a note of the first error says so."""
        try:
            self._record()
            self._save()
            self._recorder.wait()
            self._recorder.end(self._result(None, interrupted=True))
        except Exception as second:  # noqa: BLE001  # the first one matters
            if str(second) != str(error):
                error.add_note(f"the run could not be saved then: {second}")

    def _finish(self, *, interrupted: bool) -> Run:
        self._record()
        self._save()
        seconds = CHOICE_SECONDS if interrupted else inf
        try:
            with self._interrupts.allowed(), self._interrupts.limited(seconds):
                chosen = self._champion(validates=not self._interrupts.urgent)
        except KeyboardInterrupt:  # no time for validation
            interrupted, chosen = True, self._champion(validates=False)
        self._recorder.wait()
        self._recorder.save_champion(chosen, self._state.generation)
        run = self._result(chosen, interrupted=interrupted)
        self._recorder.end(run)
        return run

    def _champion(self, *, validates: bool) -> Champion | None:
        if self._state.solver is not None:
            return self._state.solver
        return self._evaluating.validated() if validates else self._evaluating.unvalidated()

    def _result(self, chosen: Champion | None, *, interrupted: bool) -> Run:
        directory = self._recorder.directory
        return Run(
            evolution=self._evolution,
            environment=self._environment,
            metrics=self._recorder.metrics(),
            solved=self._state.solver is not None,
            interrupted=interrupted,
            directory=None if directory is None else directory.path,
            chosen=chosen,
        )


def _same_inputs(known: Moments | None, given: Moments | None) -> bool:
    """Whether both are moments of observations of the same length, or neither is there."""
    if known is None or given is None:
        return known is given
    return known.means.shape == given.means.shape
