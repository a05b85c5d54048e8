"""The arena: the record of the environment."""

from math import sqrt
from typing import Any, Final

from speciate.environments.native import BuiltInRecord
from speciate.values.environment_record import Ends, Table
from speciate.values.substrate import Place
from speciate.values.views import Views

_PIECES: Final = ("pawn", "knight", "bishop", "rook")
_POWER_UPS: Final = ("speed", "shield", "slow", "invincibility", "rapid_fire", "piercing")
_N_RAYS: Final = 16
_NEIGHBORING: Final = (0, 1, 3)
"""What a view sees of neighbouring rays: nearness and type of a piece, and nearness of a power-up."""

_STANDARD: Final[dict[str, Any]] = {
    "population_size": 167,
    "generations": 50,
    "evaluations": 2,
    "objectives": ("survival", "kills", "power_ups"),
    "dense": {"hidden_layers": ()},
    "curriculum": {"stage_thresholds": (60.0, 80.0, 100.0, 120.0)},
}
_CLASSIC: Final[dict[str, Any]] = _STANDARD | {
    "objectives": ("fitness",),
    "curriculum": {"stage_thresholds": (5_000.0, 10_000.0, 15_000.0, 12_000.0)},
}


def _defaults(options: Table) -> Table:
    return _CLASSIC if options.get("preset") == "classic" else _STANDARD


def _rays() -> list[Place]:
    """The directions of the rays, x to the right and y down; made of roots, which are the same everywhere."""
    near, far = sqrt(2.0 - sqrt(2.0)) / 2.0, sqrt(2.0 + sqrt(2.0)) / 2.0
    rays = [(1.0, 0.0), (far, near), (sqrt(0.5), sqrt(0.5)), (near, far)]
    while len(rays) < _N_RAYS:
        x, y = rays[-4]
        rays.append((0.0 - y, x))
    return rays


def _places() -> Ends:
    """What a ray shows lies where the ray points, one ring for each kind of thing.

    The agent's state lies in the middle.
    """
    seen = [(x * radius, y * radius) for x, y in _rays() for radius in (1.0, 0.9, 0.8, 0.7, 0.6)]
    velocity = [(0.2, 0.0), (0.0, 0.2)]
    states = [(0.1, 0.1), (-0.1, 0.1), (0.1, -0.1), (-0.1, -0.1)]
    move = [(0.5, 0.0), (0.0, 0.5)]
    shots = [(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)]
    return Ends(seen + velocity + states, move + shots)


def _views() -> Views:
    """Each ray sees itself, the agent's state, and of two rays on either side pieces and power-ups.

    It answers where to move, and whether to shoot along the ray and at one and two rays' distance.
    """
    first = _N_RAYS * 5
    up, down, left, right = (2, 12), (3, 4), (4, 8), (5, 0)
    return Views.ring(
        _N_RAYS,
        n_values=5,
        vectors=[(first, first + 1)],
        states=range(first + 2, first + 6),
        neighbors=[(offset, value) for offset in (1, -1, 2, -2) for value in _NEIGHBORING],
        turned=[(0, 1)],
        pointed=[up, down, left, right],
        reach=2,
    )


RECORD: Final = BuiltInRecord(
    name="arena",
    description="survive chess pieces on a walled field, shoot them and collect power-ups",
    defaults=_defaults,
    places=_places(),
    views=_views(),
    stages=(
        {"scale": 0.25, "pieces": _PIECES[:1], "power_ups": _POWER_UPS[:2]},
        {"scale": 0.5, "pieces": _PIECES[:2], "power_ups": _POWER_UPS[:3]},
        {"scale": 0.75, "pieces": _PIECES[:3], "power_ups": _POWER_UPS},
        {"pieces": _PIECES},
        {},
    ),
)
