"""The evaluation of a generation under way: what is tried again, and when."""

import numpy as np

from speciate.evaluators.attempt import Outcome
from speciate.evaluators.work import Work
from speciate.faults import Fault, Policy


def test_what_failed_is_tried_again_before_anything_else() -> None:
    faults: list[list[int]] = []
    work = Work(
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
    work.take(work.waiting.popleft(), Outcome(np.ones((2, 1)), np.zeros(2, dtype=np.bool_)))
    work.lose(work.waiting.popleft(), lost)
    assert [rows.tolist() for rows in work.waiting] == [[0], [1]]
    work.lose(work.waiting.popleft(), lost)
    assert faults == [[0]]
    work.take(work.waiting.popleft(), Outcome(np.ones((1, 1)), np.zeros(1, dtype=np.bool_)))
    evaluation = work.evaluation()
    assert evaluation.failed.tolist() == [True, False, False, False]
    assert evaluation.results[:, 0].tolist() == [0.0, 1.0, 1.0, 1.0]
