//! Normal changes of a column of float32 numbers, many at a time.
//!
//! One draw of 32 bits decides both whether a number is replaced and by how much it changes: within either case the draw,
//! stretched to (0, 1), is uniform again. Its normal deviate comes from Giles' single-precision inverse of the error
//! function (Giles 2010, "Approximating the erfinv function", table 5), which needs no division and has one formula for
//! 99.7% of the draws.

use std::f32::consts::SQRT_2;

use crate::draws::Draws;
use crate::network::activation::ln;
use crate::simd::kernel;

/// Numbers that are changed together.
pub(crate) const LANES: usize = 16;

/// Numbers whose draws are made together.
const CHUNK: usize = 128;

/// Coefficients for deviates near 0 (`w < 5`), highest power first, as published.
#[allow(clippy::excessive_precision)]
const CENTRE: [f32; 9] = [
    2.810_226_36e-8,
    3.432_739_39e-7,
    -3.523_387_7e-6,
    -4.391_506_54e-6,
    2.185_808_7e-4,
    -1.253_725_03e-3,
    -4.177_681_64e-3,
    0.246_640_727,
    1.501_409_41,
];

/// Coefficients for the tails.
#[allow(clippy::excessive_precision)]
const TAIL: [f32; 9] = [
    -2.002_142_57e-4,
    1.009_505_58e-4,
    1.349_343_22e-3,
    -3.673_428_44e-3,
    5.739_507_73e-3,
    -7.622_461_3e-3,
    9.438_870_47e-3,
    1.001_674_06,
    2.832_976_82,
];

/// Where the tails begin.
const FAR: f32 = 5.0;

/// Least and greatest stretched draw.
const LEAST: f64 = 1.0 / (1u64 << 33) as f64;
const GREATEST: f64 = 1.0 - LEAST;

/// How the numbers of a column change.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Fraction of the numbers that are drawn anew.
    pub replace_rate: f64,
    /// Standard deviation of new numbers.
    pub replace_sigma: f64,
    /// Standard deviation of what the others are moved by.
    pub sigma: f64,
    /// Limit of the absolute value.
    pub limit: f64,
}

impl Change {
    /// Changes every number: `values[i]` by half word `i` of the draws, the lower half of a word first.
    pub fn apply(&self, draws: Draws, values: &mut [f32]) {
        change(self, draws, values);
    }
}

kernel! {
    fn change(change: &Change, draws: Draws, values: &mut [f32]) {
        let lanes = Lanes::new(change);
        let mut halves = [1 << 31; CHUNK]; // what is not drawn is no tail, which would cost time
        for (chunk, values) in values.chunks_mut(CHUNK).enumerate() {
            draw(draws, chunk * CHUNK, &mut halves, values.len());
            let halves = halves.as_chunks::<LANES>().0;
            let (groups, rest) = values.as_chunks_mut::<LANES>();
            for (halves, values) in halves.iter().zip(groups.iter_mut()) {
                lanes.change(halves, values);
            }
            if !rest.is_empty() {
                lanes.change_few(&halves[groups.len()], rest);
            }
        }
    }
}

/// Half words from index `first` on, at least `n` of them; the rest stays as it is.
#[inline(always)]
fn draw(draws: Draws, first: usize, halves: &mut [u32; CHUNK], n: usize) {
    for (block, halves) in halves.as_chunks_mut::<8>().0.iter_mut().enumerate().take(n.div_ceil(8)) {
        let words = draws.block((first / 8 + block) as u64);
        for (pair, word) in halves.as_chunks_mut::<2>().0.iter_mut().zip(words) {
            *pair = [word as u32, (word >> 32) as u32];
        }
    }
}

/// The numbers of a change that are computed once.
struct Lanes {
    rate: f64,
    stretch_replaced: f64,
    stretch_moved: f64,
    replace_sigma: f32,
    sigma: f32,
    limit: f32,
}

