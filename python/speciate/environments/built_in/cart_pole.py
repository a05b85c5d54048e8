"""Cart-pole: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord

RECORD: Final = BuiltInRecord(
    name="cart_pole",
    description="balance a pole on a cart for 500 steps: the rules of Gymnasium's CartPole-v1",
    defaults={"population_size": 150, "generations": 100, "evaluations": 5, "stop_when_solved": True},
)
