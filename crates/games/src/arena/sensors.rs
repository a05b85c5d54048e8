//! What the agent senses: 16 rays from its centre.
//!
//! Ray `i` points at the angle 2 pi i / 16 from +x toward +y, which is down. A thing is on a ray when its centre
//! lies in front and within a width of the ray; its distance is measured along the ray to the foot of the
//! perpendicular. Of several things on a ray the nearest counts, the first of equals. Nearness is 1 - d/length:
//! 1 at the agent, 0 at the end of the ray and beyond, where there is nothing.

use super::rays::Nearest;
use super::rules::{ArenaRules, PowerUpKind};
use super::setup::{N_RAYS, Setup};
use super::world::World;
use speciate_core::simd::kernel;

/// Values per ray: piece, its type, obstacle, power-up, wall.
pub(super) const N_RAY_VALUES: usize = 5;
/// Length of an observation: the rays, then velocity x and y, invincible, speed boost, slow or freeze, can shoot.
pub(super) const N_OBSERVATIONS: usize = N_RAYS * N_RAY_VALUES + 6;

/// The distances from (x, y) to the walls' inner faces along each ray.
#[inline(always)]
pub(super) fn walls(setup: &Setup, (x, y): (f64, f64)) -> [f64; N_RAYS] {
    let near = setup.rules.wall_thickness;
    let far = setup.width - near;
    let mut distances = [0.0; N_RAYS];
    for (distance, (cosine, sine)) in distances.iter_mut().zip(&setup.rays) {
        let (to_x, to_y) = (face((x - near, far - x), *cosine), face((y - near, far - y), *sine));
        *distance = if to_x < to_y { to_x } else { to_y };
    }
    distances
}

/// The way along a ray to the face that it meets, of two at these distances below and above, given the ray's
/// component across them.
#[inline(always)]
fn face((below, above): (f64, f64), component: f64) -> f64 {
    let distance = if component > 0.0 { above } else { below };
    if component == 0.0 { f64::INFINITY } else { distance / component.abs() }
}

/// Nearness from a distance.
#[inline(always)]
pub(super) fn nearness(distance: f64, length: f64) -> f64 {
    if distance <= length { 1.0 - distance / length } else { 0.0 }
}

kernel! {
    fn sense_rays(world: &World, setup: &Setup, values: &mut [[f32; N_RAY_VALUES]; N_RAYS]) {
        let (rules, here) = (&setup.rules, (world.agent.x, world.agent.y));
        let pieces = world.pieces.iter().map(|piece| (piece.x, piece.y));
        let pieces = Nearest::of(setup, here, pieces, rules.piece_ray_width);
        let obstacles = Nearest::of_many(setup, here, (&world.obstacles.x, &world.obstacles.y), rules.obstacle_ray_width);
        let power_ups = world.power_ups.iter().map(|power_up| (power_up.x, power_up.y));
        let power_ups = Nearest::of(setup, here, power_ups, rules.power_up_ray_width);
        let [mut piece, mut obstacle, mut power_up, mut wall] = [[0.0; N_RAYS]; 4];
        let walls = walls(setup, here);
        for ray in 0..N_RAYS {
            piece[ray] = nearness(pieces.distance[ray], rules.ray_length) as f32;
            obstacle[ray] = nearness(obstacles.distance[ray], rules.ray_length) as f32;
            power_up[ray] = nearness(power_ups.distance[ray], rules.ray_length) as f32;
            wall[ray] = nearness(walls[ray], rules.ray_length) as f32;
        }
        for (ray, values) in values.iter_mut().enumerate() {
            let kind = if pieces.distance[ray] <= rules.ray_length {
                rules.piece_types[world.pieces[pieces.index[ray]].kind as usize] as f32
            } else {
                0.0
            };
            *values = [piece[ray], kind, obstacle[ray], power_up[ray], wall[ray]];
        }
    }
}

impl World {
    /// Writes an observation.
    pub fn sense(&self, setup: &Setup, observation: &mut [f32]) {
        let (rays, state) = observation.split_at_mut(N_RAYS * N_RAY_VALUES);
        let rays = rays.as_chunks_mut().0.first_chunk_mut().expect("an observation has values for every ray");
        sense_rays(self, setup, rays);
        self.sense_state(&setup.rules, state);
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
