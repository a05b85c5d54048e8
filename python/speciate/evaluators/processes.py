"""Evaluation in worker processes on this machine, which may crash or hang without harm to the run."""

import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Final

import cloudpickle

from speciate.backends.protocol import Uint32s, Uint64s
from speciate.errors import ConfigError, EvaluationError
from speciate.evaluators.protocol import Evaluation, ReportFault
from speciate.evaluators.work import Work
from speciate.evaluators.worker import Job
from speciate.evaluators.worker_process import WorkerProcess
from speciate.faults import Fault, Policy
from speciate.networks import Networks

_UNITS_PER_WORKER: Final = 4
"""Units of a generation for each worker: enough that none waits long for another, few messages."""

_N_STARTS: Final = 3
_POLL_SECONDS: Final = 0.5
_END_SECONDS: Final = 0.5


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

    A unit whose worker dies or is overdue is tried again, genome by genome, in another worker, with the same
    seeds: what is known in the end does not depend on which worker did what.
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
            report_fault: Told of every fault that no retry mended.

        Raises:
            ConfigError: The environment cannot be sent to another process, or the system has no such limit.
        """
        if job.memory_bytes and sys.platform != "linux":
            raise ConfigError(f"worker_memory_bytes = {job.memory_bytes}: it needs Linux; choose 0")
        self._content = _sendable(job)
        self._job = job
        self._n_workers = n_workers
        self._limits = limits
        self._policy = policy
        self._report_fault = report_fault
        self._workers: list[WorkerProcess] = []
        self._n_failed_starts = 0

    def evaluate(self, networks: Networks, seeds: Uint64s) -> Evaluation:
        """Lets the workers play an episode per network and seed (n_episodes,).

        Raises:
            EvaluationError: An evaluation is invalid, and the run is to end for it, or no worker starts.
        """
        work = Work(
            len(networks),
            len(self._job.environment.spec.results),
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
        """Ends the workers: idle ones by themselves, busy ones at once."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.release()
        limit = time.monotonic() + _END_SECONDS
        for worker in workers:
            worker.end(limit - time.monotonic())

    def _unit_size(self, n_genomes: int) -> int:
        """With a time limit one genome, so that each has the whole of it."""
        if self._limits.seconds != float("inf"):
            return 1
        return -(-n_genomes // (_UNITS_PER_WORKER * self._n_workers))

    def _start(self, n_waiting: int) -> None:
        n_free = sum(worker.rows is None for worker in self._workers)
        for _ in range(min(self._n_workers - len(self._workers), n_waiting - n_free)):
            self._workers.append(WorkerProcess(self._content))

    def _hand_out(self, work: Work, networks: Networks, seeds: Uint64s) -> None:
        for worker in list(self._workers):
            if not work.waiting:
                return
            if not worker.ready or worker.rows is not None:
                continue
            if not worker.is_alive:  # it has died while it had nothing to do
                self._drop(worker)
                continue
            rows = work.waiting.popleft()
            unit = networks.population.select(rows).columns(), seeds
            if not worker.give(rows, unit, self._limits.of(seeds)):
                self._lose_taker(worker, rows, work)

    def _collect(self, work: Work) -> None:
        """Waits until something happens to a worker, and sees to it."""
        patience = min([_POLL_SECONDS, *(worker.seconds_left for worker in self._workers)])
        answered = wait([worker.pipe for worker in self._workers], max(patience, 0.0))
        for worker in list(self._workers):
            if worker.pipe in answered:
                self._take_answer(worker, work)
            elif not worker.is_alive:
                self._lose(worker, work)
            elif worker.seconds_left <= 0:
                self._lose(worker, work, overdue=True)

    def _take_answer(self, worker: WorkerProcess, work: Work) -> None:
        try:
            answer = worker.answer()
        except EOFError:
            self._lose(worker, work)
            return
        if not worker.ready:
            self._welcome(worker, answer)
        elif worker.rows is not None:
            rows, worker.rows = worker.rows, None
            lost = isinstance(answer, Fault)
            if lost or any(fault.kind == "out of memory" for _, fault in answer.faults):
                self._drop(worker)  # another try begins with an empty one
            (work.lose if lost else work.take)(rows, answer)

    def _welcome(self, worker: WorkerProcess, fault: Fault | None) -> None:
        if fault is not None:
            error = EvaluationError(
                f"the environment cannot be loaded in a worker process: {fault.summary}; see that the worker "
                "can import what it needs, or choose workers = 0"
            )
            error.add_note(fault.traceback)
            raise error
        worker.ready = True
        self._n_failed_starts = 0

    def _lose(self, worker: WorkerProcess, work: Work, *, overdue: bool = False) -> None:
        """Does without a worker that died or is overdue."""
        stack = worker.stack()
        fault = self._overdue(stack) if overdue else Fault("lost worker", worker.death(), stack)
        self._drop(worker)
        if worker.rows is not None:
            work.lose(worker.rows, fault)
        elif not worker.ready:
            self._n_failed_starts += 1
            if self._n_failed_starts >= _N_STARTS:
                raise EvaluationError(
                    f"no worker process starts: {fault.summary}; see its output above, or choose workers = 0"
                )

    def _lose_taker(self, worker: WorkerProcess, rows: Uint32s, work: Work) -> None:
        """Does without a worker that died while it took a unit; it may have said why."""
        try:
            answer = worker.answer()
        except EOFError:
            answer = None
        stack = worker.stack()
        fault = answer if isinstance(answer, Fault) else Fault("lost worker", worker.death(), stack)
        self._drop(worker)
        work.lose(rows, fault)

    def _overdue(self, stack: str) -> Fault:
        return Fault(
            "time-out", f"it took longer than evaluation_timeout_seconds = {self._limits.seconds:g}", stack
        )

    def _drop(self, worker: WorkerProcess) -> None:
        self._workers.remove(worker)
        worker.kill()


def _sendable(job: Job) -> bytes:
    """A job as what workers read."""
    try:
        content: bytes = cloudpickle.dumps(job)
    except Exception as error:  # users' objects may raise anything
        raise ConfigError(
            f"workers: the environment cannot be sent to another process ({type(error).__name__}: {error}); "
            "make such objects inside the function, or choose workers = 0"
        ) from error
    return content
