"""Every constant of the arena, in one table, and the kinds of things that the table speaks of.

Each has its name, type, ``standard`` value, allowed range and, where it differs, ``classic`` value.

Lengths are pixels, times seconds. A tick is one step of the physics; one step of the environment is one
decision, held for ``ticks_per_step`` ticks. Tuples in the order of ``PieceKind`` have one entry per kind.
"""

from dataclasses import dataclass, field, fields
from enum import Enum, IntEnum
from typing import Any


class PieceKind(IntEnum):
    """A kind of piece, in the order of lists by kind.

    PAWN moves one tile along the axis on which the agent is farther away, KNIGHT two tiles on one axis and
    one on the other, BISHOP some tiles on the diagonal toward the agent, ROOK some tiles along the axis on
    which the agent is farther away, QUEEN as a bishop or a rook.
    """

    PAWN = 0
    KNIGHT = 1
    BISHOP = 2
    ROOK = 3
    QUEEN = 4


class PowerUpKind(IntEnum):
    """A kind of power-up.

    SPEED makes the agent faster, INVINCIBILITY lets it destroy the pieces it touches, SLOW makes all pieces
    move at half pace, SCREEN_CLEAR destroys all pieces at once, RAPID_FIRE lets it shoot more often, PIERCING
    shots go on through the pieces they destroy, SHIELD takes one hit and lasts until then, FREEZE stops all
    pieces, DOUBLE_POINTS counts twice what is destroyed, BOMB destroys the pieces nearby at once.
    """

    SPEED = 0
    INVINCIBILITY = 1
    SLOW = 2
    SCREEN_CLEAR = 3
    RAPID_FIRE = 4
    PIERCING = 5
    SHIELD = 6
    FREEZE = 7
    DOUBLE_POINTS = 8
    BOMB = 9


class Scoring(Enum):
    """What the fitness is made of.

    STANDARD is the weighted sum of survival, kills and power-ups; CLASSIC are the points of the game that the
    published records were made with.
    """

    STANDARD = "standard"
    CLASSIC = "classic"


def rule(standard: object, low: float = 0, high: float = 0, *, classic: object = None) -> Any:
    """A rule with its value in both presets and the range allowed to it, or to its length if it is a list."""
    other = standard if classic is None else classic
    return field(default=standard, metadata={"classic": other, "low": low, "high": high})


