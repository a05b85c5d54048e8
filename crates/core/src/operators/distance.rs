//! Compatibility distance (Stanley & Miikkulainen 2002, section 3.3).

use crate::operators::outline::{LANES, LaneSum, Outline};
use crate::population::columns::{Connections, Genome, Nodes};
use crate::settings::{DistanceNormalization, DistanceSettings};
use crate::simd::kernel;

/// Room for rounding in bounds.
const SAFE: f64 = 1.0 - 1e-9;

kernel! {
    /// Distance of two genomes, at least 0.
    pub fn distance(a: Genome<'_>, b: Genome<'_>, settings: &DistanceSettings) -> f64 {
        let mut sum = LaneSum::default();
        let (disjoint, excess) = merge(&mut sum, a.connections, b.connections, 0, 0);
        total(a, b, settings, &sum, (disjoint, excess))
    }
}

/// Distance of two outlined genomes if it is less than the limit.
///
/// Speciation asks for no more, so a comparison stops as soon as it is certain that the distance is not less. All bounds
/// are exact: sums of numbers that are not negative only grow, whatever is rounded.
#[inline(always)]
pub fn distance_below<'a>(
    limit: f64,
    (a, outline_of_a): (Genome<'_>, &Outline),
    (b, outline_of_b): (impl FnOnce() -> Genome<'a>, &Outline),
    settings: &DistanceSettings,
) -> Option<f64> {
    let common = outline_of_a.n_common(outline_of_b);
    let unmatched = outline_of_a.n_early() + outline_of_b.n_early() - 2 * common;
    let sizes = (outline_of_a.size(), outline_of_b.size());
    let least = (unmatched + outline_of_a.least_later_difference(outline_of_b)).max(sizes.0.abs_diff(sizes.1));
    let coefficient = settings.excess_coefficient.min(settings.disjoint_coefficient);
    if coefficient * least as f64 / divisor(sizes, settings) * SAFE >= limit {
        return None;
    }
    let b = b();
    let mut sum = LaneSum::default();
    let limit_of_sum = if settings.weight_coefficient > 0.0 {
        limit / settings.weight_coefficient * sizes.0.min(sizes.1) as f64 / SAFE
    } else {
        f64::INFINITY
    };
    if !outline_of_a.add_differences(outline_of_b, common, limit_of_sum, &mut sum) {
        return None;
    }
    let early_excess = outline_of_a.n_beyond(b.connections) + outline_of_b.n_beyond(a.connections);
    let (starts_a, starts_b) = (outline_of_a.n_early(), outline_of_b.n_early());
    let (disjoint, excess) = merge(&mut sum, a.connections, b.connections, starts_a, starts_b);
    let total = total(a, b, settings, &sum, (disjoint + unmatched - early_excess, excess + early_excess));
    (total < limit).then_some(total)
}

/// Weight differences of matching connections from two positions on; returns the numbers of disjoint and excess ones.
#[inline(always)]
fn merge(sum: &mut LaneSum, a: Connections<'_>, b: Connections<'_>, from_a: usize, from_b: usize) -> (usize, usize) {
    let (n_a, n_b) = (a.innovation.len(), b.innovation.len());
    let (mut i, mut j, mut n_matching) = (from_a, from_b, 0);
    while i < n_a && j < n_b {
        let (x, y) = (a.innovation[i], b.innovation[j]);
        let consecutive = |innovation: &[u32], k: usize| innovation.get(k + LANES - 1) == Some(&(x + LANES as u32 - 1));
        if x == y && (x as usize).is_multiple_of(LANES) && consecutive(a.innovation, i) && consecutive(b.innovation, j)
        {
            sum.add_lanes(&a.weight[i..i + LANES], &b.weight[j..j + LANES]);
            n_matching += LANES;
            i += LANES;
            j += LANES;
            continue;
        }
        // adding 0 changes nothing, and there is no branch to mispredict
        sum.add(x, if x == y { (a.weight[i] - b.weight[j]).abs() } else { 0.0 });
        n_matching += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    sum.count += n_matching;
    (i - from_a + j - from_b - 2 * n_matching, n_a - i + n_b - j)
}

#[inline(always)]
fn divisor(sizes: (usize, usize), settings: &DistanceSettings) -> f64 {
    let larger = sizes.0.max(sizes.1);
    match settings.distance_normalization {
        DistanceNormalization::LargerGenome if larger >= 20 => larger as f64,
        _ => 1.0,
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
