//! The fraction of a species' offspring that are drawn, where it follows what works.

use crate::distribution::columns::Kind;
use crate::distribution::lesson::Lesson;
use crate::distribution::members::{Base, Member};
use crate::settings::{Settings, Weights};

/// The share at the start, and its limits.
const FIRST: f64 = 0.5;
const LEAST: f64 = 0.1;
const MOST: f64 = 0.9;

/// How fast the share follows.
const RATE: f64 = 0.3;

/// The share of the species at a position: that of drawn genomes among the best, who become parents.
pub(super) fn share(settings: &Settings, lesson: &Lesson<'_>, members: &[Member], base: Base, position: usize) -> f64 {
    if settings.reproduction.weights == Weights::Distribution {
        return 1.0;
    }
    let share = base.species.map_or(FIRST, |base| lesson.before.shares[base]);
    let own = || members.iter().filter(|member| member.species == position);
    let count = |kind: Kind, n: usize| own().take(n).filter(|member| member.kind == kind).count() as f64;
    let (n_drawn, n_perturbed) = (count(Kind::Drawn, usize::MAX), count(Kind::Perturbed, usize::MAX));
    if n_drawn == 0.0 || n_perturbed == 0.0 {
        return share;
    }
    let n_best = (settings.reproduction.survival_rate * own().count() as f64).ceil() as usize;
    let drawn = share * ((count(Kind::Drawn, n_best) + 0.5) / (n_drawn + 1.0));
    let perturbed = (1.0 - share) * ((count(Kind::Perturbed, n_best) + 0.5) / (n_perturbed + 1.0));
    (share + RATE * (drawn / (drawn + perturbed) - share)).clamp(LEAST, MOST)
}
