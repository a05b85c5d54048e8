//! Normal changes of a column of float32 numbers, many at a time.
//!
//! One draw of 32 bits decides both whether a number is replaced and by how much it changes: within either case the draw,
//! stretched to (-1, 1), is uniform again. Its normal deviate comes from Giles' single-precision inverse of the error
//! function (Giles 2010, "Approximating the erfinv function", table 5), which has one formula for 99.7% of the draws.
//! Deviates reach 5.4 either way.

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

/// Where the tails begin: `-ln(1 - x^2)` is 5.
const FAR: f32 = 0.996_625_4;

/// The number below 1 that is nearest to it.
const OUTERMOST: f32 = 1.0 - f32::EPSILON / 2.0;

/// How many pairs of half words there are: an even number of half words replaces, so that both cases have a middle.
const PAIRS: f64 = (1u64 << 31) as f64;

/// How the numbers of a column change.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// Fraction of the numbers that are drawn anew, rounded up to a multiple of 2^-31.
    pub replace_rate: f64,
    /// Standard deviation of new numbers.
    pub replace_sigma: f64,
    /// Standard deviation of what the others are moved by.
    pub sigma: f64,
    /// Limit of the absolute value.
    pub limit: f64,
}

impl Change {
    /// Changes every number of a column.
    pub fn apply(&self, draws: Draws, values: &mut [f32]) {
        let nothing = Column { change: self, draws, values: &mut [] };
        change([Column { change: self, draws, values }, nothing]);
    }
}

/// Numbers that change alike: `values[i]` by half word `i` of the draws, the lower half of a word first.
#[derive(Debug)]
pub struct Column<'a> {
    /// How they change.
    pub change: &'a Change,
    /// What is drawn for them.
    pub draws: Draws,
    /// The numbers.
    pub values: &'a mut [f32],
}

