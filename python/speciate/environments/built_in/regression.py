"""Function regression: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord

RECORD: Final = BuiltInRecord(
    name="regression",
    description="predict numbers from a table of points, yours or those of a polynomial",
    defaults={
        "population_size": 150,
        "generations": 300,
        "genome": {"output_activation": "identity"},
        "mutation": {"add_node_rate": 0.1, "add_connection_rate": 0.2},
        "stop_when_solved": True,
    },
)
