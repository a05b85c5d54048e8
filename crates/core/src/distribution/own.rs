//! What a species has by itself: its distribution before, and the weights of its best members.

use crate::arithmetic::ln;
use crate::distribution::before::Before;
use crate::distribution::columns::FIRST_NODE;
use crate::distribution::lesson::Lesson;
use crate::distribution::members::{Base, Member, base_of};
use crate::distribution::slots::Slots;
use crate::settings::Settings;

/// Fewer members with a gene say too little of its weight: it stays what mutation and inheritance made it.
pub(super) const LEAST_CARRIERS: u32 = 3;

/// What a species has of each slot.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The distribution that it goes on with.
    pub base: Base,
    /// How many members have the gene.
    pub carriers: Vec<u32>,
    /// The mean weight of the best members; NaN where too few have the gene.
    pub recombined: Vec<f64>,
    /// The mean before; NaN where there is none.
    pub means: Vec<f64>,
    /// The step size before, or that of a new gene.
    pub steps: Vec<f64>,
    totals: Vec<f64>,
}

/// How much the genome at a place counts of `n` (Wierstra et al. 2014, section 3.1), before division by the sum.
pub(super) fn utility(n: f64, place: f64) -> f64 {
    (ln(n / 2.0 + 1.0) - ln(place)).max(0.0)
}

impl Own {
    /// Finds it out for the species at a position.
    pub fn find(
        &mut self,
        settings: &Settings,
        lesson: &Lesson<'_>,
        slots: &Slots,
        (members, before): (&[Member], &Before),
        position: usize,
    ) {
        self.base = base_of(lesson, members, position);
        self.start(settings, lesson, slots, before);
        self.recombine(lesson, slots, members, position);
    }

    /// The distribution before. A gene that it does not know, or that a new species may use otherwise, has at least the
    /// step size of a mutation.
    fn start(&mut self, settings: &Settings, lesson: &Lesson<'_>, slots: &Slots, before: &Before) {
        let (genome, rates) = (&settings.genome, &settings.mutation);
        let is_first = lesson.before.is_empty();
        let [of_weight, of_bias] = if is_first {
            [genome.founder_weight_sigma, genome.founder_bias_sigma]
        } else {
            [rates.weight_sigma, rates.bias_sigma]
        };
        let new_step = |key: &u64| limited(if *key < FIRST_NODE { of_weight } else { of_bias });
        self.means.clear();
        self.means.resize(slots.len(), f64::NAN);
        self.steps.clear();
        self.steps.extend(slots.keys.iter().map(new_step));
        let Some(base) = self.base.species else { return };
        for slot in 0..slots.len() {
            if let Some((mean, step)) = before.gene(base, slot) {
                self.means[slot] = mean;
                self.steps[slot] = if self.base.is_own { step } else { step.max(self.steps[slot]) };
            }
        }
    }

    fn recombine(&mut self, lesson: &Lesson<'_>, slots: &Slots, members: &[Member], position: usize) {
        let own = || members.iter().filter(|member| member.species == position);
        let n = own().count();
        let total = (1..=n).fold(0.0, |sum, place| sum + utility(n as f64, place as f64));
        let Self { carriers, recombined, totals, .. } = self;
        carriers.clear();
        carriers.resize(slots.len(), 0);
        for sums in [&mut *recombined, &mut *totals] {
            sums.clear();
            sums.resize(slots.len(), 0.0);
        }
        for (place, member) in own().enumerate() {
            let weight = utility(n as f64, (place + 1) as f64) / total;
            member.for_each_gene(lesson.population, slots, |slot, number| {
                carriers[slot] += 1;
                totals[slot] += weight;
                recombined[slot] += weight * number;
            });
        }
        for ((mean, &total), &carriers) in recombined.iter_mut().zip(&*totals).zip(&*carriers) {
            let enough = carriers >= LEAST_CARRIERS && total > 0.0;
            *mean = if enough { *mean / total } else { f64::NAN };
        }
    }
}

/// The least and the greatest step size.
pub(super) const LEAST_STEP: f64 = 0.02;
pub(super) const GREATEST_STEP: f64 = 3.0;

pub(super) fn limited(step: f64) -> f64 {
    step.clamp(LEAST_STEP, GREATEST_STEP)
}
