//! Compatibility distance (Stanley & Miikkulainen 2002, section 3.3).

use crate::operators::outline::LaneSum;
use crate::population::genome::{Connections, Genome, Nodes};
use crate::settings::{DistanceNormalization, DistanceSettings};
use crate::simd::kernel;

pub mod within;

kernel! {
    /// Distance of two genomes, at least 0.
    pub fn distance(a: Genome<'_>, b: Genome<'_>, settings: &DistanceSettings) -> f64 {
        let mut sum = LaneSum::default();
        let unmatched = merge(&mut sum, (a.connections, 0), (b.connections, 0), usize::MAX);
        total(a, b, settings, &sum, unmatched.expect("there is no limit"))
    }
}

/// What a merge adds up.
trait Differences {
    fn add(&mut self, id: u32, difference: f32);
    fn add_group(&mut self, ids: &[u32; GROUP], a: &[f32; GROUP], b: &[f32; GROUP]);
    fn count(&mut self, n: usize);
}

impl Differences for LaneSum {
    #[inline(always)]
    fn add(&mut self, id: u32, difference: f32) {
        LaneSum::add(self, id, difference);
    }

    #[inline(always)]
    fn add_group(&mut self, ids: &[u32; GROUP], a: &[f32; GROUP], b: &[f32; GROUP]) {
        LaneSum::add_group(self, ids, a, b);
    }

    #[inline(always)]
    fn count(&mut self, n: usize) {
        self.count += n;
    }
}

/// Connections that are compared together while both genomes have the same ones.
const GROUP: usize = 4;

/// Weight differences of matching connections from two positions on; returns the numbers of disjoint and excess ones, or
/// `None` when there are more than `most`.
#[inline(always)]
fn merge(
    sum: &mut impl Differences,
    (a, from_a): (Connections<'_>, usize),
    (b, from_b): (Connections<'_>, usize),
    most: usize,
) -> Option<(usize, usize)> {
    let (n_a, n_b) = (a.innovation.len(), b.innovation.len());
    let (mut i, mut j, mut n_matching) = (from_a, from_b, 0);
    while i + GROUP <= n_a && j + GROUP <= n_b {
        let innovation = group(a.innovation, i);
        if innovation == group(b.innovation, j) {
            sum.add_group(innovation, group(a.weight, i), group(b.weight, j));
            (i, j, n_matching) = (i + GROUP, j + GROUP, n_matching + GROUP);
            continue;
        }
        for _ in 0..GROUP {
            step(sum, (a, &mut i), (b, &mut j), &mut n_matching);
        }
        if i - from_a + j - from_b - 2 * n_matching > most {
            return None;
        }
    }
    while i < n_a && j < n_b {
        step(sum, (a, &mut i), (b, &mut j), &mut n_matching);
    }
    sum.count(n_matching);
    let (disjoint, excess) = (i - from_a + j - from_b - 2 * n_matching, n_a - i + n_b - j);
    (disjoint + excess <= most).then_some((disjoint, excess))
}

/// Goes past the connection that comes first, or past both if they match.
#[inline(always)]
fn step(
    sum: &mut impl Differences,
    (a, i): (Connections<'_>, &mut usize),
    (b, j): (Connections<'_>, &mut usize),
    n: &mut usize,
) {
    let (x, y) = (a.innovation[*i], b.innovation[*j]);
    // adding 0 changes nothing, and there is no branch to mispredict
    sum.add(x, if x == y { (a.weight[*i] - b.weight[*j]).abs() } else { 0.0 });
    *n += usize::from(x == y);
    *i += usize::from(x <= y);
    *j += usize::from(y <= x);
}

#[inline(always)]
fn group<T>(column: &[T], start: usize) -> &[T; GROUP] {
    column[start..start + GROUP].try_into().expect("the range has this length")
}

/// Sizes of genomes count from here on (Stanley & Miikkulainen 2002, section 3.3).
const LEAST_NORMALIZED: usize = 20;

#[inline(always)]
fn divisor(sizes: (usize, usize), settings: &DistanceSettings) -> f64 {
    let larger = sizes.0.max(sizes.1);
    match settings.distance_normalization {
        DistanceNormalization::LargerGenome if larger >= LEAST_NORMALIZED => larger as f64,
        DistanceNormalization::LargerGenomeAlways => larger.max(1) as f64,
        DistanceNormalization::None | DistanceNormalization::LargerGenome => 1.0,
    }
}

/// What disjoint and excess genes add to the distance of genomes of two sizes.
#[inline(always)]
fn structure(sizes: (usize, usize), settings: &DistanceSettings, (disjoint, excess): (usize, usize)) -> f64 {
    let n = divisor(sizes, settings);
    settings.excess_coefficient * excess as f64 / n + settings.disjoint_coefficient * disjoint as f64 / n
}

#[inline(always)]
fn total(
    a: Genome<'_>,
    b: Genome<'_>,
    settings: &DistanceSettings,
    weights: &LaneSum,
    unmatched: (usize, usize),
) -> f64 {
    let structure = structure((a.size(), b.size()), settings, unmatched);
    let total = structure + settings.weight_coefficient * weights.mean();
    if settings.node_coefficient == 0.0 {
        return total;
    }
    total + settings.node_coefficient * node_difference(a.nodes, b.nodes)
}

/// Mean bias difference of the nodes in both, plus the fraction of them that compute something else.
fn node_difference(a: Nodes<'_>, b: Nodes<'_>) -> f64 {
    let mut biases = LaneSum::default();
    let (mut i, mut j, mut different) = (0, 0, 0usize);
    while i < a.id.len() && j < b.id.len() {
        match a.id[i].cmp(&b.id[j]) {
            std::cmp::Ordering::Equal => {
                biases.add(a.id[i], (a.bias[i] - b.bias[j]).abs());
                biases.count += 1;
                let same = a.activation[i] == b.activation[j] && a.aggregation[i] == b.aggregation[j];
                different += usize::from(!same);
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    biases.mean() + different as f64 / biases.count.max(1) as f64
}