@dataclass(frozen=True)
class ArenaRules:
    """The rules of the arena; the defaults are the ``standard`` preset, the fair game.

    Attributes:
        tick_seconds: Duration of a tick.
        ticks_per_step: Ticks for which a decision is held.
        duration_seconds: Longest duration of an episode.
        field_size: Side of the square field at scale 1.
        scale: Scales the side of the field and, by area, the number of obstacles; all else keeps its size.
        wall_thickness: Thickness of the walls, which stand inside the field.
        obstacle_count: Obstacles at scale 1.
        obstacle_count_min: The least number of obstacles that a smaller scale leaves.
        obstacle_size: Side of an obstacle.
        obstacle_padding: Distance that centres of obstacles keep from the edges of the field.
        obstacle_spacing: Distance that centres of obstacles keep from each other.
        obstacle_clearance: Distance that centres of obstacles keep from the centre of the field.
        obstacle_tries: Places tried for an obstacle before it is left out.
        agent_size: Side of the agent.
        agent_speed: Speed of the agent, px/s.
        agent_boosted_speed: Speed of the agent with speed boost, px/s; also what its velocity is divided by
            before it is sensed.
        analog_moves: Whether the length of the move vector scales the speed; otherwise any move is at full
            speed.
        stand_still_length: An analog move shorter than this is standing still.
        lives: Hits that end the episode.
        shield_grace_seconds: How long nothing hurts after the shield is spent.
        respawn_seconds: How long the agent is invincible after it lost a life.
        shot_radius: Half the side of a shot.
        shot_speed: Speed of a shot, px/s.
        shot_range: Distance after which a shot ends.
        swept_shots: Whether shots hit what they pass; otherwise only what they overlap at the end of a tick.
        cooldown_seconds: Time between two shots.
        rapid_cooldown_seconds: Time between two shots with rapid fire.
        aimed_distance: Distance within which a piece is aimed at.
        aimed_cosine: A piece is aimed at when the cosine of the angle between it and the shot is above this.
        pieces: Kinds of pieces that appear; one listed twice is twice as frequent.
        piece_values: What destroying a piece counts, by kind.
        piece_sizes: Side of a piece, by kind.
        piece_speed_factors: Pace of a piece, by kind; without growing pressure it has no effect.
        piece_cooldowns_seconds: Wait between two moves at pace 1, by kind.
        piece_types: How a piece is sensed, by kind.
        glide_seconds: Duration of a move at pace 1.
        tile_size: Side of a tile, the unit of moves.
        bishop_tiles: Most tiles of a bishop's move.
        rook_tiles: Most tiles of a rook's move.
        uniform_lengths: Whether moves of bishops, rooks and queens have uniform lengths; otherwise the one
            ending nearest.
        growing_pressure: Whether the pace of a piece is its speed factor and grows with time; otherwise it is
            1.
        pressure_seconds: Time after which the pace has doubled; after twice this time it has tripled.
        first_pawns: Pawns at the start.
        spawn_interval_seconds: Time from the first piece to the second.
        spawn_interval_factor: Each interval is the one before times this.
        spawn_interval_min_seconds: The least interval.
        spawn_at_edge: Whether pieces appear at a random edge of the field; otherwise round the agent.
        spawn_padding: Distance from the edge of the field of pieces that appear there.
        spawn_distance_min: Least distance from the agent of pieces that appear round it.
        spawn_distance_max: Most distance from the agent of pieces that appear round it.
        power_ups: Kinds of power-ups that appear; one listed twice is twice as frequent; none listed, none
            appear.
        power_up_first_seconds: When the first power-up appears.
        power_up_interval_seconds: Time between two power-ups.
        power_ups_at_centre: Whether power-ups appear round the centre of the field; otherwise round the
            agent.
        power_up_distance_min: Least distance from there.
        power_up_distance_max: Most distance from there.
        power_up_centre_fraction: Most distance from the centre of the field, as a part of the field's side.
        power_up_padding: Distance that power-ups keep from the edges of the field.
        power_ups_max: Power-ups on the field at once; further ones do not appear.
        power_up_size: Side of a power-up.
        effect_seconds: How long a power-up acts.
        slow_pace: Factor of the pace of all pieces while slow acts.
        bomb_radius: Distance within which a bomb destroys pieces.
        ray_length: Length of the rays.
        piece_ray_width: A piece is sensed when its centre is at most this far from the ray.
        obstacle_ray_width: An obstacle is sensed when its centre is at most this far from the ray.
        power_up_ray_width: A power-up is sensed when its centre is at most this far from the ray.
        freeze_is_sensed: Whether the input that senses slow senses freeze too.
        scoring: What the fitness is made of.
        survival_weight: Fitness of a second alive.
        kills_weight: Standard fitness of a unit of kills.
        power_ups_weight: Standard fitness of a power-up.
        kill_points: Classic points of a unit of kills.
        power_up_points: Classic points of a power-up.
        screen_clear_points: Classic points of a screen clear that destroys anything.
        milestone_seconds: Time between classic milestones.
        milestone_points: Classic points of the first milestone; the k-th has k times as many.
        nearness_points: Classic points per second at the place of a power-up, less with distance.
        nearness_distance: Distance at which nearness to a power-up is worth nothing.
        aimed_points: Classic points of a shot aimed at a piece.
    """

    tick_seconds: float = rule(1.0 / 60.0, 0.001, 0.5, classic=0.13333)
    ticks_per_step: int = rule(4, 1, 100, classic=1)
    duration_seconds: float = rule(60.0, 1, 600)

    field_size: float = rule(3840.0, 400, 20000)
    scale: float = rule(1.0, 0.1, 1)
    wall_thickness: float = rule(40.0, 0, 50)
    obstacle_count: int = rule(40, 0, 500)
    obstacle_count_min: int = rule(3, 0, 500)
    obstacle_size: float = rule(60.0, 1, 100)
    obstacle_padding: float = rule(100.0, 0, 150)
    obstacle_spacing: float = rule(150.0, 0, 2000)
    obstacle_clearance: float = rule(300.0, 150, 2000)
    obstacle_tries: int = rule(50, 1, 1000)

    agent_size: float = rule(40.0, 1, 100)
    agent_speed: float = rule(300.0, 0, 2000)
    agent_boosted_speed: float = rule(500.0, 1, 2000)
    analog_moves: bool = rule(True, classic=False)
    stand_still_length: float = rule(0.05, 0, 1)
    lives: int = rule(1, 1, 100, classic=3)
    shield_grace_seconds: float = rule(0.5, 0, 10)
    respawn_seconds: float = rule(2.0, 0, 10)

    shot_radius: float = rule(6.0, 0, 50)
    shot_speed: float = rule(900.0, 1, 10000)
    shot_range: float = rule(1200.0, 1, 10000)
    swept_shots: bool = rule(True, classic=False)
    cooldown_seconds: float = rule(0.3, 0, 60)
    rapid_cooldown_seconds: float = rule(0.09, 0, 60)
    aimed_distance: float = rule(800.0, 0, 10000)
    aimed_cosine: float = rule(0.7, 0, 1)

    pieces: tuple[PieceKind, ...] = rule(tuple(PieceKind), 1, 100)
    piece_values: tuple[float, ...] = rule((1.0, 3.0, 3.0, 5.0, 9.0), 0, 1000)
    piece_sizes: tuple[float, ...] = rule((28.0, 32.0, 32.0, 36.0, 40.0), 1, 100)
    piece_speed_factors: tuple[float, ...] = rule((1.0, 1.2, 1.3, 1.1, 1.4), 0.01, 10)
    piece_cooldowns_seconds: tuple[float, ...] = rule((1.0, 1.2, 0.9, 1.1, 0.7), 0, 60)
    piece_types: tuple[float, ...] = rule((0.2, 0.4, 0.6, 0.8, 1.0), 0, 1, classic=(0.2, 0.5, 0.5, 0.8, 1.0))
    glide_seconds: float = rule(0.3, 0.01, 10)
    tile_size: float = rule(50.0, 1, 500)
    bishop_tiles: int = rule(2, 1, 20)
    rook_tiles: int = rule(3, 1, 20)
    uniform_lengths: bool = rule(False, classic=True)
    growing_pressure: bool = rule(True, classic=False)
    pressure_seconds: float = rule(30.0, 1, 10000)

    first_pawns: int = rule(3, 0, 100)
    spawn_interval_seconds: float = rule(3.0, 0.1, 600, classic=6.0)
    spawn_interval_factor: float = rule(0.95, 0.1, 1)
    spawn_interval_min_seconds: float = rule(1.0, 0.1, 600, classic=3.0)
    spawn_at_edge: bool = rule(False, classic=True)
    spawn_padding: float = rule(100.0, 0, 200)
    spawn_distance_min: float = rule(400.0, 0, 10000)
    spawn_distance_max: float = rule(900.0, 0, 10000)

    power_ups: tuple[PowerUpKind, ...] = rule(tuple(PowerUpKind), 0, 100)
    power_up_first_seconds: float = rule(1.0, 0, 600)
    power_up_interval_seconds: float = rule(3.0, 0.1, 600)
    power_ups_at_centre: bool = rule(False, classic=True)
    power_up_distance_min: float = rule(200.0, 0, 10000, classic=300.0)
    power_up_distance_max: float = rule(800.0, 0, 10000, classic=1000.0)
    power_up_centre_fraction: float = rule(0.3, 0, 1)
    power_up_padding: float = rule(100.0, 0, 200)
    power_ups_max: int = rule(15, 0, 1000)
    power_up_size: float = rule(25.0, 1, 200)
    effect_seconds: float = rule(5.0, 0, 600)
    slow_pace: float = rule(0.5, 0, 1)
    bomb_radius: float = rule(600.0, 0, 10000)

    ray_length: float = rule(2800.0, 100, 20000)
    piece_ray_width: float = rule(50.0, 0, 500)
    obstacle_ray_width: float = rule(40.0, 0, 500)
    power_up_ray_width: float = rule(30.0, 0, 500)
    freeze_is_sensed: bool = rule(True, classic=False)

    scoring: Scoring = rule(Scoring.STANDARD, classic=Scoring.CLASSIC)  # noqa: RUF009 - it makes a field
    survival_weight: float = rule(5.0, 0, 1e6)
    kills_weight: float = rule(10.0, 0, 1e6)
    power_ups_weight: float = rule(50.0, 0, 1e6)
    kill_points: float = rule(1000.0, 0, 1e6)
    power_up_points: float = rule(5000.0, 0, 1e6)
    screen_clear_points: float = rule(8000.0, 0, 1e6)
    milestone_seconds: float = rule(15.0, 1, 600)
    milestone_points: float = rule(100.0, 0, 1e6)
    nearness_points: float = rule(100.0, 0, 1e6)
    nearness_distance: float = rule(1500.0, 1, 20000)
    aimed_points: float = rule(50.0, 0, 1e6)

    @classmethod
    def classic(cls) -> "ArenaRules":
        """The rule set of the game that the published records were made with."""
        return cls(**{each.name: each.metadata["classic"] for each in fields(cls)})
