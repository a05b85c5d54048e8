//! The hard maze of novelty search (Lehman & Stanley 2011): a robot in a maze whose straight way to the goal is a dead end.

use speciate_core::arithmetic::sin_cos;
use speciate_core::evaluation::environment::{Environment, EnvironmentSpec};

const START: [f64; 2] = [36.0, 184.0];
const GOAL: [f64; 2] = [31.0, 20.0];
/// Both ends of each wall: x, y, x, y.
const WALLS: [[f64; 4]; 13] = [
    [41.0, 5.0, 3.0, 8.0],
    [3.0, 8.0, 4.0, 49.0],
    [4.0, 49.0, 57.0, 53.0],
    [4.0, 49.0, 7.0, 202.0],
    [7.0, 202.0, 195.0, 198.0],
    [195.0, 198.0, 186.0, 8.0],
    [186.0, 8.0, 39.0, 5.0],
    [56.0, 54.0, 56.0, 157.0],
    [57.0, 106.0, 158.0, 162.0],
    [77.0, 201.0, 108.0, 164.0],
    [6.0, 80.0, 33.0, 121.0],
    [192.0, 146.0, 87.0, 91.0],
    [56.0, 55.0, 133.0, 30.0],
];
const RADIUS: f64 = 8.0;
const RANGE: f64 = 100.0;
const REACHED_WITHIN: f64 = 5.0;
const LARGEST_SPEED: f64 = 3.0;
const MAX_STEPS: usize = 400;
const HALF_ROOT: f64 = std::f64::consts::FRAC_1_SQRT_2;
/// Cosine and sine of each rangefinder's angle to the heading: -90, -45, 0, 45, 90 and -180 degrees.
const FINDERS: [[f64; 2]; 6] =
    [[0.0, -1.0], [HALF_ROOT, -HALF_ROOT], [1.0, 0.0], [HALF_ROOT, HALF_ROOT], [0.0, 1.0], [-1.0, 0.0]];
const DEGREE: f64 = std::f64::consts::PI / 180.0;

/// One robot, which starts at the same place in every episode.
///
/// An observation is six distances to walls, as fractions of 100, by angle; whether the goal lies ahead, to 90, 180 or 270
/// degrees; and 1. The two actions, clipped to [0, 1], change the turn per step and the speed by themselves less one half; both
/// stay within 3. A step moves by the heading before it turns; a move that would end within 8 of a wall does not take place. A
/// NaN changes nothing. The episode ends within 5 of the goal or after 400 steps. `fitness` is 300 less the distance to the
/// goal, `reached` 1 or 0, `x` and `y` the place.
#[derive(Clone, Debug)]
pub struct Maze {
    place: [f64; 2],
    /// Degrees, from 0 to 360.
    heading: f64,
    turn: f64,
    speed: f64,
    step: usize,
}

impl Default for Maze {
    fn default() -> Self {
        Self { place: START, heading: 0.0, turn: 0.0, speed: 0.0, step: 0 }
    }
}

/// What an action adds.
fn change(action: f32) -> f64 {
    let action = f64::from(action);
    if action.is_nan() { 0.0 } else { action.clamp(0.0, 1.0) - 0.5 }
}

