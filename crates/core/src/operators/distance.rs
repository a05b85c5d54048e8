//! Compatibility distance (Stanley & Miikkulainen 2002, section 3.3).

use crate::operators::outline::{LaneSum, Outline, Sketch, Sketches};
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

    /// A bit for each of several sketches that does not tell that its genome is beyond the limit, the first one lowest.
    #[inline(always)]
    pub fn admits(&self, one: &Sketch, others: &Sketches, settings: &DistanceSettings) -> u32 {
        if settings.distance_normalization == DistanceNormalization::None {
            others.within(one, |_, _| self.most_unmatched)
        } else {
            others.within(one, |a, b| self.most_unmatched((a, b), settings))
        }
    }
}

/// A genome, its outline and its sketch.
pub type Outlined<'a> = (Genome<'a>, &'a Outline, &'a Sketch);

/// Distance of two outlined genomes if it is within the limit.
///
/// Speciation asks for no more, so a comparison stops as soon as it is certain that the distance is not less.
#[inline(always)]
pub fn distance_within(limit: Limit, a: Outlined<'_>, b: Outlined<'_>, settings: &DistanceSettings) -> Option<f64> {
    let early = Early::of(limit, a, b, settings)?;
    early.distance_within(limit, (a.0, a.1.n_early()), (b.0, b.1.n_early()), settings)
}

/// Whether the distance of two outlined genomes is within the limit.
///
/// The sum of weight differences that decides is the one over lanes, which depends on the order of addition. Most often
/// another one, which is found sooner, is so far from the limit that both decide alike.
#[inline(always)]
pub fn is_within(limit: Limit, a: Outlined<'_>, b: Outlined<'_>, settings: &DistanceSettings) -> bool {
    let Some(early) = Early::of(limit, a, b, settings) else { return false };
    if settings.node_coefficient != 0.0 {
        return early.decides(limit, (a.0, a.1.n_early()), (b.0, b.1.n_early()), settings);
    }
    let starts = ((a.0.connections, a.1.n_early()), (b.0.connections, b.1.n_early()));
    let mut estimate = Estimate::default();
    let Some(later) = merge(&mut estimate, starts.0, starts.1, early.most_later) else { return false };
    let n = early.sum.count + estimate.count;
    let weights = early.sum.total() + estimate.total();
    let mean = if n == 0 { 0.0 } else { weights / n as f64 };
    let structure = structure((a.0.size(), b.0.size()), settings, early.unmatched(later));
    let total = structure + settings.weight_coefficient * mean;
    let slack = settings.weight_coefficient * mean * estimate_error(n) + total * ROUNDING + f64::MIN_POSITIVE;
    if n <= MOST_ESTIMATED {
        if total + slack < limit.distance {
            return true;
        }
        if total - slack >= limit.distance {
            return false;
        }
    }
    early.decides(limit, (a.0, a.1.n_early()), (b.0, b.1.n_early()), settings)
}

/// Two sums of `n` numbers that are not negative, in float32 and in any order, differ by no more than this part.
///
/// Either is wrong by `n` times 2^-24 at most (Higham 2002, section 4.2); this is twice as much for both.
#[inline(always)]
fn estimate_error(n: usize) -> f64 {
    n as f64 * (1.0 / (1u64 << 22) as f64)
}

/// Where the bound above holds.
const MOST_ESTIMATED: usize = 1 << 16;

/// What a few operations in float64 may lose.
const ROUNDING: f64 = 1e-12;

/// What is known of two genomes after their early genes were compared.
struct Early {
    sum: LaneSum,
    unmatched: usize,
    excess: usize,
    most_later: usize,
}

impl Early {
    /// `None` if they are not within the limit.
    #[inline(always)]
    fn of(limit: Limit, a: Outlined<'_>, b: Outlined<'_>, settings: &DistanceSettings) -> Option<Self> {
        let sizes = (a.2.size(), b.2.size());
        let most = limit.most_unmatched(sizes, settings);
        let common = a.1.n_common(b.1);
        let unmatched = a.1.n_early() + b.1.n_early() - 2 * common;
        if unmatched + a.2.least_later_difference(b.2) > most {
            return None;
        }
        let mut sum = LaneSum::default();
        let limit_of_sum = limit.weights * sizes.0.min(sizes.1) as f64;
        if !a.1.add_differences(b.1, common, limit_of_sum, &mut sum) {
            return None;
        }
        let excess = a.1.n_beyond(b.0.connections) + b.1.n_beyond(a.0.connections);
        Some(Self { sum, unmatched, excess, most_later: most - unmatched })
    }

    /// Disjoint and excess genes in all, with those of the later genes.
    #[inline(always)]
    fn unmatched(&self, (disjoint, excess): (usize, usize)) -> (usize, usize) {
        (disjoint + self.unmatched - self.excess, excess + self.excess)
    }

    /// The distance with the later genes, from two positions on, if it is within the limit.
    #[inline(always)]
    fn distance_within(
        &self,
        limit: Limit,
        a: (Genome<'_>, usize),
        b: (Genome<'_>, usize),
        settings: &DistanceSettings,
    ) -> Option<f64> {
        let mut sum = self.sum;
        let later = merge(&mut sum, (a.0.connections, a.1), (b.0.connections, b.1), self.most_later)?;
        let total = total(a.0, b.0, settings, &sum, self.unmatched(later));
        (total < limit.distance).then_some(total)
    }

    /// Whether it is within the limit.
    #[inline(never)]
    fn decides(
        &self,
        limit: Limit,
        a: (Genome<'_>, usize),
        b: (Genome<'_>, usize),
        settings: &DistanceSettings,
    ) -> bool {
        self.distance_within(limit, a, b, settings).is_some()
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

/// A sum in another order, which stays in registers.
#[derive(Default)]
struct Estimate {
    group: [f32; GROUP],
    rest: f32,
    count: usize,
}

impl Estimate {
    #[inline(always)]
    fn total(&self) -> f64 {
        self.group.iter().fold(f64::from(self.rest), |sum, &part| sum + f64::from(part))
    }
}

impl Differences for Estimate {
    #[inline(always)]
    fn add(&mut self, _: u32, difference: f32) {
        self.rest += difference;
    }

    #[inline(always)]
    fn add_group(&mut self, _: &[u32; GROUP], a: &[f32; GROUP], b: &[f32; GROUP]) {
        for k in 0..GROUP {
            self.group[k] += (a[k] - b[k]).abs();
        }
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
