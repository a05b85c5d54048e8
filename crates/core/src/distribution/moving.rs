//! Moves the distribution of one species.
//!
//! The genomes of all species count, by how alike these are. Means become weighted means of the best genomes. Step sizes
//! change as in SNES (Schaul et al. 2011, algorithm 3), by the genomes whose weights were drawn.

use crate::arithmetic::{exp, ln};
use crate::distribution::before::Before;
use crate::distribution::columns::{Distributions, Kind};
use crate::distribution::lesson::Lesson;
use crate::distribution::members::Member;
use crate::distribution::own::{LEAST_CARRIERS, Own, limited, utility};
use crate::distribution::slots::Slots;
use crate::settings::Settings;

/// So many times the learning rate of step sizes that Schaul et al. 2011, table 1, give.
const STEP_RATE: f64 = 4.0;

/// By how much the logarithm of a step size changes in a generation, at most.
const MOST_CHANGE: f64 = 1.0;

/// What one gene adds up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// Weights of genomes, and these times the numbers of the gene.
    weight: f64,
    weighted: f64,
    /// Of drawn numbers: kinship, utility, and each of these times the square of the deviate minus 1.
    kinship: f64,
    utility: f64,
    kinship_beyond: f64,
    utility_beyond: f64,
}

/// The distribution of one species after its genomes are ranked.
#[derive(Debug, Default)]
pub(super) struct Moved {
    sums: Vec<Sums>,
    weights: Vec<f64>,
    genes: Vec<(u32, f64, f64)>,
}

impl Moved {
    /// Moves the distribution that a species had, by all survivors, best first, with the kinship of each one's species.
    pub fn learn(
        &mut self,
        settings: &Settings,
        lesson: &Lesson<'_>,
        slots: &Slots,
        (members, before): (&[Member], &Before),
        (own, kinship): (&Own, &[f64]),
    ) {
        let n = self.weigh(members, kinship);
        self.sums.clear();
        self.sums.resize(slots.len(), Sums::default());
        for (member, &weight) in members.iter().zip(&self.weights) {
            let kinship = kinship[member.species];
            if kinship > 0.0 {
                add(&mut self.sums, lesson, slots, (member, before), [weight, kinship, weight - kinship / n]);
            }
        }
        self.conclude(settings, own);
    }

    /// The weight of each genome, which add up to 1; returns the sum of kinships, which stands for how many there are.
    fn weigh(&mut self, members: &[Member], kinship: &[f64]) -> f64 {
        let n = members.iter().fold(0.0, |sum, member| sum + kinship[member.species]);
        let (mut passed, mut total) = (0.0, 0.0);
        self.weights.clear();
        for member in members {
            let kinship = kinship[member.species];
            passed += kinship;
            let weight = kinship * utility(n, passed - kinship / 2.0 + 0.5);
            total += weight;
            self.weights.push(weight);
        }
        for weight in &mut self.weights {
            *weight /= total;
        }
        n
    }

    fn conclude(&mut self, settings: &Settings, own: &Own) {
        let n_known = own.means.iter().filter(|mean| !mean.is_nan()).count().max(2) as f64;
        let rate = STEP_RATE * ((3.0 + ln(n_known)) / (5.0 * n_known.sqrt()));
        let limit = settings.genome.weight_limit;
        self.genes.clear();
        for (slot, sums) in self.sums.iter().enumerate().filter(|(slot, _)| own.carriers[*slot] > 0) {
            let (mean, step) = (own.means[slot], own.steps[slot]);
            if own.carriers[slot] < LEAST_CARRIERS || sums.weight <= 0.0 {
                if !mean.is_nan() {
                    self.genes.push((slot as u32, mean, step));
                }
                continue;
            }
            let moved = (sums.weighted / sums.weight).max(-limit).min(limit);
            let step = if mean.is_nan() { step } else { limited(step * exp(sums.change(rate))) };
            self.genes.push((slot as u32, moved, step));
        }
    }

    /// Appends the genes of the species.
    pub fn append(&self, slots: &Slots, next: &mut Distributions) {
        for &(slot, mean, step) in &self.genes {
            next.genes.push(slots.keys[slot as usize]);
            next.means.push(mean);
            next.steps.push(step);
        }
        next.offsets.push(next.genes.len() as u64);
    }
}

impl Sums {
    /// How the logarithm of the step size changes: utilities are centred among the genomes that count.
    fn change(&self, rate: f64) -> f64 {
        if self.kinship <= 0.0 {
            return 0.0;
        }
        let beyond = self.utility_beyond - self.utility / self.kinship * self.kinship_beyond;
        (rate / 2.0 * beyond).clamp(-MOST_CHANGE, MOST_CHANGE)
    }
}

/// Adds a genome of some weight, kinship and utility to the sums of its genes.
fn add(
    sums: &mut [Sums],
    lesson: &Lesson<'_>,
    slots: &Slots,
    (member, before): (&Member, &Before),
    [weight, kinship, utility]: [f64; 3],
) {
    let drawn_from = member.granted.filter(|_| member.kind == Kind::Drawn);
    member.for_each_gene(lesson.population, slots, |slot, number| {
        let sums = &mut sums[slot];
        sums.weight += weight;
        sums.weighted += weight * number;
        if let Some((mean, step)) = drawn_from.and_then(|species| before.gene(species, slot)) {
            let deviate = (number - mean) / step;
            let beyond = deviate * deviate - 1.0;
            sums.kinship += kinship;
            sums.utility += utility;
            sums.kinship_beyond += kinship * beyond;
            sums.utility_beyond += utility * beyond;
        }
    });
}
