"""The evaluation of a generation under way: what is tried again, and when."""

import numpy as np
import pytest

from speciate.evaluators.attempt import Attempt
from speciate.evaluators.unit_queue import UnitQueue
from speciate.values.faults import Fault, Kind, Policy


def test_what_failed_is_tried_again_before_anything_else() -> None:
    faults: list[list[int]] = []
    work = UnitQueue(
        4,
        1,
        unit_size=2,
        policy=Policy(on_fault="penalise", retries=1),
        report_fault=lambda rows, _: faults.append(rows.tolist()),
        divisible=True,
    )
    lost = Fault("lost worker", "it died")
    work.lose(work.waiting.popleft(), lost)
    assert [rows.tolist() for rows in work.waiting] == [[2, 3], [0], [1]]
    work.take(work.waiting.popleft(), Attempt(np.ones((2, 1)), np.zeros(2, dtype=np.bool_)))
    work.lose(work.waiting.popleft(), lost)
    assert [rows.tolist() for rows in work.waiting] == [[0], [1]]
    work.lose(work.waiting.popleft(), lost)
    assert faults == [[0]]
    work.take(work.waiting.popleft(), Attempt(np.ones((1, 1)), np.zeros(1, dtype=np.bool_)))
    evaluation = work.evaluation()
    assert evaluation.failed.tolist() == [True, False, False, False]
    assert evaluation.results[:, 0].tolist() == [0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("kind", "n_retries"),
    [("exception", 0), ("invalid value", 0), ("out of memory", 2), ("time-out", 2), ("lost worker", 2)],
)
def test_only_what_may_be_the_machines_fault_is_tried_again_and_that_twice(
    kind: Kind, n_retries: int
) -> None:
    assert Policy().n_retries(kind) == n_retries
    assert [Policy(retries=given).n_retries(kind) for given in (0, 1, 5)] == [0, 1, 5]


def test_retries_are_counted_by_genome_and_failed_results_are_zero() -> None:
    work = UnitQueue(
        3,
        1,
        unit_size=2,
        policy=Policy(on_fault="penalise", retries=2),
        report_fault=lambda _rows, _fault: None,
        divisible=False,
    )
    fault = Fault("exception", "it went wrong")
    for _ in range(3):
        work.lose(work.waiting.popleft(), fault)
    invalid = Attempt(np.full((1, 1), 7.0), np.ones(1, dtype=np.bool_))
    work.take(work.waiting.popleft(), invalid)
    evaluation = work.evaluation()
    assert evaluation.n_retries == 4  # two genomes, twice
    assert evaluation.failed.tolist() == [True, True, True]
    assert evaluation.results.tolist() == [[0.0]] * 3
