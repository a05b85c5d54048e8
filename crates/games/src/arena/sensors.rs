//! What the agent senses: 16 rays from its centre.
//!
//! Ray `i` points at the angle 2 pi i / 16 from +x toward +y, which is down. A thing is on a ray when its centre
//! lies in front and within a width of the ray; its distance is measured along the ray to the foot of the
//! perpendicular. Of several things on a ray the nearest counts, the first of equals. Nearness is 1 - d/length:
//! 1 at the agent, 0 at the end of the ray and beyond, where there is nothing.

use super::power_ups::PowerUpKind;
use super::rules::ArenaRules;
use super::setup::Setup;
use super::world::World;

/// Number of rays.
pub(super) const N_RAYS: usize = 16;
/// Values per ray: piece, its type, obstacle, power-up, wall.
pub(super) const N_RAY_VALUES: usize = 5;
/// Length of an observation: the rays, then velocity x and y, invincible, speed boost, slow or freeze, can shoot.
pub(super) const N_OBSERVATIONS: usize = N_RAYS * N_RAY_VALUES + 6;

/// The nearest thing on each ray: its distance, infinite where there is none, and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    pub distance: [f64; N_RAYS],
    pub index: [usize; N_RAYS],
}

impl Nearest {
    /// Finds the nearest of `things`, given by their centres, on each ray from (x, y).
    ///
    /// The four rays of one cross share two products: the place along one is the place across the next.
    #[inline]
    pub fn of(setup: &Setup, (x, y): (f64, f64), things: impl Iterator<Item = (f64, f64)>, width: f64) -> Self {
        let mut nearest = Self { distance: [f64::INFINITY; N_RAYS], index: [0; N_RAYS] };
        for (index, (thing_x, thing_y)) in things.enumerate() {
            let (dx, dy) = (thing_x - x, thing_y - y);
            let along = setup.rays.map(|(cosine, sine)| dx * cosine + dy * sine);
            let across = setup.rays.map(|(cosine, sine)| dy * cosine - dx * sine);
            for ray in 0..N_RAYS / 4 {
                if along[ray].abs().min(across[ray].abs()) <= width {
                    nearest.offer(ray, along[ray], across[ray], width, index);
                    nearest.offer(ray + 4, across[ray], along[ray], width, index);
                }
            }
        }
        nearest
    }

    /// Takes a thing at a place along and across a ray, or along the ray opposite to it, if it is nearer.
    fn offer(&mut self, ray: usize, along: f64, across: f64, width: f64, index: usize) {
        let ray = if along > 0.0 { ray } else { ray + 8 };
        if across.abs() <= width && along != 0.0 && along.abs() < self.distance[ray] {
            self.distance[ray] = along.abs();
            self.index[ray] = index;
        }
    }
}

/// The distances from (x, y) to the walls' inner faces along each ray.
pub(super) fn walls(setup: &Setup, (x, y): (f64, f64)) -> [f64; N_RAYS] {
    let near = setup.rules.wall_thickness;
    let far = setup.width - near;
    let mut distances = [0.0; N_RAYS];
    for (ray, &(cosine, sine)) in setup.rays.iter().enumerate() {
        // a quarter turn takes (cosine, sine) to (-sine, cosine); every component here is at least 0
        distances[ray] = face(far - x, cosine).min(face(far - y, sine));
        distances[ray + 4] = face(x - near, sine).min(face(far - y, cosine));
        distances[ray + 8] = face(x - near, cosine).min(face(y - near, sine));
        distances[ray + 12] = face(far - x, sine).min(face(y - near, cosine));
    }
    distances
}

/// The way along a ray to a face at a distance, given the ray's component toward it.
fn face(distance: f64, component: f64) -> f64 {
    if component > 0.0 { distance / component } else { f64::INFINITY }
}

/// Nearness from a distance.
pub(super) fn nearness(distance: f64, length: f64) -> f64 {
    if distance <= length { 1.0 - distance / length } else { 0.0 }
}

