"""What the runs of a task and an algorithm say together."""

import pytest
from tests.unit.study.samples import plan, record

from speciate.study import summaries


def test_failures_count_with_the_whole_budget_and_are_never_dropped() -> None:
    chosen = plan()
    records = [
        record(chosen, 0, solved=True, evaluations=100),
        record(chosen, 2, solved=False, evaluations=40),
        record(chosen, 4, solved=True, evaluations=160),
    ]
    (only,) = summaries(chosen, records)
    assert (only.algorithm, only.n_runs, only.n_solved) == ("one", 3, 2)
    assert only.mean_evaluations == pytest.approx(300.0)
    assert only.median_evaluations == 160.0
    assert only.mean_interval[0] < 300.0 < only.mean_interval[1] <= 640.0
