"""The left and right retina: the record of the environment."""

from typing import Final

from speciate.environments.native import BuiltInRecord
from speciate.values.environment_record import Ends
from speciate.values.views import Views


def _places() -> Ends:
    """Columns of two pixels from left to right; the answers in the middle of their halves."""
    columns = (-1.0, -1.0 / 3.0, 1.0 / 3.0, 1.0)
    return Ends([(x, y) for x in columns for y in (1.0, -1.0)], [(-2.0 / 3.0, 0.0), (2.0 / 3.0, 0.0)])


def _views() -> Views:
    """Each half of four pixels, the right one in a mirror; each answers whether an object is on its side."""
    return Views.mirror(inputs=range(7, -1, -1), outputs=(1, 0), sees=range(4), answers=(0,))


RECORD: Final = BuiltInRecord(
    name="retina",
    description="find objects in both halves of eight pixels, in all 256 patterns",
    defaults={
        "population_size": 150,
        "generations": 600,
        "genome": {"output_activation": "sigmoid"},
        "mutation": {"add_node_rate": 0.1, "add_connection_rate": 0.2},
        "stop_when_solved": True,
    },
    places=_places(),
    views=_views(),
)