impl World {
    /// Writes an observation.
    pub fn sense(&self, setup: &Setup, observation: &mut [f32]) {
        let rules = &setup.rules;
        let here = (self.agent.x, self.agent.y);
        let length = rules.ray_length;
        let pieces = self.pieces.iter().map(|piece| (piece.x, piece.y));
        let pieces = Nearest::of(setup, here, pieces, rules.piece_ray_width);
        let obstacles = self.obstacles.x.iter().copied().zip(self.obstacles.y.iter().copied());
        let obstacles = Nearest::of(setup, here, obstacles, rules.obstacle_ray_width);
        let power_ups = self.power_ups.iter().map(|power_up| (power_up.x, power_up.y));
        let power_ups = Nearest::of(setup, here, power_ups, rules.power_up_ray_width);
        let walls = walls(setup, here);
        let (rays, state) = observation.split_at_mut(N_RAYS * N_RAY_VALUES);
        for (ray, values) in rays.chunks_exact_mut(N_RAY_VALUES).enumerate() {
            values[0] = nearness(pieces.distance[ray], length) as f32;
            values[1] = if pieces.distance[ray] <= length {
                rules.piece_types[self.pieces[pieces.index[ray]].kind as usize] as f32
            } else {
                0.0
            };
            values[2] = nearness(obstacles.distance[ray], length) as f32;
            values[3] = nearness(power_ups.distance[ray], length) as f32;
            values[4] = nearness(walls[ray], length) as f32;
        }
        self.sense_state(rules, state);
    }

    fn sense_state(&self, rules: &ArenaRules, state: &mut [f32]) {
        let is_active = |kind| self.effects.is_active(kind);
        let is_slow = is_active(PowerUpKind::Slow) || (rules.freeze_is_sensed && is_active(PowerUpKind::Freeze));
        let as_input = |is_so: bool| if is_so { 1.0 } else { 0.0 };
        state[0] = (self.agent.velocity.0 / rules.agent_boosted_speed) as f32;
        state[1] = (self.agent.velocity.1 / rules.agent_boosted_speed) as f32;
        state[2] = as_input(is_active(PowerUpKind::Invincibility) || self.agent.grace > 0.0);
        state[3] = as_input(is_active(PowerUpKind::Speed));
        state[4] = as_input(is_slow);
        state[5] = as_input(self.agent.cooldown <= 0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;
    use std::f64::consts::PI;

    fn setup() -> Setup {
        Setup::new(ArenaRules::standard())
    }

    /// A thing at a distance along a ray and an offset across it, from (2000, 2000).
    fn place(ray: usize, along: f64, across: f64) -> (f64, f64) {
        let (sine, cosine) = (PI * ray as f64 / 8.0).sin_cos();
        (2000.0 + along * cosine - across * sine, 2000.0 + along * sine + across * cosine)
    }

    fn on_rays(things: &[(f64, f64)]) -> Nearest {
        Nearest::of(&setup(), (2000.0, 2000.0), things.iter().copied(), 50.0)
    }

    #[test]
    fn a_far_thing_is_on_its_ray_alone_within_the_width() {
        for ray in 0..N_RAYS {
            for across in [-49.9, 0.0, 49.9] {
                let nearest = on_rays(&[place(ray, 700.0, across)]);
                for other in 0..N_RAYS {
                    assert_eq!(nearest.distance[other].is_finite(), other == ray, "{ray} {other}");
                }
                assert!((nearest.distance[ray] - 700.0).abs() < 1e-9);
            }
            for across in [-50.1, 50.1] {
                assert!(on_rays(&[place(ray, 700.0, across)]).distance[ray].is_infinite());
            }
        }
    }

    #[test]
    fn the_nearest_on_a_ray_counts() {
        let nearest = on_rays(&[place(3, 700.0, 0.0), place(3, 400.0, 20.0), place(3, 500.0, 0.0)]);
        assert_eq!(nearest.index[3], 1);
        assert!((nearest.distance[3] - 400.0).abs() < 1e-9);
    }

    #[test]
    fn walls_are_as_far_as_the_ray_is_long() {
        let distances = walls(&setup(), (1000.0, 2000.0));
        for (ray, distance) in distances.iter().enumerate() {
            let (sine, cosine) = (PI * ray as f64 / 8.0).sin_cos();
            let (x, y) = (1000.0 + distance * cosine, 2000.0 + distance * sine);
            let is_at_face = |place: f64| (place - 40.0).abs() < 1e-6 || (place - 3800.0).abs() < 1e-6;
            assert!(is_at_face(x) || is_at_face(y), "{ray}: {x} {y}");
            assert!((39.9..3800.1).contains(&x) && (39.9..3800.1).contains(&y), "{ray}: {x} {y}");
        }
        assert_eq!([distances[0], distances[8]], [2800.0, 960.0]);
    }

    #[test]
    fn nearness_falls_from_one_to_nothing() {
        assert_eq!(
            [0.0, 700.0, 2800.0, 2801.0, f64::INFINITY].map(|d| nearness(d, 2800.0)),
            [1.0, 0.75, 0.0, 0.0, 0.0]
        );
    }
}
