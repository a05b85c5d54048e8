"""The rules of the arena, as the reference plays them."""

import json
import math
import re
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from speciate.backends.reference import games
from speciate.backends.reference.games.arena import Arena, ArenaRules, rules_of
from speciate.backends.reference.games.arena.agent import Decision, decide
from speciate.backends.reference.games.arena.contacts import pick_up
from speciate.backends.reference.games.arena.obstacles import slide
from speciate.backends.reference.games.arena.pieces import Piece
from speciate.backends.reference.games.arena.power_ups import PowerUp
from speciate.backends.reference.games.arena.rules import PieceKind, PowerUpKind, Scoring
from speciate.backends.reference.games.arena.sensors import sense
from speciate.backends.reference.games.arena.setup import Setup
from speciate.backends.reference.games.arena.streams import Stream, draws
from speciate.backends.reference.games.arena.tick import advance
from speciate.backends.reference.games.arena.world import World
from speciate.backends.reference.players import Player, actions, play

RUST_RULES = Path(__file__).parents[5] / "crates/games/src/arena/rules/table.rs"
STILL = Decision()
RIGHT = Decision(1.0, 0.0)
SHOOT_RIGHT = Decision(shoot=3)


class Scene:
    """A field on which nothing stands and nothing appears for ten minutes."""

    def __init__(self, rules: ArenaRules | None = None) -> None:
        rules = replace(
            rules or ArenaRules(),
            first_pawns=0,
            spawn_interval_seconds=600.0,
            power_up_first_seconds=600.0,
            obstacle_count=0,
            duration_seconds=599.0,
        )
        self.setup = Setup.of(rules)
        self.world = World(self.setup, 0)
        self.world.pieces.clear()

    def piece(self, kind: PieceKind, dx: float, dy: float, wait: float = 100.0) -> Piece:
        agent, size = self.world.agent, self.setup.rules.piece_sizes[kind]
        piece = Piece(agent.x + dx, agent.y + dy, kind, size, wait, 0)
        self.world.pieces.append(piece)
        return piece

    def power_up(self, kind: PowerUpKind, dx: float, dy: float) -> None:
        self.world.power_ups.append(PowerUp(self.world.agent.x + dx, self.world.agent.y + dy, kind))

    def give(self, kind: PowerUpKind) -> None:
        self.power_up(kind, 0.0, 0.0)
        pick_up(self.setup, self.world)

    def play(self, decision: Decision, n_ticks: int) -> None:
        for _ in range(n_ticks):
            advance(self.world, decision)

    @property
    def observation(self) -> NDArray[np.float32]:
        return sense(self.setup, self.world)


NATIVE_VALUES: dict[str, object] = {
    "true": True,
    "false": False,
    "Scoring::Standard": Scoring.STANDARD,
    "Scoring::Classic": Scoring.CLASSIC,
    "PieceKind::ALL.to_vec()": tuple(PieceKind),
    "PowerUpKind::ALL.to_vec()": tuple(PowerUpKind),
}


def native_value(text: str) -> object:
    """A value of the native table, as Python has it."""
    if text in NATIVE_VALUES:
        return NATIVE_VALUES[text]
    if text.startswith("["):
        return tuple(float(number) for number in text.strip("[]").split(", "))
    numerator, _, denominator = text.partition(" / ")
    return float(numerator) / float(denominator or 1)


def test_the_native_table_has_the_same_rules_values_and_ranges() -> None:
    table = RUST_RULES.read_text().rpartition("rules! {")[2]
    row = r"^    (\w+): .+? = (.+?)(?:, classic (.+?))?(?:, in (.+)\.\.=(.+))?;$"
    native = {name: values for name, *values in re.findall(row, table, flags=re.MULTILINE)}
    assert list(native) == [each.name for each in fields(ArenaRules)]
    for each in fields(ArenaRules):
        standard, classic, low, high = native[each.name]
        assert each.default == native_value(standard), each.name
        assert each.metadata["classic"] == native_value(classic or standard), each.name
        assert (each.metadata["low"], each.metadata["high"]) == (float(low or 0), float(high or 0)), each.name


