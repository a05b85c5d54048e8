//! Compatibility distance (Stanley & Miikkulainen 2002, section 3.3).

use crate::population::columns::{Connections, Genome, Nodes};
use crate::settings::{DistanceNormalization, DistanceSettings};

/// A sum over eight lanes, so that its order of addition does not depend on the SIMD width.
#[derive(Default)]
struct LaneMean {
    lanes: [f64; 8],
    count: usize,
}

impl LaneMean {
    #[inline]
    fn add(&mut self, value: f64) {
        self.lanes[self.count % 8] += value;
        self.count += 1;
    }

    /// The mean of what was added, 0 if nothing was.
    fn mean(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        let l = &self.lanes;
        let a = [l[0] + l[4], l[1] + l[5], l[2] + l[6], l[3] + l[7]];
        ((a[0] + a[2]) + (a[1] + a[3])) / self.count as f64
    }
}

/// Distance of two genomes, at least 0.
pub fn distance(a: Genome<'_>, b: Genome<'_>, settings: &DistanceSettings) -> f64 {
    let (weights, disjoint, excess) = compare(a.connections, b.connections);
    let larger = a.size().max(b.size());
    let n = match settings.distance_normalization {
        DistanceNormalization::LargerGenome if larger >= 20 => larger as f64,
        _ => 1.0,
    };
    let structure =
        settings.excess_coefficient * excess as f64 / n + settings.disjoint_coefficient * disjoint as f64 / n;
    let total = structure + settings.weight_coefficient * weights.mean();
    if settings.node_coefficient == 0.0 {
        return total;
    }
    total + settings.node_coefficient * node_difference(a.nodes, b.nodes)
}

/// Weight differences of matching connections, and the numbers of disjoint and excess ones.
fn compare(a: Connections<'_>, b: Connections<'_>) -> (LaneMean, usize, usize) {
    let (n_a, n_b) = (a.innovation.len(), b.innovation.len());
    let mut weights = LaneMean::default();
    let (mut i, mut j, mut disjoint) = (0, 0, 0);
    while i < n_a && j < n_b {
        match a.innovation[i].cmp(&b.innovation[j]) {
            std::cmp::Ordering::Equal => {
                weights.add((f64::from(a.weight[i]) - f64::from(b.weight[j])).abs());
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => {
                disjoint += 1;
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                disjoint += 1;
                j += 1;
            }
        }
    }
    (weights, disjoint, n_a - i + n_b - j)
}

/// Mean bias difference of the nodes in both, plus the fraction of them that compute something else.
fn node_difference(a: Nodes<'_>, b: Nodes<'_>) -> f64 {
    let mut biases = LaneMean::default();
    let (mut i, mut j, mut different) = (0, 0, 0usize);
    while i < a.id.len() && j < b.id.len() {
        match a.id[i].cmp(&b.id[j]) {
            std::cmp::Ordering::Equal => {
                biases.add((f64::from(a.bias[i]) - f64::from(b.bias[j])).abs());
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
