//! Moves the distributions of all species after their genomes are ranked.

use crate::distribution::before::Before;
use crate::distribution::columns::Distributions;
use crate::distribution::kinship::kinship;
use crate::distribution::lesson::Lesson;
use crate::distribution::members::{Member, list};
use crate::distribution::moving::Moved;
use crate::distribution::own::Own;
use crate::distribution::share::share;
use crate::distribution::slots::Slots;
use crate::parallel::Threads;
use crate::settings::Settings;

/// Moves distributions; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Learner {
    slots: Slots,
    before: Before,
    members: Vec<Member>,
    species: Vec<OfSpecies>,
    kinships: Vec<f64>,
}

/// What is found out about one species.
#[derive(Debug, Default)]
struct OfSpecies {
    own: Own,
    moved: Moved,
}

impl Learner {
    /// Writes the distributions of the species into `next`, which says nothing of their offspring yet.
    pub fn learn(&mut self, settings: &Settings, threads: &Threads, lesson: &Lesson<'_>, next: &mut Distributions) {
        let n = lesson.species.len();
        self.slots.number(lesson.population);
        self.before.spread(lesson.before, &self.slots);
        list(lesson, &mut self.members);
        self.species.resize_with(n, OfSpecies::default);
        let Self { slots, before, members, species, kinships } = self;
        threads.for_each_piece(species, 1, |position, one| {
            one[0].own.find(settings, lesson, slots, (members, before), position);
        });
        compare(species, kinships);
        threads.for_each_piece(species, 1, |position, one| {
            let OfSpecies { own, moved } = &mut one[0];
            let kinships = &kinships[position * n..(position + 1) * n];
            moved.learn(settings, lesson, slots, (members, before), (own, kinships));
        });
        next.clear();
        for (position, one) in species.iter().enumerate() {
            one.moved.append(slots, next);
            next.shares.push(share(settings, lesson, members, one.own.base, position));
        }
    }
}

/// The kinship of all pairs, row by row.
fn compare(species: &[OfSpecies], kinships: &mut Vec<f64>) {
    let n = species.len();
    kinships.clear();
    kinships.resize(n * n, 1.0);
    for a in 0..n {
        for b in 0..a {
            let kinship = kinship(&species[a].own, &species[b].own);
            kinships[a * n + b] = kinship;
            kinships[b * n + a] = kinship;
        }
    }
}
