//! Normal changes of a column of float32 numbers, many at a time.
//!
//! One draw of 32 bits decides both whether a number is replaced and by how much it changes. In either case the draw is
//! uniform again after it is stretched to (-1, 1). Its normal deviate comes from a single-precision inverse of the error
//! function (Giles 2010, "Approximating the erfinv function", table 5). One formula serves 99.7% of the draws. Deviates
//! lie between -5.4 and 5.4.

use std::f32::consts::SQRT_2;
use std::ops::Range;

use crate::bits::set_bits;
use crate::draws::Draws;
use crate::network::activation::functions::ln;
use crate::simd::kernel;

/// Numbers that are changed together.
pub(crate) const LANES: usize = 16;

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
    /// Fraction of the numbers that are replaced, rounded up to a multiple of 2^-31.
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
        let mut changes = Changes::default();
        changes.push(draws, 0..values.len());
        changes.apply(self, values);
    }
}

/// The most numbers whose draws are held at a time.
const ROOM: usize = 2048;

/// Ranges of a column that will change, such as those of one genome after the other. They change together: first all draws
/// are made, without a decision in between; then the numbers change lane by lane, whichever range they belong to.
#[derive(Debug, Default)]
pub struct Changes {
    ranges: Vec<(Draws, Range<usize>)>,
    /// What is drawn for as many numbers as there is room for, and a bit for each of them that changes.
    halves: Vec<u32>,
    wanted: Vec<u64>,
}

impl Changes {
    /// Adds a range, which must begin where the last one ends or later. Its number `i` changes by half word `i` of the
    /// draws, the lower half of a word first.
    pub fn push(&mut self, draws: Draws, range: Range<usize>) {
        debug_assert!(self.ranges.last().is_none_or(|(_, last)| last.end <= range.start));
        self.ranges.push((draws, range));
    }

    /// Forgets all ranges.
    pub fn clear(&mut self) {
        self.ranges.clear();
        self.wanted.fill(0);
    }

    /// Changes the numbers of all ranges, and forgets these.
    pub fn apply(&mut self, change: &Change, column: &mut [f32]) {
        self.halves.resize(ROOM + 8, 0);
        self.wanted.resize(ROOM / 64, 0);
        change_ranges(change, self, column);
        self.ranges.clear();
    }
}

kernel! {
    /// Changes the numbers of all ranges.
    fn change_ranges(change: &Change, changes: &mut Changes, column: &mut [f32]) {
        let (lanes, Changes { ranges, halves, wanted }) = (Lanes::new(change), changes);
        let (mut first, mut end) = (0, 0); // of the part of the column whose draws are held
        for (draws, range) in &*ranges {
            let mut start = range.start;
            while start < range.end {
                if range.end > first + ROOM {
                    lanes.change_wanted(halves, wanted, &mut column[first..end]);
                    first = start;
                }
                end = range.end.min(first + ROOM);
                draw(*draws, start - range.start, &mut halves[start - first..], end - start);
                set_bits(wanted, start - first, end - start);
                start = end;
            }
        }
        lanes.change_wanted(halves, wanted, &mut column[first..end]);
    }
}

/// Half words from index `first` on, a multiple of 8, at least `n` of them.
#[inline(always)]
fn draw(draws: Draws, first: usize, halves: &mut [u32], n: usize) {
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

    /// Changes the numbers whose bits are set; none is afterwards.
    #[inline(always)]
    fn change_wanted(&self, halves: &[u32], wanted: &mut [u64], values: &mut [f32]) {
        let halves = halves.as_chunks().0;
        let bits = |group: usize| (wanted[group / 4] >> (group % 4 * LANES)) as u32 & 0xffff;
        let (groups, rest) = values.as_chunks_mut();
        for (group, values) in groups.iter_mut().enumerate() {
            if bits(group) != 0 {
                *values = self.changed(&halves[group], bits(group), *values);
            }
        }
        if !rest.is_empty() {
            let (group, mut last) = (groups.len(), [0.0; LANES]);
            last[..rest.len()].copy_from_slice(rest);
            rest.copy_from_slice(&self.changed(&halves[group], bits(group), last)[..rest.len()]);
        }
        wanted[..values.len().div_ceil(64)].fill(0);
    }

    #[inline(always)]
    fn changed(&self, halves: &[u32; LANES], wanted: u32, values: [f32; LANES]) -> [f32; LANES] {
        let (mut x, mut sigma, mut base) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let replaces = halves[lane] >> 1 < self.n_replacing;
            let (centre, scale) = if replaces { (0, self.scale_replaced) } else { (1 << 31, self.scale_moved) };
            let distance = (halves[lane].wrapping_sub(self.n_replacing) ^ centre).cast_signed();
            x[lane] = inside((distance as f32 + 0.5) * scale);
            sigma[lane] = if replaces { self.replace_sigma } else { self.sigma };
            base[lane] = if replaces { 0.0 } else { values[lane] };
        }
        let deviates = normals(&x);
        let mut changed = values;
        for lane in 0..LANES {
            let value = base[lane] + deviates[lane] * sigma[lane];
            let value = if value > -self.limit { value } else { -self.limit };
            let value = if value < self.limit { value } else { self.limit };
            changed[lane] = if wanted >> lane & 1 != 0 { value } else { values[lane] };
        }
        changed
    }
}

/// 1 / n, or 0 where n is 0, which no draw uses.
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

/// One of 300 draws needs this.
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
mod tests;
