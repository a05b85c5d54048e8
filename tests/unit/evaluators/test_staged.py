"""Evaluators by stage: one at a time, and the right one whatever was interrupted."""

from typing import Any

import pytest

from speciate.environments.native import BuiltInEnvironment
from speciate.evaluators.staged import StagedEvaluator


class Played:
    """An evaluator that remembers its environment, and whether it was closed."""

    def __init__(self, environment: Any, stage: int | None) -> None:
        self.scale = environment._given.get("scale", 1.0)
        self.stage = stage
        self.closed = False

    def evaluate(self, networks: Any, seeds: Any) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        self.closed = True


def test_a_stage_is_played_by_an_evaluator_of_its_own_and_the_one_before_is_closed() -> None:
    staged = StagedEvaluator(Played, BuiltInEnvironment("arena", {}, "reference"))
    found: list[Any] = [staged.at(stage) for stage in (0, 0, 2, None)]
    assert [(one.stage, one.scale) for one in found] == [(0, 0.25), (0, 0.25), (2, 0.75), (None, 1.0)]
    assert found[0] is found[1]
    assert [one.closed for one in found] == [True, True, True, False]
    staged.close()
    assert found[-1].closed


def test_an_interrupt_while_an_evaluator_is_made_leaves_no_wrong_one() -> None:
    class Interrupted(Played):
        def __init__(self, environment: Any, stage: int | None) -> None:
            super().__init__(environment, stage)
            if stage == 0:
                raise KeyboardInterrupt

    staged = StagedEvaluator(Interrupted, BuiltInEnvironment("arena", {}, "reference"))
    with pytest.raises(KeyboardInterrupt):
        staged.at(0)
    whole: Any = staged.at(None)
    assert (whole.stage, whole.scale) == (None, 1.0)