impl Lanes {
    #[inline(always)]
    fn new(change: &Change) -> Self {
        Self {
            rate: change.replace_rate,
            stretch_replaced: 1.0 / change.replace_rate,
            stretch_moved: 1.0 / (1.0 - change.replace_rate),
            replace_sigma: change.replace_sigma as f32,
            sigma: change.sigma as f32,
            limit: change.limit as f32,
        }
    }

    /// Changes fewer numbers than there are lanes.
    #[inline(always)]
    fn change_few(&self, halves: &[u32; LANES], values: &mut [f32]) {
        let mut all = [0.0; LANES];
        all[..values.len()].copy_from_slice(values);
        self.change(halves, &mut all);
        values.copy_from_slice(&all[..values.len()]);
    }

    #[inline(always)]
    fn change(&self, halves: &[u32; LANES], values: &mut [f32; LANES]) {
        let (mut x, mut spread) = ([0.0; LANES], [0.0; LANES]);
        let mut sigma = [0.0; LANES];
        for lane in 0..LANES {
            let u = (f64::from(halves[lane]) + 0.5) * (1.0 / (1u64 << 32) as f64);
            let replaces = u < self.rate;
            let (start, stretch) =
                if replaces { (0.0, self.stretch_replaced) } else { (self.rate, self.stretch_moved) };
            let v = (u - start) * stretch;
            let v = if v > LEAST { v } else { LEAST };
            let v = if v < GREATEST { v } else { GREATEST };
            x[lane] = (v + v - 1.0) as f32;
            spread[lane] = (4.0 * v * (1.0 - v)) as f32;
            sigma[lane] = if replaces { self.replace_sigma } else { self.sigma };
            values[lane] = if replaces { 0.0 } else { values[lane] };
        }
        let deviates = normals(&x, &spread);
        for lane in 0..LANES {
            let value = values[lane] + deviates[lane] * sigma[lane];
            let value = if value > -self.limit { value } else { -self.limit };
            values[lane] = if value < self.limit { value } else { self.limit };
        }
    }
}

/// The normal deviates of half words.
#[inline(always)]
pub(crate) fn normals_of(halves: &[u32; LANES]) -> [f32; LANES] {
    let (mut x, mut spread) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let v = (f64::from(halves[lane]) + 0.5) * (1.0 / (1u64 << 32) as f64);
        let v = if v > LEAST { v } else { LEAST };
        let v = if v < GREATEST { v } else { GREATEST };
        x[lane] = (v + v - 1.0) as f32;
        spread[lane] = (4.0 * v * (1.0 - v)) as f32;
    }
    normals(&x, &spread)
}

/// The normal deviates of uniform `v`, given `x = 2v - 1` and `1 - x^2 = 4v(1 - v)`.
#[inline(always)]
fn normals(x: &[f32; LANES], spread: &[f32; LANES]) -> [f32; LANES] {
    let (mut w, mut deviates) = ([0.0; LANES], [0.0; LANES]);
    let mut n_far = 0;
    for lane in 0..LANES {
        w[lane] = -ln(spread[lane]);
        n_far += u32::from(w[lane] >= FAR);
        deviates[lane] = SQRT_2 * (polynomial(&CENTRE, w[lane] - 2.5) * x[lane]);
    }
    if n_far > 0 {
        correct_tails(x, &w, &mut deviates);
    }
    deviates
}

/// Of 300 draws one comes here.
#[cold]
#[inline(never)]
fn correct_tails(x: &[f32], w: &[f32], deviates: &mut [f32]) {
    for lane in (0..x.len()).filter(|lane| w[*lane] >= FAR) {
        deviates[lane] = SQRT_2 * (polynomial(&TAIL, w[lane].sqrt() - 3.0) * x[lane]);
    }
}

