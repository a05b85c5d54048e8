"""Exclusive or: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord

RECORD: Final = BuiltInRecord(
    name="xor",
    description="answer the four patterns of exclusive or, without mistake",
    defaults={
        "population_size": 150,
        "generations": 100,
        "evaluations": 1,
        "stop_when_solved": True,
        "genome": {"output_activation": "sigmoid"},
        "mutation": {"weight_sigma": 1.0, "weight_replace_sigma": 2.0, "add_node_rate": 0.05},
    },
)