kernel! {
    /// Changes every number of two columns. All draws come first, so that a processor has more to do at a time.
    pub fn change(columns: [Column<'_>; 2]) {
        let [a, b] = columns;
        let mut halves = [[1 << 31; CHUNK]; 2]; // what is not drawn is no tail, which would cost time
        let n_chunks = a.values.len().max(b.values.len()).div_ceil(CHUNK);
        let (lanes_a, lanes_b) = (Lanes::new(a.change), Lanes::new(b.change));
        let (mut chunks_a, mut chunks_b) = (a.values.chunks_mut(CHUNK), b.values.chunks_mut(CHUNK));
        for chunk in 0..n_chunks {
            let (values_a, values_b) = (chunks_a.next().unwrap_or_default(), chunks_b.next().unwrap_or_default());
            draw(a.draws, chunk * CHUNK, &mut halves[0], values_a.len());
            draw(b.draws, chunk * CHUNK, &mut halves[1], values_b.len());
            lanes_a.change_chunk(&halves[0], values_a);
            lanes_b.change_chunk(&halves[1], values_b);
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
    /// Pairs of half words that replace a number, the lowest ones.
    n_replacing: u32,
    scale_replaced: f32,
    scale_moved: f32,
    replace_sigma: f32,
    sigma: f32,
    limit: f32,
}

impl Lanes {
    #[inline(always)]
    fn new(change: &Change) -> Self {
        let n_replacing = (change.replace_rate * PAIRS).ceil();
        Self {
            n_replacing: n_replacing as u32,
            scale_replaced: inverse(n_replacing),
            scale_moved: inverse(PAIRS - n_replacing),
            replace_sigma: change.replace_sigma as f32,
            sigma: change.sigma as f32,
            limit: change.limit as f32,
        }
    }

    #[inline(always)]
    fn change_chunk(&self, halves: &[u32; CHUNK], values: &mut [f32]) {
        let halves = halves.as_chunks::<LANES>().0;
        let (groups, rest) = values.as_chunks_mut::<LANES>();
        for (halves, values) in halves.iter().zip(groups.iter_mut()) {
            self.change(halves, values);
        }
        if !rest.is_empty() {
            self.change_few(&halves[groups.len()], rest);
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
        let (mut x, mut sigma) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let replaces = halves[lane] >> 1 < self.n_replacing;
            let (centre, scale) = if replaces { (0, self.scale_replaced) } else { (1 << 31, self.scale_moved) };
            let distance = (halves[lane].wrapping_sub(self.n_replacing) ^ centre).cast_signed();
            x[lane] = inside((distance as f32 + 0.5) * scale);
            sigma[lane] = if replaces { self.replace_sigma } else { self.sigma };
            values[lane] = if replaces { 0.0 } else { values[lane] };
        }
        let deviates = normals(&x);
        for lane in 0..LANES {
            let value = values[lane] + deviates[lane] * sigma[lane];
            let value = if value > -self.limit { value } else { -self.limit };
            values[lane] = if value < self.limit { value } else { self.limit };
        }
    }
}

/// 1 / n; what is never asked for is 0.
#[inline(always)]
fn inverse(n: f64) -> f32 {
    if n > 0.0 { (1.0 / n) as f32 } else { 0.0 }
}

/// A number from -1 to 1, moved inside.
#[inline(always)]
fn inside(x: f32) -> f32 {
    let x = if x > -OUTERMOST { x } else { -OUTERMOST };
    if x < OUTERMOST { x } else { OUTERMOST }
}

/// The normal deviates of half words.
#[inline(always)]
pub(crate) fn normals_of(halves: &[u32; LANES]) -> [f32; LANES] {
    let mut x = [0.0; LANES];
    for lane in 0..LANES {
        x[lane] = inside(((halves[lane] ^ 1 << 31).cast_signed() as f32 + 0.5) * inverse(PAIRS));
    }
    normals(&x)
}

/// The normal deviates of uniform numbers between -1 and 1: `sqrt(2) erfinv(x)`.
#[inline(always)]
fn normals(x: &[f32; LANES]) -> [f32; LANES] {
    let far = x.iter().fold(false, |far, x| far | (x.abs() >= FAR));
    let mut deviates = [0.0; LANES];
    for lane in 0..LANES {
        let w = -ln((1.0 - x[lane]) * (1.0 + x[lane]));
        deviates[lane] = SQRT_2 * (polynomial(&CENTRE, w - 2.5) * x[lane]);
    }
    if far {
        correct_tails(x, &mut deviates);
    }
    deviates
}

/// Of 300 draws one comes here.
#[cold]
#[inline(never)]
fn correct_tails(x: &[f32], deviates: &mut [f32]) {
    for lane in (0..x.len()).filter(|lane| x[*lane].abs() >= FAR) {
        let w = -ln((1.0 - x[lane]) * (1.0 + x[lane]));
        deviates[lane] = SQRT_2 * (polynomial(&TAIL, w.sqrt() - 3.0) * x[lane]);
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

    fn normal(x: f32) -> f64 {
        f64::from(normals(&[x; LANES])[0])
    }

    fn changed(change: Change, n: usize, old: f32) -> Vec<f32> {
        let mut values = vec![old; n];
        change.apply(Draws::at(3, Purpose::Weights, 1, 2), &mut values);
        values
    }

    #[test]
    fn deviates_are_the_quantiles_of_the_normal_distribution() {
        for k in -9_999..10_000 {
            let x = k as f32 / 10_000.0;
            let (found, expected) = (normal(x), inverse_normal((1.0 + f64::from(x)) / 2.0));
            assert!((found - expected).abs() < 2e-6 * found.abs().max(1.0), "{x}: {found}");
        }
        for x in [0.996_6, 0.996_7, 0.999_999, OUTERMOST] {
            for x in [x, -x] {
                let (found, expected) = (normal(x), inverse_normal((1.0 + f64::from(x)) / 2.0));
                assert!((found / expected - 1.0).abs() < 1e-6, "{x}: {found}");
            }
        }
    }

    #[test]
    fn the_outermost_half_words_have_opposite_and_finite_deviates() {
        for rate in [0.0, 1e-9, 0.3, 0.5, 1.0] {
            let change = Change { replace_rate: rate, ..PLAIN };
            let n_replacing = Lanes::new(&change).n_replacing;
            let ends = [(0, n_replacing.wrapping_mul(2).wrapping_sub(1)), (n_replacing.wrapping_mul(2), u32::MAX)];
            for (kind, (first, last)) in
                ends.into_iter().enumerate().filter(|(kind, _)| [rate > 0.0, rate < 1.0][*kind])
            {
                let mut values = [0.0; LANES];
                let mut halves = [first; LANES];
                halves[1] = last;
                Lanes::new(&change).change(&halves, &mut values);
                assert!(values[0] < 0.0 && values[0] > -5.5 && values[1] == -values[0], "{rate} {kind}: {values:?}");
            }
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
    fn columns_of_any_lengths_change_together_as_they_do_alone() {
        let draws = [Purpose::Weights, Purpose::Biases].map(|purpose| Draws::at(3, purpose, 1, 2));
        let changes = [Change { replace_rate: 0.1, ..PLAIN }, Change { sigma: 0.5, ..PLAIN }];
        for (n, m) in [(0, 5), (20, 300), (300, 20), (128, 129), (129, 0)] {
            let (mut alone, mut together) = ([vec![0.3; n], vec![0.2; m]], [vec![0.3; n], vec![0.2; m]]);
            for k in 0..2 {
                changes[k].apply(draws[k], &mut alone[k]);
            }
            let [a, b] = &mut together;
            change([
                Column { change: &changes[0], draws: draws[0], values: a },
                Column { change: &changes[1], draws: draws[1], values: b },
            ]);
            assert_eq!(together, alone, "{n} {m}");
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
