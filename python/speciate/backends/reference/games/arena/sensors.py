"""What the agent senses: 16 rays from its centre.

Ray ``i`` points at the angle 2 pi i / 16 from +x toward +y, which is down. A thing is on a ray when its
centre lies in front and within a width of the ray; its distance is measured along the ray to the foot of the
perpendicular. Of several things on a ray the nearest counts, the first of equals. Nearness is 1 - d/length: 1
at the agent, 0 at the end of the ray and beyond, where there is nothing.
"""

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from speciate.backends.reference.games.arena.rules import PowerUpKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from speciate.backends.reference.games.arena.obstacles import Place
    from speciate.backends.reference.games.arena.setup import Setup
    from speciate.backends.reference.games.arena.world import World

N_RAYS: Final = 16
N_OBSERVATIONS: Final = N_RAYS * 5 + 6
_Ray = tuple[float, int]


def nearest(setup: "Setup", here: "Place", things: "Iterable[Place]", width: float) -> list[_Ray]:
    """The nearest of ``things``, given by their centres, on each ray: its distance and number.

    Where there is none the distance is infinite.
    """
    rays: list[_Ray] = [(math.inf, -1)] * N_RAYS
    for index, (x, y) in enumerate(things):
        dx, dy = x - here[0], y - here[1]
        for ray, (cosine, sine) in enumerate(setup.rays):
            along, across = dx * cosine + dy * sine, dy * cosine - dx * sine
            # a quarter turn on, what was across is along
            for first, distance, beside in ((ray, along, across), (ray + 4, across, along)):
                number = first if distance > 0.0 else first + 8
                if abs(beside) <= width and distance != 0.0 and abs(distance) < rays[number][0]:
                    rays[number] = (abs(distance), index)
    return rays


def walls(setup: "Setup", here: "Place") -> list[float]:
    """The distances to the walls' inner faces along each ray."""
    x, y = here
    near = setup.rules.wall_thickness
    far = setup.width - near
    distances = [0.0] * N_RAYS
    for ray, (cosine, sine) in enumerate(setup.rays):
        # a quarter turn takes (cosine, sine) to (-sine, cosine); every component here is at least 0
        distances[ray] = min(_face(far - x, cosine), _face(far - y, sine))
        distances[ray + 4] = min(_face(x - near, sine), _face(far - y, cosine))
        distances[ray + 8] = min(_face(x - near, cosine), _face(y - near, sine))
        distances[ray + 12] = min(_face(far - x, sine), _face(y - near, cosine))
    return distances


def _face(distance: float, component: float) -> float:
    """The way along a ray to a face at a distance, given the ray's component toward it."""
    return distance / component if component > 0.0 else math.inf


def nearness(distance: float, length: float) -> float:
    """Nearness from a distance."""
    return 1.0 - distance / length if distance <= length else 0.0


def sense(setup: "Setup", world: "World") -> "NDArray[np.float32]":
    """An observation, float32 (86,): rays of piece, its type, obstacle, power-up and wall, then the state."""
    rules = setup.rules
    here = (world.agent.x, world.agent.y)
    length = rules.ray_length
    pieces = nearest(setup, here, ((piece.x, piece.y) for piece in world.pieces), rules.piece_ray_width)
    obstacles = nearest(setup, here, world.obstacles, rules.obstacle_ray_width)
    things = ((power_up.x, power_up.y) for power_up in world.power_ups)
    power_ups = nearest(setup, here, things, rules.power_up_ray_width)
    faces = walls(setup, here)
    values: list[float] = []
    for ray in range(N_RAYS):
        distance, index = pieces[ray]
        values += [
            nearness(distance, length),
            rules.piece_types[world.pieces[index].kind] if distance <= length else 0.0,
            nearness(obstacles[ray][0], length),
            nearness(power_ups[ray][0], length),
            nearness(faces[ray], length),
        ]
    return np.array(values + _state(setup, world), dtype=np.float32)


def _state(setup: "Setup", world: "World") -> list[float]:
    """Velocity x and y, invincible, speed boost, slow or freeze, can shoot."""
    rules, agent, is_active = setup.rules, world.agent, world.effects.is_active
    is_slow = is_active(PowerUpKind.SLOW) or (rules.freeze_is_sensed and is_active(PowerUpKind.FREEZE))
    return [
        agent.velocity[0] / rules.agent_boosted_speed,
        agent.velocity[1] / rules.agent_boosted_speed,
        float(is_active(PowerUpKind.INVINCIBILITY) or agent.grace > 0.0),
        float(is_active(PowerUpKind.SPEED)),
        float(is_slow),
        float(agent.cooldown <= 0.0),
    ]
