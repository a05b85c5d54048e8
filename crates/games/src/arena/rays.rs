//! The nearest thing on each of the 16 rays from a place.
//!
//! The distance of a thing is measured along all rays at once. Where there are many things, a quick check first finds those
//! that can be on a ray: most are between the rays.

use super::setup::{N_RAYS, Setup};

/// Things that are looked at together; a multiple of 8.
const GROUP: usize = 64;

/// Lengths that differ by less may differ by rounding alone.
const ROUNDING: f64 = 1e-6;

/// The nearest thing on each ray: its distance, infinite where there is none, and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nearest {
    pub distance: [f64; N_RAYS],
    pub index: [usize; N_RAYS],
}

impl Nearest {
    const NOTHING: Self = Self { distance: [f64::INFINITY; N_RAYS], index: [0; N_RAYS] };

    /// Finds the nearest of `things`, given by their centres, on each ray from `here`.
    #[inline(always)]
    pub fn of(setup: &Setup, here: (f64, f64), things: impl Iterator<Item = (f64, f64)>, width: f64) -> Self {
        let mut nearest = Self::NOTHING;
        for (index, (x, y)) in things.enumerate() {
            nearest.measure(&setup.rays, (x - here.0, y - here.1), width, index);
        }
        nearest
    }

    /// Finds the nearest of many things, given by the columns of their coordinates.
    #[inline(always)]
    pub fn of_many(setup: &Setup, here: (f64, f64), (x, y): (&[f64], &[f64]), width: f64) -> Self {
        let (mut nearest, mut passed) = (Self::NOTHING, [0; GROUP]);
        for (group, (x, y)) in x.chunks(GROUP).zip(y.chunks(GROUP)).enumerate() {
            look(&setup.rays, here, (x, y), width + ROUNDING, &mut passed);
            for first in (0..x.len()).step_by(8) {
                let mut bytes = u64::from_le_bytes(*passed[first..].first_chunk().expect("a group has whole eights"));
                while bytes != 0 {
                    let place = first + bytes.trailing_zeros() as usize / 8;
                    let offset = (x[place] - here.0, y[place] - here.1);
                    nearest.measure(&setup.rays, offset, width, group * GROUP + place);
                    bytes &= bytes - 1;
                }
            }
            passed = [0; GROUP];
        }
        nearest
    }

    /// Takes a thing at an offset on those rays on which it is nearer than what was found before.
    #[inline(always)]
    fn measure(&mut self, rays: &[(f64, f64); N_RAYS], (dx, dy): (f64, f64), width: f64, index: usize) {
        for (ray, (cosine, sine)) in rays.iter().enumerate() {
            let (along, across) = (dx * cosine + dy * sine, dy * cosine - dx * sine);
            let is_on_ray = across.abs() <= width && along > 0.0;
            let (before, now) = (self.distance[ray], if is_on_ray { along } else { f64::INFINITY });
            self.distance[ray] = lesser(now, before);
            self.index[ray] = if now < before { index } else { self.index[ray] };
        }
    }
}

/// Marks by 1 each thing that a ray may pass within `reach`, the width and what rounding may add to it.
///
/// The rays and their continuations backward are symmetric to both axes and both diagonals. So the offset is folded
/// into the first octant, where only three rays are near: along x, the next one and the diagonal.
#[inline(always)]
fn look(rays: &[(f64, f64); N_RAYS], here: (f64, f64), (x, y): (&[f64], &[f64]), reach: f64, passed: &mut [u8; GROUP]) {
    let [_, (cosine, sine), (diagonal, _), ..] = *rays;
    for ((x, y), passed) in x.iter().zip(y).zip(passed) {
        let (dx, dy) = ((x - here.0).abs(), (y - here.1).abs());
        let (short, long) = if dx < dy { (dx, dy) } else { (dy, dx) };
        let beside = (short * cosine - long * sine).abs();
        let least = lesser(lesser(short, beside), (long - short) * diagonal);
        *passed = u8::from(least <= reach);
    }
}

