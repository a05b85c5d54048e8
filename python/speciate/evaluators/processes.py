"""Evaluation in worker processes on this machine, which may crash or hang without harm to the run."""

import errno
import pickle
import selectors
import time
from dataclasses import dataclass
from typing import Final

from speciate.backends.normalized import NormalizedBackend
from speciate.errors import ConfigError, EvaluationError, LimitError
from speciate.evaluators.attempt import Attempt
from speciate.evaluators.protocol import ReportFault
from speciate.evaluators.unit_queue import UnitQueue
from speciate.evaluators.workers import answers
from speciate.evaluators.workers.messages import BrokenMessageError, Message
from speciate.evaluators.workers.process import STALL_SECONDS, START_SECONDS, WorkerProcess
from speciate.evaluators.workers.worker import Job
from speciate.pickling import by_value
from speciate.system import platforms
from speciate.values.evaluation import Evaluation
from speciate.values.faults import Fault, Policy
from speciate.values.networks import Networks
from speciate.values.normalization import Normalization
from speciate.values.types import Uint64s

_UNITS_PER_WORKER: Final = 4
"""Units of a generation for each worker: enough that none waits long for another, few messages."""

_N_STARTS: Final = 3
_POLL_SECONDS: Final = 0.5
_END_SECONDS: Final = 0.5
_NO_MORE_FILES: Final = (errno.EMFILE, errno.ENFILE)

_Selector: Final = getattr(selectors, "PollSelector", selectors.SelectSelector)  # which open no file


@dataclass(frozen=True)
class Limits:
    """How long an evaluation may take.

    Attributes:
        seconds: For one evaluation of ``n_episodes``, infinite for no limit; more episodes get more.
        n_episodes: Episodes of an evaluation in training.
    """

    seconds: float
    n_episodes: int

    def of(self, seeds: Uint64s) -> float:
        """Seconds for an evaluation with these seeds."""
        return self.seconds * max(1.0, len(seeds) / self.n_episodes)


