//! The survivors in their order, and where each came from.

use crate::distribution::columns::{Kind, NO_SPECIES};
use crate::distribution::lesson::Lesson;
use crate::distribution::slots::Slots;
use crate::population::columns::Population;

/// A survivor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Its row.
    pub row: usize,
    /// Position of its species.
    pub species: usize,
    /// Position, in the generation before, of the species that granted it.
    pub granted: Option<usize>,
    /// How its weights came about.
    pub kind: Kind,
}

impl Member {
    /// The member at a row.
    fn at(lesson: &Lesson<'_>, row: usize) -> Self {
        let unknown = Self { row, species: lesson.species.assignment[row] as usize, granted: None, kind: Kind::Copied };
        let of_all = lesson.rows.map_or(row, |rows| rows[row] as usize);
        let Some(asked) = of_all.checked_sub(lesson.n_carried) else { return unknown };
        if lesson.before.ids.get(asked) != Some(&lesson.population.ids[row]) {
            return unknown; // a founder, or a genome that has migrated
        }
        let granted = Some(lesson.before.granted[asked]).filter(|species| *species != NO_SPECIES);
        let kinds = [Kind::Copied, Kind::Drawn, Kind::Perturbed, Kind::AtMeans];
        let kind = kinds[usize::from(lesson.before.kinds[asked])];
        Self { granted: granted.map(|species| species as usize), kind, ..unknown }
    }

    /// Calls `take(slot, number)` for its weights, then for its biases.
    #[inline(always)]
    pub fn for_each_gene(&self, population: &Population, slots: &Slots, mut take: impl FnMut(usize, f64)) {
        let genome = population.genome(self.row);
        let (connections, nodes) = slots.of_genome(population, self.row);
        for (&slot, &weight) in connections.iter().zip(genome.connections.weight) {
            take(slot as usize, f64::from(weight));
        }
        for (&slot, &bias) in nodes.iter().zip(genome.nodes.bias) {
            take(slot as usize, f64::from(bias));
        }
    }
}

/// Lists the survivors, best first.
pub(super) fn list(lesson: &Lesson<'_>, members: &mut Vec<Member>) {
    members.clear();
    members.extend(lesson.order.iter().map(|&row| Member::at(lesson, row as usize)));
}

/// Position, in the generation before, of the distribution that a species goes on with: its own, or, for a new species,
/// that of the species that granted its best member whose origin is known.
pub(super) fn base_of(lesson: &Lesson<'_>, members: &[Member], position: usize) -> Base {
    let id = lesson.species.ids[position];
    let known = lesson.previous.ids.iter().position(|other| *other == id);
    if let Some(position) = known.filter(|position| *position < lesson.before.len()) {
        return Base { species: Some(position), is_own: true };
    }
    let mut own = members.iter().filter(|member| member.species == position);
    Base { species: own.find_map(|member| member.granted), is_own: false }
}

/// The distribution that a species goes on with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Base {
    /// Its position in the generation before, if there is one.
    pub species: Option<usize>,
    /// Whether it was the same species.
    pub is_own: bool,
}
