"""The hard maze: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord

RECORD: Final = BuiltInRecord(
    name="maze",
    description="find the way out of a maze whose straight way is a dead end",
    defaults={
        "population_size": 250,
        "generations": 300,
        "genome": {"output_activation": "sigmoid"},
        "stop_when_solved": True,
    },
)