/// The square of the distance of a point from a wall.
fn square_distance([x, y]: [f64; 2], [ax, ay, bx, by]: [f64; 4]) -> f64 {
    let (ex, ey) = (bx - ax, by - ay);
    let along = (((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey)).clamp(0.0, 1.0);
    let (dx, dy) = (ax + along * ex - x, ay + along * ey - y);
    dx * dx + dy * dy
}

/// How far a ray runs up to a wall, if it meets it.
fn meets([x, y]: [f64; 2], [dx, dy]: [f64; 2], [ax, ay, bx, by]: [f64; 4]) -> Option<f64> {
    let (ex, ey, px, py) = (bx - ax, by - ay, ax - x, ay - y);
    let cross = dx * ey - dy * ex;
    let (far, along) = (px * ey - py * ex, px * dy - py * dx);
    // far / cross >= 0 and 0 <= along / cross <= 1, without dividing for the walls that are missed
    let (far, along, cross) = if cross < 0.0 { (-far, -along, -cross) } else { (far, along, cross) };
    (far >= 0.0 && along >= 0.0 && along <= cross && cross != 0.0).then(|| far / cross)
}

impl Maze {
    fn distance(&self) -> f64 {
        let (dx, dy) = (GOAL[0] - self.place[0], GOAL[1] - self.place[1]);
        (dx * dx + dy * dy).sqrt()
    }

    fn observe(&self, observation: &mut [f32]) {
        let (sine, cosine) = sin_cos(self.heading * DEGREE);
        for (value, [c, s]) in observation.iter_mut().zip(FINDERS) {
            let ray = [cosine * c - sine * s, sine * c + cosine * s];
            let mut nearest = RANGE;
            for far in WALLS.into_iter().filter_map(|wall| meets(self.place, ray, wall)) {
                nearest = if far < nearest { far } else { nearest };
            }
            *value = (nearest / RANGE) as f32;
        }
        let (dx, dy) = (GOAL[0] - self.place[0], GOAL[1] - self.place[1]);
        let (ahead, aside) = (cosine * dx + sine * dy, cosine * dy - sine * dx);
        let slices = [
            -ahead <= aside && aside < ahead,
            -aside < ahead && ahead <= aside,
            ahead < aside && aside <= -ahead,
            aside <= ahead && ahead < -aside,
        ];
        for (value, inside) in observation[6..].iter_mut().zip(slices) {
            *value = f32::from(u8::from(inside));
        }
        observation[10] = 1.0;
    }
}

impl Environment for Maze {
    fn spec(&self) -> EnvironmentSpec {
        EnvironmentSpec {
            n_observations: 11,
            n_actions: 2,
            results: &["fitness", "reached", "x", "y"],
            worst: &[0.0, 0.0, 0.0, 0.0],
            max_steps: MAX_STEPS,
            solved: Some(("reached", 1.0)),
            stochastic: false,
        }
    }

    fn reset(&mut self, _seed: u64, observation: &mut [f32]) {
        *self = Self::default();
        self.observe(observation);
    }

    fn step(&mut self, action: &[f32], observation: &mut [f32]) -> bool {
        self.turn = (self.turn + change(action[0])).clamp(-LARGEST_SPEED, LARGEST_SPEED);
        self.speed = (self.speed + change(action[1])).clamp(-LARGEST_SPEED, LARGEST_SPEED);
        let (sine, cosine) = sin_cos(self.heading * DEGREE);
        let place = [self.place[0] + cosine * self.speed, self.place[1] + sine * self.speed];
        if WALLS.into_iter().all(|wall| square_distance(place, wall) >= RADIUS * RADIUS) {
            self.place = place;
        }
        self.heading += self.turn;
        if self.heading >= 360.0 {
            self.heading -= 360.0;
        }
        if self.heading < 0.0 {
            self.heading += 360.0;
        }
        self.step += 1;
        self.observe(observation);
        self.step == MAX_STEPS || self.distance() < REACHED_WITHIN
    }

    fn results(&self, results: &mut [f64]) {
        let distance = self.distance();
        let reached = f64::from(u8::from(distance < REACHED_WITHIN));
        results.copy_from_slice(&[300.0 - distance, reached, self.place[0], self.place[1]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started() -> (Maze, [f32; 11]) {
        let (mut maze, mut observation) = (Maze::default(), [0.0; 11]);
        maze.reset(0, &mut observation);
        (maze, observation)
    }

    #[test]
    fn the_start_sees_the_walls_around_it() {
        let (_, observation) = started();
        // ahead, in the direction of x, the wall from (77, 201) to (108, 164) is met at y = 184
        let ahead = (77.0 + (201.0 - 184.0) / (201.0 - 164.0) * 31.0 - 36.0) / 100.0;
        assert!((f64::from(observation[2]) - ahead).abs() < 1e-6, "{}", observation[2]);
        // behind, the left wall, from (4, 49) to (7, 202)
        let behind = (36.0 - (4.0 + (184.0 - 49.0) / 153.0 * 3.0)) / 100.0;
        assert!((f64::from(observation[5]) - behind).abs() < 1e-6, "{}", observation[5]);
        assert_eq!(observation[10], 1.0);
    }

    #[test]
    fn the_goal_lies_in_exactly_one_slice_whatever_the_heading() {
        let (mut maze, mut observation) = started();
        let mut seen = [0; 4];
        for heading in 0..360 {
            maze.heading = f64::from(heading);
            maze.observe(&mut observation);
            let slices = &observation[6..10];
            assert_eq!(slices.iter().sum::<f32>(), 1.0, "{heading}");
            seen[slices.iter().position(|slice| *slice == 1.0).unwrap()] += 1;
        }
        assert!(seen.iter().all(|n| *n == 90), "{seen:?}");
    }

    #[test]
    fn an_action_of_one_half_changes_nothing_and_nan_neither() {
        for action in [0.5, f32::NAN] {
            let (mut maze, mut observation) = started();
            let mut is_over = false;
            for _ in 0..MAX_STEPS {
                assert!(!is_over);
                is_over = maze.step(&[action, action], &mut observation);
            }
            assert!(is_over);
            assert_eq!(maze.place, START);
        }
    }

    #[test]
    fn speed_and_turn_stay_within_three() {
        let (mut maze, mut observation) = started();
        for _ in 0..20 {
            maze.step(&[1.0, 0.0], &mut observation);
        }
        assert_eq!((maze.turn, maze.speed), (3.0, -3.0));
    }

    #[test]
    fn walls_stop_the_robot_eight_before_them() {
        let (mut maze, mut observation) = started();
        for _ in 0..MAX_STEPS {
            maze.step(&[0.5, 1.0], &mut observation);
            assert!(WALLS.into_iter().all(|wall| square_distance(maze.place, wall) >= 64.0));
        }
        assert!(maze.place[0] > 60.0, "{:?}", maze.place);
    }

    #[test]
    fn the_goal_ends_the_episode() {
        let (mut maze, mut observation) = started();
        maze.place = [31.0, 26.0];
        maze.heading = 270.0;
        assert!(!maze.step(&[0.5, 1.0], &mut observation));
        assert!(maze.step(&[0.5, 1.0], &mut observation));
        let mut results = [0.0; 4];
        maze.results(&mut results);
        assert_eq!(results[1], 1.0);
        assert!((results[0] - 295.5).abs() < 1e-9, "{results:?}");
    }
}
