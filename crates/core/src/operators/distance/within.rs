//! Whether two genomes are nearer than a limit, found out with as few comparisons as possible.

use super::{Differences, GROUP, divisor, merge, structure, total};
use crate::operators::outline::{LaneSum, Outline, Sketch, Sketches};
use crate::population::genome::Genome;
use crate::settings::{DistanceNormalization, DistanceSettings};

/// Room for rounding in bounds.
const SAFE: f64 = 1.0 - 1e-9;

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
