//! Compatibility distance (Stanley & Miikkulainen 2002, section 3.3).

use crate::operators::outline::{LaneSum, Outline, Sketch};
use crate::population::columns::{Connections, Genome, Nodes};
use crate::settings::{DistanceNormalization, DistanceSettings};
use crate::simd::kernel;

/// Room for rounding in bounds.
const SAFE: f64 = 1.0 - 1e-9;

kernel! {
    /// Distance of two genomes, at least 0.
    pub fn distance(a: Genome<'_>, b: Genome<'_>, settings: &DistanceSettings) -> f64 {
        let mut sum = LaneSum::default();
        let unmatched = merge(&mut sum, (a.connections, 0), (b.connections, 0), usize::MAX);
        total(a, b, settings, &sum, unmatched.expect("there is no limit"))
    }
}

/// What a distance has to stay below, and what follows for its terms.
///
/// All bounds are exact: sums of numbers that are not negative only grow, whatever is rounded.
#[derive(Clone, Copy)]
pub struct Limit {
    distance: f64,
    /// Most genes in only one of the genomes, by what they are divided by, and if that is 1.
    unmatched: f64,
    most_unmatched: usize,
    /// Greatest sum of weight differences, by the number of matching genes.
    weights: f64,
}

impl Limit {
    /// Of distances below a number greater than 0.
    #[inline(always)]
    pub fn below(distance: f64, settings: &DistanceSettings) -> Self {
        let coefficient = settings.excess_coefficient.min(settings.disjoint_coefficient);
        // without a coefficient there is no limit: a positive number divided by 0 is infinite
        let unmatched = distance / coefficient / SAFE;
        let weights = distance / settings.weight_coefficient / SAFE;
        Self { distance, unmatched, most_unmatched: unmatched as usize, weights }
    }

    /// Most genes that only one of two genomes of these sizes may have.
    #[inline(always)]
    fn most_unmatched(&self, sizes: (usize, usize), settings: &DistanceSettings) -> usize {
        match settings.distance_normalization {
            DistanceNormalization::None => self.most_unmatched,
            DistanceNormalization::LargerGenome | DistanceNormalization::LargerGenomeAlways => {
                (self.unmatched * divisor(sizes, settings)) as usize
            }
        }
    }

    /// Whether sketches alone tell that two genomes are not within the limit.
    #[inline(always)]
    pub fn excludes(&self, a: &Sketch, b: &Sketch, settings: &DistanceSettings) -> bool {
        let sizes = (a.size(), b.size());
        a.least_later_difference(b).max(sizes.0.abs_diff(sizes.1)) > self.most_unmatched(sizes, settings)
    }
}

/// Distance of two outlined genomes if it is within the limit.
///
/// Speciation asks for no more, so a comparison stops as soon as it is certain that the distance is not less.
#[inline(always)]
pub fn distance_within<'a>(
    limit: Limit,
    (a, outline_of_a, sketch_of_a): (Genome<'_>, &Outline, &Sketch),
    (b, outline_of_b, sketch_of_b): (impl FnOnce() -> Genome<'a>, &Outline, &Sketch),
    settings: &DistanceSettings,
) -> Option<f64> {
    let sizes = (sketch_of_a.size(), sketch_of_b.size());
    let most = limit.most_unmatched(sizes, settings);
    let common = outline_of_a.n_common(outline_of_b);
    let unmatched = outline_of_a.n_early() + outline_of_b.n_early() - 2 * common;
    if unmatched + sketch_of_a.least_later_difference(sketch_of_b) > most {
        return None;
    }
    let b = b();
    let mut sum = LaneSum::default();
    let limit_of_sum = limit.weights * sizes.0.min(sizes.1) as f64;
    if !outline_of_a.add_differences(outline_of_b, common, limit_of_sum, &mut sum) {
        return None;
    }
    let early_excess = outline_of_a.n_beyond(b.connections) + outline_of_b.n_beyond(a.connections);
    let (starts_a, starts_b) = (outline_of_a.n_early(), outline_of_b.n_early());
    let later = most - unmatched;
    let (disjoint, excess) = merge(&mut sum, (a.connections, starts_a), (b.connections, starts_b), later)?;
    let total = total(a, b, settings, &sum, (disjoint + unmatched - early_excess, excess + early_excess));
    (total < limit.distance).then_some(total)
}

/// Connections that are compared together while both genomes have the same ones.
const GROUP: usize = 8;

/// Weight differences of matching connections from two positions on; returns the numbers of disjoint and excess ones, or
/// `None` when there are more than `most`.
#[inline(always)]
fn merge(
    sum: &mut LaneSum,
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
    sum.count += n_matching;
    let (disjoint, excess) = (i - from_a + j - from_b - 2 * n_matching, n_a - i + n_b - j);
    (disjoint + excess <= most).then_some((disjoint, excess))
}

/// Goes past the connection that comes first, or past both if they match.
#[inline(always)]
fn step(
    sum: &mut LaneSum,
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

#[inline(always)]
fn divisor(sizes: (usize, usize), settings: &DistanceSettings) -> f64 {
    let larger = sizes.0.max(sizes.1);
    match settings.distance_normalization {
        DistanceNormalization::LargerGenome if larger >= 20 => larger as f64,
        DistanceNormalization::LargerGenomeAlways => larger.max(1) as f64,
        DistanceNormalization::None | DistanceNormalization::LargerGenome => 1.0,
    }
}

#[inline(always)]
fn total(
    a: Genome<'_>,
    b: Genome<'_>,
    settings: &DistanceSettings,
    weights: &LaneSum,
    (disjoint, excess): (usize, usize),
) -> f64 {
    let n = divisor((a.size(), b.size()), settings);
    let structure =
        settings.excess_coefficient * excess as f64 / n + settings.disjoint_coefficient * disjoint as f64 / n;
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