class ProcessEvaluator:
    """Hands units of genomes to workers and watches over them.

    A unit whose worker dies, is overdue or sends something else than its answer is tried again, genome by
    genome, in another worker, with the same seeds: what is known in the end does not depend on which worker
    did what. The run never waits for a single worker: it reads and writes what is possible at once.
    """

    def __init__(
        self, job: Job, *, n_workers: int, limits: Limits, policy: Policy, report_fault: ReportFault
    ) -> None:
        """Prepares to start workers; the first evaluation does.

        Args:
            job: What each worker is for.
            n_workers: How many there are.
            limits: How long an evaluation may take.
            policy: What is tried again.
            report_fault: Called with every fault that no retry mended.

        Raises:
            ConfigError: The environment cannot be sent to another process, or the system has no such limit.
        """
        if job.memory_bytes and not platforms.can_limit_memory():
            raise ConfigError(f"worker_memory_bytes = {job.memory_bytes}: it needs Linux; choose 0")
        self._content = _sendable(job)
        self._job = job
        self._n_workers = n_workers
        self._limits = limits
        self._policy = policy
        self._report_fault = report_fault
        self._workers: list[WorkerProcess] = []
        self._n_failed_starts = 0
        self._n_units = 0

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Lets the workers play an episode per network and seed (n_episodes,).

        Raises:
            EvaluationError: An evaluation is invalid, and the run is to end for it, or no worker starts.
            LimitError: The system has no room for as many workers.
        """
        work = UnitQueue(
            len(networks),
            self._n_results,
            unit_size=self._unit_size(len(networks)),
            policy=self._policy,
            report_fault=lambda rows, fault: self._report_fault(rows, fault, networks, seeds),
            divisible=True,
        )
        try:
            while work.waiting or any(worker.rows is not None for worker in self._workers):
                self._start(len(work.waiting))
                self._hand_out(work, networks, seeds)
                self._collect(work)
        except BaseException:
            self.close()
            raise
        return work.evaluation()

    def close(self) -> None:
        """Ends the workers: idle ones by themselves, busy ones at once. Goes on where an interrupt cut it."""
        for worker in self._workers:
            worker.release()
        limit = time.monotonic() + _END_SECONDS
        while self._workers:
            self._workers[-1].end(limit - time.monotonic())
            self._workers.pop()

    def _unit_size(self, n_genomes: int) -> int:
        """Genomes of a unit; with a time limit 1, so that each genome has the whole time."""
        if self._limits.seconds != float("inf"):
            return 1
        return -(-n_genomes // (_UNITS_PER_WORKER * self._n_workers))

    def _start(self, n_waiting: int) -> None:
        n_free = sum(worker.rows is None for worker in self._workers)
        for _ in range(min(self._n_workers - len(self._workers), n_waiting - n_free)):
            try:
                worker = WorkerProcess(self._content, answers.most_bytes(0, 0))
            except OSError as error:
                raise self._no_room(error) from None
            self._workers.append(worker)

    def _hand_out(self, work: UnitQueue, networks: Networks, seeds: Uint64s) -> None:
        for worker in list(self._workers):
            if not work.waiting:
                return
            if not worker.ready or worker.rows is not None:
                continue
            if not worker.is_alive:  # it has died while it had nothing to do
                self._drop(worker)
                continue
            rows = work.waiting.popleft()
            self._n_units += 1
            worker.give(
                rows,
                self._n_units,
                pickle.dumps((networks.population.select(rows).columns(), seeds, _normalization(networks))),
                seconds=self._limits.of(seeds),
                most_bytes=answers.most_bytes(len(rows), self._n_results, self._n_inputs),
            )

    def _collect(self, work: UnitQueue) -> None:
        """Waits until something happens to a worker, and deals with it."""
        patience = min([_POLL_SECONDS, *(worker.seconds_left for worker in self._workers)])
        active = self._active(max(patience, 0.0))
        for worker in list(self._workers):
            if worker.fileno() in active:
                self._exchange(worker, work)
            elif not worker.is_alive:
                self._lose(worker, work)
            if worker in self._workers and worker.seconds_left <= 0:
                self._lose_overdue(worker, work)

    def _active(self, seconds: float) -> set[int]:
        """The descriptors of workers that can be read from, or written to where that is wanted."""
        with _Selector() as selector:
            for worker in self._workers:
                wanted = selectors.EVENT_WRITE if worker.wants_to_write else 0
                selector.register(worker.fileno(), selectors.EVENT_READ | wanted)
            return {key.fd for key, _ in selector.select(seconds)}

    def _exchange(self, worker: WorkerProcess, work: UnitQueue) -> None:
        try:
            message = worker.exchange()
            if message is not None:
                self._take_answer(worker, message, work)
        except EOFError:
            self._lose(worker, work)
        except BrokenMessageError as error:
            self._lose_broken(worker, work, error)

    def _take_answer(self, worker: WorkerProcess, message: Message, work: UnitQueue) -> None:
        rows = worker.rows
        n_rows = 0 if rows is None else len(rows)
        answer = answers.unpacked(message.content, n_rows, self._n_results, self._n_inputs)
        if rows is None:
            self._welcome(worker, answer)
            return
        if answer is None:
            raise BrokenMessageError("an answer without results")
        worker.rows = None
        if isinstance(answer, Fault):
            self._drop(worker)
            work.lose(rows, answer)
            return
        if any(fault.kind == "out of memory" for _, fault in answer.faults):
            self._drop(worker)  # another try begins with an empty one
        work.take(rows, answer)

    def _welcome(self, worker: WorkerProcess, fault: Attempt | Fault | None) -> None:
        if isinstance(fault, Fault):
            error = EvaluationError(
                f"the environment cannot be loaded in a worker process: {fault.summary}; see that the worker "
                "can import what it needs, or choose workers = 0"
            )
            error.add_note(fault.traceback)
            raise error
        worker.ready = True
        self._n_failed_starts = 0

    def _lose(self, worker: WorkerProcess, work: UnitQueue) -> None:
        """Removes a worker that died."""
        death = worker.death()  # first, for then it has written all that it knows
        self._do_without(worker, work, Fault("lost worker", death, worker.stack()))

    def _lose_broken(self, worker: WorkerProcess, work: UnitQueue, error: BrokenMessageError) -> None:
        """Removes a worker whose pipe brings something other than its answer."""
        summary = f"the pipe of the worker process brought {error}; the environment must not use that pipe"
        self._do_without(worker, work, Fault("lost worker", summary, worker.stack()))

    def _lose_overdue(self, worker: WorkerProcess, work: UnitQueue) -> None:
        """Removes a worker that takes too long."""
        stack = worker.stack()
        if worker.is_stalled:
            summary = f"a message to or from the worker process stopped half way for {STALL_SECONDS:g} s"
            fault = Fault("lost worker", summary, stack)
        elif worker.ready:
            summary = f"it took longer than evaluation_timeout_seconds = {self._limits.seconds:g}"
            fault = Fault("time-out", summary, stack)
        else:
            summary = f"the worker process did not start within {START_SECONDS:g} s"
            fault = Fault("time-out", summary, stack)
        self._do_without(worker, work, fault)

    def _do_without(self, worker: WorkerProcess, work: UnitQueue, fault: Fault) -> None:
        self._drop(worker)
        if worker.rows is not None:
            work.lose(worker.rows, fault)
        elif not worker.ready:
            self._n_failed_starts += 1
            if self._n_failed_starts >= _N_STARTS:
                raise EvaluationError(
                    f"no worker process starts: {fault.summary}; see its output above, or choose workers = 0"
                )

    def _no_room(self, error: OSError) -> LimitError:
        limit = "open files (ulimit -n)" if error.errno in _NO_MORE_FILES else "processes and memory"
        return LimitError(
            f"workers = {self._n_workers}: the system starts only {len(self._workers)} of them "
            f"({error.strerror}); choose fewer workers, or raise the limit of {limit}"
        )

    @property
    def _n_inputs(self) -> int:
        return self._job.environment.spec.n_observations

    @property
    def _n_results(self) -> int:
        return len(self._job.environment.spec.results)

    def _drop(self, worker: WorkerProcess) -> None:
        worker.kill()
        self._workers.remove(worker)


def _normalization(networks: Networks) -> Normalization | None:
    """How networks see observations; None if they see them as they are."""
    backend = networks.backend
    return backend.normalization if isinstance(backend, NormalizedBackend) else None


def _sendable(job: Job) -> bytes:
    """A job as what workers read."""
    try:
        content = by_value.content_of(job)
    except Exception as error:  # users' objects may raise anything
        raise ConfigError(
            f"workers: the environment cannot be sent to another process ({type(error).__name__}: {error}); "
            "make such objects inside the function, or choose workers = 0"
        ) from error
    return content