def test_options_replace_rules_of_the_preset() -> None:
    changed = rules_of({"preset": "classic", "cooldown_seconds": 1, "pieces": ["pawn"]})
    assert changed == replace(ArenaRules.classic(), cooldown_seconds=1.0, pieces=(PieceKind.PAWN,))
    assert isinstance(changed.cooldown_seconds, float)
    assert rules_of({}) == ArenaRules()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cooldwn_seconds": 1}, "unknown option 'cooldwn_seconds'; the nearest known is 'cooldown_seconds'"),
        ({"lives": 0}, "option 'lives' is 0, but must be a whole number from 1 to 100"),
        ({"lives": True}, "option 'lives' is true"),
        ({"lives": 1.5}, "a whole number"),
        ({"scale": 1.5}, "option 'scale' is 1.5, but must be a number from 0.1 to 1"),
        ({"scale": math.nan}, "option 'scale' is nan"),
        ({"scale": 10**400}, "must be a number from 0.1 to 1"),
        ({"piece_values": [1, 2]}, "option 'piece_values' is [1,2], but must be 5 numbers"),
        ({"piece_values": [1, 2, 3, 4, -1]}, "from 0 to 1000"),
        ({"swept_shots": 1}, "true or false"),
        ({"pieces": []}, "of length 1 to 100, of: pawn, knight, bishop, rook, queen"),
        ({"power_ups": ["pawn"]}, "of: speed, invincibility"),
        ({"scoring": "best"}, '"standard" or "classic"'),
        ({"preset": 3}, "option 'preset' is 3"),
        (
            {"spawn_distance_min": 1000},
            "'spawn_distance_min' is 1000, but must be at most spawn_distance_max",
        ),
        ({"field_size": 1000, "scale": 0.25}, "'field_size' is 1000, but must be at least 400"),
    ],
)
def test_options_that_are_not_allowed_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        games.make("arena", options)


def test_options_from_json_are_those_from_python() -> None:
    options = {
        "power_ups": ["speed"],
        "piece_values": [1, 2, 3, 4, 5],
        "analog_moves": False,
        "scoring": "classic",
    }
    assert rules_of(json.loads(json.dumps(options))) == rules_of(options)


def test_the_agent_moves_by_its_vector_and_slides_along_obstacles_and_walls() -> None:
    rules = ArenaRules()
    moves = {
        (0.5, 0.0): (0.5, 0.0),
        (0.03, 0.03): (0.0, 0.0),
        (0.0, -4.0): (0.0, -1.0),
        (math.nan, 1.0): (0.0, 0.0),
        (math.inf, 1.0): (0.0, 0.0),
    }
    for outputs, expected in moves.items():
        decision = decide(rules, np.array([*outputs, 0, 0, 0, 0], dtype=np.float32))
        assert (decision.x, decision.y) == expected
    setup = Setup.of(rules)
    assert slide(setup, [], (100.0, 100.0), (-300.0, -5.0)) == (60.0, 95.0)
    assert slide(setup, [(500.0, 500.0)], (440.0, 500.0), (20.0, 7.0)) == (450.0, 507.0)
    assert slide(setup, [(500.0, 500.0)], (700.0, 500.0), (-500.0, 0.0)) == (550.0, 500.0)


def test_the_largest_shooting_output_shoots_if_it_is_above_zero() -> None:
    def shoot(*outputs: float) -> int | None:
        return decide(ArenaRules(), np.array([0, 0, *outputs], dtype=np.float32)).shoot

    assert shoot(0.0, 0.0, -1.0, 0.0) is None
    assert shoot(0.1, 0.3, 0.2, -1.0) == 1
    assert shoot(math.nan, -1.0, 0.2, 0.2) == 2


@pytest.mark.parametrize(
    ("kind", "agent", "end"),
    [
        (PieceKind.PAWN, (1200.0, 900.0), (1050.0, 1000.0)),
        (PieceKind.KNIGHT, (980.0, 600.0), (950.0, 900.0)),
        (PieceKind.KNIGHT, (1300.0, 1000.0), (1100.0, 1050.0)),
        (PieceKind.BISHOP, (1060.0, 940.0), (1050.0, 950.0)),
        (PieceKind.ROOK, (1110.0, 1000.0), (1100.0, 1000.0)),
        (PieceKind.QUEEN, (1900.0, 1010.0), (1150.0, 1000.0)),
        (PieceKind.QUEEN, (1400.0, 1400.0), (1100.0, 1100.0)),
    ],
)
def test_a_piece_takes_the_move_that_ends_nearest(
    kind: PieceKind, agent: tuple[float, float], end: tuple[float, float]
) -> None:
    piece = Piece(1000.0, 1000.0, kind, 30.0, 0.0, 0)
    assert piece.choose_target(Setup.of(ArenaRules()), draws(0, Stream.LENGTHS), agent) == end


def test_a_piece_that_comes_head_on_is_met_and_a_fast_shot_never_jumps() -> None:
    for rules in (ArenaRules(), replace(ArenaRules(), shot_speed=9000.0)):
        scene = Scene(rules)
        charging = scene.piece(PieceKind.PAWN, 60.0, 0.0)
        scene.play(SHOOT_RIGHT, 4)
        assert charging not in scene.world.pieces
    assert scene.world.score.kills == 1.0


def test_a_hit_ends_the_standard_episode() -> None:
    scene = Scene()
    scene.piece(PieceKind.PAWN, 0.0, 34.0)
    scene.play(STILL, 1)
    assert not scene.world.is_over
    scene.piece(PieceKind.PAWN, 33.9, 0.0)
    scene.play(STILL, 1)
    assert scene.world.is_over


