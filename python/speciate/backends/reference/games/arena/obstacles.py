"""Solid boxes, and how the agent slides along them and along the walls."""

from typing import TYPE_CHECKING, Final

from speciate.backends.reference.games.arena.streams import Stream, draws

if TYPE_CHECKING:
    from speciate.backends.reference.games.arena.setup import Setup

Place = tuple[float, float]

_FLUSH_TOLERANCE: Final = 1e-6  # overlap across the move that is rounding and does not stop it


def place_obstacles(setup: "Setup", seed: int) -> list[Place]:
    """Centres of an episode's obstacles: uniform, apart from each other and from the centre of the field.

    One that finds no place in its tries is left out.
    """
    rules = setup.rules
    words = draws(seed, Stream.OBSTACLES)
    room = setup.width - 2.0 * rules.obstacle_padding
    placed: list[Place] = []
    for obstacle in range(setup.n_obstacles):
        for attempt in range(rules.obstacle_tries):
            index = (obstacle * rules.obstacle_tries + attempt) * 2
            x = rules.obstacle_padding + room * words.uniform(index)
            y = rules.obstacle_padding + room * words.uniform(index + 1)
            if _is_free(setup, placed, x, y):
                placed.append((x, y))
                break
    return placed


def _is_free(setup: "Setup", placed: list[Place], x: float, y: float) -> bool:
    spacing, clearance = setup.rules.obstacle_spacing, setup.rules.obstacle_clearance
    return _square(x - setup.centre, y - setup.centre) >= clearance * clearance and all(
        _square(x - ox, y - oy) >= spacing * spacing for ox, oy in placed
    )


def _square(dx: float, dy: float) -> float:
    return dx * dx + dy * dy


def slide(setup: "Setup", obstacles: list[Place], place: Place, way: Place) -> Place:
    """Where the agent gets: first along x, then along y, each up to the first wall or obstacle."""
    size = setup.rules.agent_size
    reach = size / 2.0 + setup.rules.obstacle_size / 2.0
    x, y = place
    x = _stop_before(obstacles, (x, y), setup.within_walls(x + way[0], size), reach)
    swapped = [(oy, ox) for ox, oy in obstacles]
    y = _stop_before(swapped, (y, x), setup.within_walls(y + way[1], size), reach)
    return x, y


def _stop_before(obstacles: list[Place], place: Place, end: float, reach: float) -> float:
    """Where a move along the first axis, from ``place`` to ``end``, must stop.

    The whole way is looked at, so that no speed jumps over an obstacle.
    """
    start, across = place
    stop = end
    for position, other in obstacles:
        if abs(across - other) >= reach - _FLUSH_TOLERANCE:
            continue
        if end > start and start <= position - reach:
            stop = min(stop, position - reach)
        elif end < start and start >= position + reach:
            stop = max(stop, position + reach)
    return stop
