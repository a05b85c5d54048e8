//! A player written by hand that sees the same 86 inputs as networks. It flees pieces and walls, goes for power-ups and
//! shoots at pieces that stand on an axis.

use super::sensors::N_RAY_VALUES;
use speciate_core::arithmetic::sin_cos;
use std::f64::consts::PI;

/// Length of the rays in the rules of both presets; what the player keeps its distances by.
const RAY_LENGTH: f64 = 2800.0;
/// How near a piece has to be to be shot at.
const SHOT_DISTANCE: f64 = 1000.0;
/// Nothing counts as nearer than this, so that no wish is infinite.
const LEAST_DISTANCE: f64 = 20.0;
/// Which ray each of the four shooting outputs aims along: up, down, left, right.
const AIMS: [usize; 4] = [12, 4, 8, 0];

/// Places of the nearnesses among the values of a ray.
const PIECE: usize = 0;
const OBSTACLE: usize = 2;
const POWER_UP: usize = 3;
const WALL: usize = 4;

/// Answers an observation of the arena with an action.
pub fn act(observation: &[f32], action: &mut [f32]) {
    let distance = |ray: usize, value: usize| {
        let nearness = f64::from(observation[ray * N_RAY_VALUES + value]);
        let distance = (1.0 - nearness) * RAY_LENGTH;
        if nearness > 0.0 { distance.max(LEAST_DISTANCE) } else { f64::INFINITY }
    };
    let (mut x, mut y) = (0.0, 0.0);
    for ray in 0..16 {
        let flight = 250.0 / distance(ray, PIECE);
        let detour = 60.0 / distance(ray, OBSTACLE);
        let retreat = 120.0 / distance(ray, WALL);
        let chase = (300.0 / distance(ray, POWER_UP)).min(2.0);
        let wish = chase - flight * flight - detour * detour * detour - retreat * retreat;
        let (sine, cosine) = sin_cos(2.0 * PI * ray as f64 / 16.0);
        x += wish * cosine;
        y += wish * sine;
    }
    let length = (x * x + y * y).sqrt().max(1e-6);
    action[0] = (x / length) as f32;
    action[1] = (y / length) as f32;
    for (output, ray) in action[2..6].iter_mut().zip(AIMS) {
        let piece = distance(ray, PIECE);
        let is_open = piece < SHOT_DISTANCE && piece < distance(ray, OBSTACLE);
        *output = if is_open { (1.0 - piece / SHOT_DISTANCE) as f32 } else { -1.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is done about one value of one ray, nothing else being there.
    fn answer(ray: usize, value: usize, nearness: f32) -> [f32; 6] {
        let (mut observation, mut action) = ([0.0; 86], [7.0; 6]);
        observation[ray * N_RAY_VALUES + value] = nearness;
        act(&observation, &mut action);
        action
    }

    #[test]
    fn with_nothing_in_sight_it_stands_still_and_does_not_shoot() {
        assert_eq!(answer(0, PIECE, 0.0), [0.0, 0.0, -1.0, -1.0, -1.0, -1.0]);
    }

    #[test]
    fn it_flees_pieces_obstacles_and_walls_and_goes_for_power_ups() {
        for (value, sign) in [(PIECE, -1.0), (OBSTACLE, -1.0), (WALL, -1.0), (POWER_UP, 1.0)] {
            for (ray, toward) in [(0, (1.0, 0.0)), (4, (0.0, 1.0)), (8, (-1.0, 0.0)), (12, (0.0, -1.0))] {
                let action = answer(ray, value, 0.9);
                assert!((action[0] - sign * toward.0).abs() < 1e-6, "{value} {ray}: {action:?}");
                assert!((action[1] - sign * toward.1).abs() < 1e-6, "{value} {ray}: {action:?}");
            }
        }
    }

    #[test]
    fn it_shoots_at_near_pieces_on_an_axis_alone() {
        for (output, ray) in AIMS.into_iter().enumerate() {
            assert!(answer(ray, PIECE, 0.8)[2 + output] > 0.0);
            assert!(answer(ray, PIECE, 0.6)[2..].iter().all(|&shoots| shoots < 0.0));
            assert!(answer(ray + 1, PIECE, 0.8)[2..].iter().all(|&shoots| shoots < 0.0));
        }
    }

    #[test]
    fn it_does_not_shoot_at_what_stands_behind_an_obstacle() {
        let (mut observation, mut action) = ([0.0; 86], [0.0; 6]);
        (observation[PIECE], observation[OBSTACLE]) = (0.8, 0.85);
        act(&observation, &mut action);
        assert_eq!(action[5], -1.0);
    }

    #[test]
    fn what_touches_it_gives_a_finite_answer() {
        assert!(answer(3, PIECE, 1.0).iter().all(|value| value.is_finite()));
    }
}