/// The minimum as processors have it, unlike `f64::min` one instruction.
#[inline(always)]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arena::rules::ArenaRules;
    use speciate_core::draws::{Draws, Purpose};

    const HERE: (f64, f64) = (1234.5, 2345.25);

    fn setup() -> Setup {
        Setup::new(ArenaRules::standard())
    }

    /// The definition: every thing on every ray, a cross of four at a time.
    fn plain(setup: &Setup, things: &[(f64, f64)], width: f64) -> Nearest {
        let mut nearest = Nearest::NOTHING;
        for (index, (x, y)) in things.iter().enumerate() {
            let (dx, dy) = (x - HERE.0, y - HERE.1);
            for (ray, (cosine, sine)) in setup.rays[..4].iter().enumerate() {
                let (along, across) = (dx * cosine + dy * sine, dy * cosine - dx * sine);
                for (first, distance, beside) in [(ray, along, across), (ray + 4, across, along)] {
                    let number = if distance > 0.0 { first } else { first + 8 };
                    if beside.abs() <= width && distance != 0.0 && distance.abs() < nearest.distance[number] {
                        (nearest.distance[number], nearest.index[number]) = (distance.abs(), index);
                    }
                }
            }
        }
        nearest
    }

    /// Both ways of finding the nearest agree with the definition to the bit. Returns how many rays meet a thing.
    #[track_caller]
    fn assert_plain(things: &[(f64, f64)], width: f64) -> usize {
        let setup = setup();
        let (x, y): (Vec<f64>, Vec<f64>) = things.iter().copied().unzip();
        let expected = plain(&setup, things, width);
        for nearest in
            [Nearest::of(&setup, HERE, things.iter().copied(), width), Nearest::of_many(&setup, HERE, (&x, &y), width)]
        {
            assert_eq!(nearest.distance.map(f64::to_bits), expected.distance.map(f64::to_bits), "{things:?}");
            assert_eq!(nearest.index, expected.index, "{things:?}");
        }
        expected.distance.iter().filter(|distance| distance.is_finite()).count()
    }

    /// A thing at a distance along a ray, or between two, and an offset across it.
    fn place(ray: f64, along: f64, across: f64) -> (f64, f64) {
        let (sine, cosine) = (std::f64::consts::PI * ray / 8.0).sin_cos();
        (HERE.0 + along * cosine - across * sine, HERE.1 + along * sine + across * cosine)
    }

    #[test]
    fn things_anywhere_are_found_as_the_definition_says() {
        let draws = Draws::at(1, Purpose::RandomPlayer, 0, 0);
        let mut n_met = 0;
        for world in 0..400 {
            let n_things = [0, 1, 3, 7, 8, 9, 40, 63, 64, 65, 130][world % 11];
            let width = [0.0, 30.0, 40.0, 50.0, 500.0][world % 5];
            let room = [3840.0, 600.0][world % 2];
            let place = |k: usize| (draws.uniform((world * 1000 + k) as u64) - 0.5) * room;
            let things: Vec<_> = (0..n_things).map(|k| (HERE.0 + place(2 * k), HERE.1 + place(2 * k + 1))).collect();
            n_met += assert_plain(&things, width);
        }
        assert!(n_met > 1000, "{n_met}");
    }

    #[test]
    fn things_at_the_edge_of_a_ray_are_found_as_the_definition_says() {
        for ray in 0..N_RAYS {
            for along in [-700.0, -1.0, -1e-9, 0.0, 1e-9, 1.0, 40.0, 700.0, 3000.0] {
                for across in [0.0, 39.999_999_999, 40.0, 40.000_000_001, 41.0] {
                    let sides = [place(ray as f64, along, across), place(ray as f64, along, -across)];
                    assert_plain(&sides[..1], 40.0);
                    assert_plain(&sides[1..], 40.0);
                    assert_plain(&sides, 40.0);
                }
            }
        }
    }

    #[test]
    fn a_thing_right_here_is_on_no_ray_and_one_around_here_is_on_half_of_them() {
        assert_eq!(assert_plain(&[HERE], 40.0), 0);
        assert_eq!(assert_plain(&[place(0.5, 10.0, 0.0)], 40.0), 8);
    }

    #[test]
    fn a_thing_on_the_seam_of_angles_is_on_the_ray_behind() {
        for across in [-0.0, 0.0, 39.0, -39.0] {
            let thing = [(HERE.0 - 500.0, HERE.1 + across)];
            assert_eq!(assert_plain(&thing, 40.0), 1);
            assert_eq!(Nearest::of(&setup(), HERE, thing.into_iter(), 40.0).distance[8], 500.0);
        }
    }

    #[test]
    fn a_thing_between_two_rays_is_on_none() {
        for ray in 0..N_RAYS {
            assert_eq!(assert_plain(&[place(ray as f64 + 0.5, 700.0, 0.0)], 40.0), 0);
        }
    }

    #[test]
    fn the_first_of_equals_is_the_nearest() {
        let things = [place(3.0, 500.0, 0.0), place(3.0, 500.0, 0.0)];
        assert_eq!(assert_plain(&things, 40.0), 1);
        assert_eq!(Nearest::of(&setup(), HERE, things.into_iter(), 40.0).index[3], 0);
    }

    #[test]
    fn the_quick_look_keeps_most_things_out() {
        let places: Vec<_> = (0..64).map(|k| place(k as f64 / 4.0, 900.0, 0.0)).collect();
        let (x, y): (Vec<f64>, Vec<f64>) = places.into_iter().unzip();
        let mut passed = [0; GROUP];
        look(&setup().rays, HERE, (&x, &y), 40.0, &mut passed);
        assert_eq!(passed.iter().map(|&byte| usize::from(byte)).sum::<usize>(), N_RAYS);
    }
}
