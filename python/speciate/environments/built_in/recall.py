"""Sequence recall: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord

RECORD: Final = BuiltInRecord(
    name="recall",
    description="remember a few bits and say them when asked, which needs recurrent networks",
    defaults={
        "population_size": 150,
        "generations": 200,
        "evaluations": 2,
        "stop_when_solved": True,
        "genome": {"recurrent": True},
    },
)