#[inline(always)]
fn polynomial(coefficients: &[f32; 9], r: f32) -> f32 {
    let mut p = coefficients[0];
    for coefficient in &coefficients[1..] {
        p = p * r + coefficient;
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Purpose, inverse_normal};
    use crate::simd::{NAMES, force, widest};

    const PLAIN: Change = Change { replace_rate: 0.0, replace_sigma: 1.0, sigma: 1.0, limit: 100.0 };

    fn normal(v: f64) -> f64 {
        f64::from(normals(&[(v + v - 1.0) as f32; LANES], &[(4.0 * v * (1.0 - v)) as f32; LANES])[0])
    }

    fn changed(change: Change, n: usize, old: f32) -> Vec<f32> {
        let mut values = vec![old; n];
        change.apply(Draws::at(3, Purpose::Weights, 1, 2), &mut values);
        values
    }

    #[test]
    fn deviates_are_the_quantiles_of_the_normal_distribution() {
        for k in 1..20_000 {
            let v = f64::from(k) / 20_000.0;
            let found = normal(v);
            assert!((found - inverse_normal(v)).abs() < 2e-6 * found.abs().max(1.0), "{v}: {found}");
        }
        for (v, tolerance) in [(1e-6, 1e-6), (1e-8, 1e-5), (LEAST, 1e-3), (1.0 - 1e-8, 1e-5), (GREATEST, 1e-3)] {
            let found = normal(v);
            assert!((found / inverse_normal(v) - 1.0).abs() < tolerance, "{v}: {found}");
        }
    }

    #[test]
    fn mean_and_deviation_are_those_that_were_asked_for() {
        let moved = changed(Change { sigma: 0.5, ..PLAIN }, 100_000, 3.0);
        let mean = moved.iter().map(|x| f64::from(*x)).sum::<f64>() / 1e5;
        let variance = moved.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / 1e5;
        assert!((mean - 3.0).abs() < 0.01 && (variance.sqrt() - 0.5).abs() < 0.005, "{mean} {variance}");
    }

    #[test]
    fn replaced_and_moved_numbers_have_the_same_distribution() {
        let change = Change { replace_rate: 0.25, replace_sigma: 1.0, sigma: 1.0, limit: 1e9 };
        let (replaced, moved): (Vec<f32>, Vec<f32>) = changed(change, 100_000, 1e4).iter().partition(|x| **x < 5e3);
        assert!((replaced.len() as f64 / 1e5 - 0.25).abs() < 0.005, "{}", replaced.len());
        for (values, centre) in [(replaced, 0.0), (moved, 1e4)] {
            let n = values.len() as f64;
            let variance = values.iter().map(|x| (f64::from(*x) - centre).powi(2)).sum::<f64>() / n;
            let below = values.iter().filter(|x| f64::from(**x) < centre - 1.0).count() as f64 / n;
            assert!((variance - 1.0).abs() < 0.03 && (below - 0.1587).abs() < 0.005, "{variance} {below}");
        }
    }

    #[test]
    fn rates_of_zero_and_one_leave_no_choice() {
        assert!(changed(Change { sigma: 0.0, ..PLAIN }, 1000, 2.0).iter().all(|x| *x == 2.0));
        let anew = Change { replace_rate: 1.0, replace_sigma: 0.5, ..PLAIN };
        assert!(changed(anew, 1000, 50.0).iter().all(|x| x.abs() < 10.0));
    }

    #[test]
    fn numbers_stay_within_the_limit() {
        let values = changed(Change { sigma: 5.0, limit: 2.0, ..PLAIN }, 1000, 1.0);
        assert!(values.contains(&2.0) && values.contains(&-2.0));
        assert!(values.iter().all(|x| x.abs() <= 2.0));
    }

    #[test]
    fn a_number_depends_on_its_own_draw_only() {
        let all = changed(PLAIN, 300, 0.0);
        for n in [1, 7, 16, 17, 127, 128, 129, 299] {
            assert_eq!(changed(PLAIN, n, 0.0), all[..n], "{n}");
        }
    }

    #[test]
    fn every_instruction_set_changes_alike() {
        let change = Change { replace_rate: 0.1, replace_sigma: 1.0, sigma: 0.5, limit: 8.0 };
        let expected = changed(change, 5_000, 0.3);
        for (name, level) in NAMES {
            if force(level).is_ok() {
                assert_eq!(changed(change, 5_000, 0.3), expected, "{name}");
            }
        }
        force(widest()).unwrap();
    }
}
