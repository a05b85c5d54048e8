//! Values that follow from the rules alone and are the same in every episode.

use super::rules::ArenaRules;
use speciate_core::arithmetic::sin_cos;
use std::f64::consts::PI;

/// Rays that the agent looks along.
pub(super) const N_RAYS: usize = 16;

/// Below this, a remaining time is rounding and counts as none.
pub(super) const TIME_TOLERANCE: f64 = 1e-9;

/// Rules and what follows from them.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub rules: ArenaRules,
    /// Side of the scaled field.
    pub width: f64,
    pub n_obstacles: usize,
    /// Ticks of a whole episode.
    pub n_ticks: usize,
    /// The tick at which each piece appears, in order; the first pawns are the first.
    pub piece_ticks: Vec<usize>,
    /// The tick at which each power-up appears, in order.
    pub power_up_ticks: Vec<usize>,
    /// Cosine and sine of the rays. The first quarter is computed; the others are quarter turns of it.
    pub rays: [(f64, f64); N_RAYS],
}

impl Setup {
    pub fn new(rules: ArenaRules) -> Self {
        let scaled = (rules.obstacle_count as f64 * rules.scale * rules.scale).floor() as usize;
        Self {
            width: rules.field_size * rules.scale,
            n_obstacles: scaled.max(rules.obstacle_count_min).min(rules.obstacle_count),
            n_ticks: nearest_tick(rules.duration_seconds, rules.tick_seconds).max(1),
            piece_ticks: piece_ticks(&rules),
            power_up_ticks: power_up_ticks(&rules),
            rays: std::array::from_fn(ray),
            rules,
        }
    }

    /// The centre of the field, on both axes.
    pub fn centre(&self) -> f64 {
        self.width / 2.0
    }

    /// Keeps the centre of a box of the given side inside the walls, on one axis.
    pub fn within_walls(&self, position: f64, size: f64) -> f64 {
        let margin = self.rules.wall_thickness + size / 2.0;
        position.max(margin).min(self.width - margin)
    }

    /// The tick of the k-th classic milestone.
    pub fn milestone_tick(&self, k: usize) -> usize {
        nearest_tick(self.rules.milestone_seconds * k as f64, self.rules.tick_seconds)
    }

    /// Ticks that a shot can fly; at most one is fired at each.
    pub fn shot_ticks(&self) -> usize {
        (self.rules.shot_range / (self.rules.shot_speed * self.rules.tick_seconds)).ceil() as usize + 2
    }
}

/// Cosine and sine of a ray.
fn ray(number: usize) -> (f64, f64) {
    if number >= N_RAYS / 4 {
        let (cosine, sine) = ray(number - N_RAYS / 4);
        return (-sine, cosine);
    }
    let (sine, cosine) = sin_cos(2.0 * PI * number as f64 / N_RAYS as f64);
    (cosine, sine)
}

fn nearest_tick(seconds: f64, tick_seconds: f64) -> usize {
    (seconds / tick_seconds + 0.5).floor() as usize
}

/// The first tick that does not lie before a time.
fn tick_from(seconds: f64, tick_seconds: f64) -> usize {
    (seconds / tick_seconds - TIME_TOLERANCE).ceil().max(0.0) as usize
}

fn piece_ticks(rules: &ArenaRules) -> Vec<usize> {
    let mut ticks = vec![0; rules.first_pawns];
    let (mut seconds, mut interval) = (0.0, rules.spawn_interval_seconds);
    while seconds < rules.duration_seconds {
        ticks.push(tick_from(seconds, rules.tick_seconds));
        seconds += interval;
        interval = (rules.spawn_interval_factor * interval).max(rules.spawn_interval_min_seconds);
    }
    ticks
}

fn power_up_ticks(rules: &ArenaRules) -> Vec<usize> {
    let mut ticks = Vec::new();
    let mut seconds = rules.power_up_first_seconds;
    while seconds < rules.duration_seconds && !rules.power_ups.is_empty() {
        ticks.push(tick_from(seconds, rules.tick_seconds));
        seconds += rules.power_up_interval_seconds;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(ticks: &[usize]) -> Vec<f64> {
        ticks.iter().map(|&tick| tick as f64 / 60.0).collect()
    }

    #[test]
    fn pieces_appear_at_shrinking_intervals_down_to_the_least() {
        let setup = Setup::new(ArenaRules::standard());
        let times = seconds(&setup.piece_ticks);
        assert_eq!(times[..5], [0.0, 0.0, 0.0, 0.0, 3.0]);
        assert!((times[5] - 5.85).abs() < 1.0 / 60.0);
        let last = times[times.len() - 1] - times[times.len() - 2];
        assert!((last - 1.0).abs() < 1.5 / 60.0, "{last}");
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
    }

    #[test]
    fn classic_pieces_appear_at_0_6_and_11_7_seconds() {
        let setup = Setup::new(ArenaRules::classic());
        assert_eq!(setup.piece_ticks[..6], [0, 0, 0, 0, 46, 88]);
        assert_eq!(setup.n_ticks, 450);
        assert_eq!([1, 2, 3, 4].map(|k| setup.milestone_tick(k)), [113, 225, 338, 450]);
    }

    #[test]
    fn power_ups_appear_from_the_first_second_every_three() {
        let setup = Setup::new(ArenaRules::standard());
        assert_eq!(seconds(&setup.power_up_ticks[..3]), [1.0, 4.0, 7.0]);
        assert_eq!(setup.power_up_ticks.len(), 20);
        assert_eq!(setup.n_ticks, 3600);
    }

    #[test]
    fn a_smaller_scale_leaves_fewer_obstacles_but_three() {
        let count = |scale| Setup::new(ArenaRules { scale, ..ArenaRules::standard() }).n_obstacles;
        assert_eq!([1.0, 0.75, 0.5, 0.25].map(count), [40, 22, 10, 3]);
    }

    #[test]
    fn rays_start_along_x_exactly() {
        assert_eq!(Setup::new(ArenaRules::standard()).rays[0], (1.0, 0.0));
    }
}