def test_a_shield_is_spent_by_a_hit_and_half_a_second_of_grace_follows() -> None:
    scene = Scene()
    scene.give(PowerUpKind.SHIELD)
    scene.play(STILL, 400)
    scene.piece(PieceKind.PAWN, 10.0, 0.0)
    scene.play(STILL, 30)
    assert not scene.world.is_over
    scene.play(STILL, 1)
    assert scene.world.is_over


def test_an_invincible_agent_rams_pieces_and_scores_twice_with_double_points() -> None:
    scene = Scene()
    scene.give(PowerUpKind.INVINCIBILITY)
    scene.piece(PieceKind.QUEEN, 10.0, 0.0)
    scene.play(STILL, 1)
    scene.give(PowerUpKind.DOUBLE_POINTS)
    scene.piece(PieceKind.KNIGHT, 10.0, 0.0)
    scene.play(STILL, 1)
    assert scene.world.score.kills == 15.0
    assert not scene.world.pieces


@pytest.mark.parametrize(
    ("kind", "way"), [(None, 300.0), (PowerUpKind.SLOW, 150.0), (PowerUpKind.FREEZE, 0.0)]
)
def test_slow_and_freeze_act_on_pieces_that_appear_later(kind: PowerUpKind | None, way: float) -> None:
    scene = Scene()
    if kind is not None:
        scene.give(kind)
    scene.play(STILL, 2)
    rook = scene.piece(PieceKind.ROOK, -1000.0, 0.0, wait=0.0)
    start = rook.x
    scene.play(STILL, 120)
    assert rook.x - start == pytest.approx(way)


def test_a_screen_clear_destroys_all_pieces_and_a_bomb_those_nearby() -> None:
    for kind, kills in ((PowerUpKind.SCREEN_CLEAR, 10.0), (PowerUpKind.BOMB, 1.0)):
        scene = Scene()
        scene.piece(PieceKind.PAWN, 360.0, 480.0)
        scene.piece(PieceKind.QUEEN, 361.0, 481.0)
        scene.give(kind)
        assert scene.world.score.kills == kills


def test_an_observation_lists_rays_first_and_then_the_state() -> None:
    scene = Scene()
    scene.piece(PieceKind.KNIGHT, 700.0, 10.0)
    scene.power_up(PowerUpKind.SLOW, 0.0, -1400.0)
    scene.world.obstacles.append((scene.world.agent.x - 350.0, scene.world.agent.y))
    wall = np.float32(1.0 - 1880.0 / 2800.0)
    rays, state = scene.observation[:80].reshape(16, 5), scene.observation[80:]
    assert np.array_equal(rays[0], np.array([0.75, 0.4, 0.0, 0.0, wall], dtype=np.float32))
    assert rays[4].tolist() == [0.0, 0.0, 0.0, 0.0, wall]
    assert rays[8].tolist() == [0.0, 0.0, 0.875, 0.0, wall]
    assert rays[12].tolist() == [0.0, 0.0, 0.0, 0.5, wall]
    assert state.tolist() == [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]


def test_velocity_is_sensed_and_is_zero_against_a_wall() -> None:
    scene = Scene()
    scene.play(RIGHT, 1)
    assert scene.observation[80] == np.float32(0.6)
    scene.play(RIGHT, 500)
    assert scene.world.agent.x == 3780.0
    assert scene.observation[80] == 0.0


def test_a_classic_hit_costs_one_of_three_lives() -> None:
    scene = Scene(ArenaRules.classic())
    for life in (1, 2, 3):
        scene.play(RIGHT, 20)
        scene.piece(PieceKind.PAWN, 40.0, 0.0)
        scene.play(RIGHT, 1)
        assert scene.world.is_over == (life == 3)
        assert (scene.world.agent.x == 1920.0) == (life < 3)


def test_classic_points_are_counted() -> None:
    scene = Scene(ArenaRules.classic())
    scene.play(STILL, 225)
    assert scene.world.score.results(30.0)[0] == pytest.approx(5.0 * 225 * 0.13333 + 300.0)
    scene.give(PowerUpKind.SLOW)
    scene.piece(PieceKind.QUEEN, 100.0, 0.0)
    before = scene.world.score.points
    scene.give(PowerUpKind.SCREEN_CLEAR)
    assert scene.world.score.points - before == 5000.0 + 9000.0 + 8000.0


@pytest.mark.parametrize("rules", [ArenaRules(), ArenaRules.classic()])
def test_equal_seeds_give_equal_episodes_and_other_seeds_others(rules: ArenaRules) -> None:
    def observations(seed: int) -> list[bytes]:
        arena = Arena(rules)
        seen = [arena.reset(seed).tobytes()]
        return seen + [arena.step(action)[0].tobytes() for action in actions(Player.RANDOM, 1, 10, 6)]

    assert observations(5) == observations(5)
    assert observations(5) != observations(6)


def test_an_idle_player_dies_early() -> None:
    arena = Arena(ArenaRules())
    survivals = [play(arena, Player.IDLE, seed)[1] for seed in range(9)]
    assert 2.0 < sorted(survivals)[4] < 20.0
    assert arena.spec.max_steps == 900
