//! Every constant of the arena, in one table: name, type, `standard` value, `classic` value where it differs,
//! and the range that is allowed.
//!
//! Lengths are pixels, times seconds. A tick is one step of the physics; one step of the environment is one
//! decision, held for `ticks_per_step` ticks. Lists in the order of `PieceKind` have one entry per kind.

use super::kinds::{PieceKind, PowerUpKind, Scoring};
use super::values::{check_value, read, unknown};
use serde::Deserialize;
use serde_json::{Map, Value};
use speciate_core::error::Result;

macro_rules! rules {
    ($(
        $(#[$documentation:meta])*
        $name:ident: $kind:ty = $standard:expr $(, classic $classic:expr)? $(, in $range:expr)?;
    )*) => {
        /// The rules of the arena. Read from options: a `preset` and what differs from it.
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(try_from = "Map<String, Value>")]
        pub struct ArenaRules {
            $($(#[$documentation])* pub $name: $kind,)*
        }

        impl ArenaRules {
            /// The names of all rules.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// The fair game.
            pub fn standard() -> Self {
                Self { $($name: $standard,)* }
            }

            /// The rule set of the game that the published records were made with.
            pub fn classic() -> Self {
                let mut rules = Self::standard();
                $($(rules.$name = $classic;)?)*
                rules
            }

            /// Replaces one rule by a value from JSON.
            pub(super) fn set(&mut self, name: &str, value: &Value) -> Result<()> {
                match name {
                    $(stringify!($name) => {
                        self.$name = read(name, value, &[$($range)?])?;
                    })*
                    _ => return Err(unknown(name, Self::NAMES)),
                }
                Ok(())
            }

            /// Checks every rule against its range.
            pub(super) fn check_ranges(&self) -> Result<()> {
                $(check_value(stringify!($name), &self.$name, &[$($range)?])?;)*
                Ok(())
            }
        }
    };
}

rules! {
    /// Duration of a tick.
    tick_seconds: f64 = 1.0 / 60.0, classic 0.13333, in 0.001..=0.5;
    /// Ticks for which a decision is held.
    ticks_per_step: usize = 4, classic 1, in 1.0..=100.0;
    /// Longest duration of an episode.
    duration_seconds: f64 = 60.0, in 1.0..=600.0;

    /// Side of the square field at scale 1.
    field_size: f64 = 3840.0, in 400.0..=20000.0;
    /// Scales the side of the field and, by area, the number of obstacles; all else keeps its size.
    scale: f64 = 1.0, in 0.1..=1.0;
    /// Thickness of the walls, which stand inside the field.
    wall_thickness: f64 = 40.0, in 0.0..=50.0;
    /// Obstacles at scale 1.
    obstacle_count: usize = 40, in 0.0..=500.0;
    /// The least number of obstacles that a smaller scale leaves.
    obstacle_count_min: usize = 3, in 0.0..=500.0;
    /// Side of an obstacle.
    obstacle_size: f64 = 60.0, in 1.0..=100.0;
    /// Distance that centres of obstacles keep from the edges of the field.
    obstacle_padding: f64 = 100.0, in 0.0..=150.0;
    /// Distance that centres of obstacles keep from each other.
    obstacle_spacing: f64 = 150.0, in 0.0..=2000.0;
    /// Distance that centres of obstacles keep from the centre of the field.
    obstacle_clearance: f64 = 300.0, in 150.0..=2000.0;
    /// Places tried for an obstacle before it is left out.
    obstacle_tries: usize = 50, in 1.0..=1000.0;

    /// Side of the agent.
    agent_size: f64 = 40.0, in 1.0..=100.0;
    /// Speed of the agent, px/s.
    agent_speed: f64 = 300.0, in 0.0..=2000.0;
    /// Speed of the agent with speed boost, px/s; also what its velocity is divided by before it is sensed.
    agent_boosted_speed: f64 = 500.0, in 1.0..=2000.0;
    /// Whether the length of the move vector scales the speed; otherwise any move is at full speed.
    analog_moves: bool = true, classic false;
    /// An analog move shorter than this is standing still.
    stand_still_length: f64 = 0.05, in 0.0..=1.0;
    /// Hits that end the episode.
    lives: usize = 1, classic 3, in 1.0..=100.0;
    /// How long nothing hurts after the shield is spent.
    shield_grace_seconds: f64 = 0.5, in 0.0..=10.0;
    /// How long the agent is invincible after it lost a life.
    respawn_seconds: f64 = 2.0, in 0.0..=10.0;

    /// Half the side of a shot.
    shot_radius: f64 = 6.0, in 0.0..=50.0;
    /// Speed of a shot, px/s.
    shot_speed: f64 = 900.0, in 1.0..=10000.0;
    /// Distance after which a shot ends.
    shot_range: f64 = 1200.0, in 1.0..=10000.0;
    /// Whether shots hit what they pass; otherwise only what they overlap at the end of a tick.
    swept_shots: bool = true, classic false;
    /// Time between two shots.
    cooldown_seconds: f64 = 0.3, in 0.0..=60.0;
    /// Time between two shots with rapid fire.
    rapid_cooldown_seconds: f64 = 0.09, in 0.0..=60.0;
    /// Distance within which a piece is aimed at.
    aimed_distance: f64 = 800.0, in 0.0..=10000.0;
    /// A piece is aimed at when the cosine of the angle between it and the shot is above this.
    aimed_cosine: f64 = 0.7, in 0.0..=1.0;

    /// Kinds of pieces that appear; one listed twice is twice as frequent.
    pieces: Vec<PieceKind> = PieceKind::ALL.to_vec(), in 1.0..=100.0;
    /// What destroying a piece counts, by kind.
    piece_values: [f64; 5] = [1.0, 3.0, 3.0, 5.0, 9.0], in 0.0..=1000.0;
    /// Side of a piece, by kind.
    piece_sizes: [f64; 5] = [28.0, 32.0, 32.0, 36.0, 40.0], in 1.0..=100.0;
    /// Pace of a piece, by kind; without growing pressure it has no effect.
    piece_speed_factors: [f64; 5] = [1.0, 1.2, 1.3, 1.1, 1.4], in 0.01..=10.0;
    /// Wait between two moves at pace 1, by kind.
    piece_cooldowns_seconds: [f64; 5] = [1.0, 1.2, 0.9, 1.1, 0.7], in 0.0..=60.0;
    /// How a piece is sensed, by kind.
    piece_types: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0], classic [0.2, 0.5, 0.5, 0.8, 1.0], in 0.0..=1.0;
    /// Duration of a move at pace 1.
    glide_seconds: f64 = 0.3, in 0.01..=10.0;
    /// Side of a tile, the unit of moves.
    tile_size: f64 = 50.0, in 1.0..=500.0;
    /// Most tiles of a bishop's move.
    bishop_tiles: usize = 2, in 1.0..=20.0;
    /// Most tiles of a rook's move.
    rook_tiles: usize = 3, in 1.0..=20.0;
    /// Whether moves of bishops, rooks and queens have uniform lengths; otherwise the one ending nearest.
    uniform_lengths: bool = false, classic true;
    /// Whether the pace of a piece is its speed factor and grows with time; otherwise it is 1.
    growing_pressure: bool = true, classic false;
    /// Time after which the pace has doubled; after twice this time it has tripled.
    pressure_seconds: f64 = 30.0, in 1.0..=10000.0;

    /// Pawns at the start.
    first_pawns: usize = 3, in 0.0..=100.0;
    /// Time from the first piece to the second.
    spawn_interval_seconds: f64 = 3.0, classic 6.0, in 0.1..=600.0;
    /// Each interval is the one before times this.
    spawn_interval_factor: f64 = 0.95, in 0.1..=1.0;
    /// The least interval.
    spawn_interval_min_seconds: f64 = 1.0, classic 3.0, in 0.1..=600.0;
    /// Whether pieces appear at a random edge of the field; otherwise round the agent.
    spawn_at_edge: bool = false, classic true;
    /// Distance from the edge of the field of pieces that appear there.
    spawn_padding: f64 = 100.0, in 0.0..=200.0;
    /// Least distance from the agent of pieces that appear round it.
    spawn_distance_min: f64 = 400.0, in 0.0..=10000.0;
    /// Most distance from the agent of pieces that appear round it.
    spawn_distance_max: f64 = 900.0, in 0.0..=10000.0;

    /// Kinds of power-ups that appear; one listed twice is twice as frequent; none listed, none appear.
    power_ups: Vec<PowerUpKind> = PowerUpKind::ALL.to_vec(), in 0.0..=100.0;
    /// When the first power-up appears.
    power_up_first_seconds: f64 = 1.0, in 0.0..=600.0;
    /// Time between two power-ups.
    power_up_interval_seconds: f64 = 3.0, in 0.1..=600.0;
    /// Whether power-ups appear round the centre of the field; otherwise round the agent.
    power_ups_at_centre: bool = false, classic true;
    /// Least distance from there.
    power_up_distance_min: f64 = 200.0, classic 300.0, in 0.0..=10000.0;
    /// Most distance from there.
    power_up_distance_max: f64 = 800.0, classic 1000.0, in 0.0..=10000.0;
    /// Most distance from the centre of the field, as a part of the field's side.
    power_up_centre_fraction: f64 = 0.3, in 0.0..=1.0;
    /// Distance that power-ups keep from the edges of the field.
    power_up_padding: f64 = 100.0, in 0.0..=200.0;
    /// Power-ups on the field at once; further ones do not appear.
    power_ups_max: usize = 15, in 0.0..=1000.0;
    /// Side of a power-up.
    power_up_size: f64 = 25.0, in 1.0..=200.0;
    /// How long a power-up acts.
    effect_seconds: f64 = 5.0, in 0.0..=600.0;
    /// Factor of the pace of all pieces while slow acts.
    slow_pace: f64 = 0.5, in 0.0..=1.0;
    /// Distance within which a bomb destroys pieces.
    bomb_radius: f64 = 600.0, in 0.0..=10000.0;

    /// Length of the rays.
    ray_length: f64 = 2800.0, in 100.0..=20000.0;
    /// A piece is sensed when its centre is at most this far from the ray.
    piece_ray_width: f64 = 50.0, in 0.0..=500.0;
    /// An obstacle is sensed when its centre is at most this far from the ray.
    obstacle_ray_width: f64 = 40.0, in 0.0..=500.0;
    /// A power-up is sensed when its centre is at most this far from the ray.
    power_up_ray_width: f64 = 30.0, in 0.0..=500.0;
    /// Whether the input that senses slow senses freeze too.
    freeze_is_sensed: bool = true, classic false;

    /// What the fitness is made of.
    scoring: Scoring = Scoring::Standard, classic Scoring::Classic;
    /// Fitness of a second alive.
    survival_weight: f64 = 5.0, in 0.0..=1e6;
    /// Standard fitness of a unit of kills.
    kills_weight: f64 = 10.0, in 0.0..=1e6;
    /// Standard fitness of a power-up.
    power_ups_weight: f64 = 50.0, in 0.0..=1e6;
    /// Classic points of a unit of kills.
    kill_points: f64 = 1000.0, in 0.0..=1e6;
    /// Classic points of a power-up.
    power_up_points: f64 = 5000.0, in 0.0..=1e6;
    /// Classic points of a screen clear that destroys anything.
    screen_clear_points: f64 = 8000.0, in 0.0..=1e6;
    /// Time between classic milestones.
    milestone_seconds: f64 = 15.0, in 1.0..=600.0;
    /// Classic points of the first milestone; the k-th has k times as many.
    milestone_points: f64 = 100.0, in 0.0..=1e6;
    /// Classic points per second at the place of a power-up, less with distance.
    nearness_points: f64 = 100.0, in 0.0..=1e6;
    /// Distance at which nearness to a power-up is worth nothing.
    nearness_distance: f64 = 1500.0, in 1.0..=20000.0;
    /// Classic points of a shot aimed at a piece.
    aimed_points: f64 = 50.0, in 0.0..=1e6;
}
