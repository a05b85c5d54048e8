//! Thinning of a front: its most crowded member is removed, one at a time (Kukkonen & Deb 2006).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use crate::selection::crowding::{put_different_first, range_of};
use crate::selection::objectives::Objectives;
use crate::selection::ordering::Ordering;

/// Stands for a neighbour that is not there.
const NOBODY: u32 = u32::MAX;

/// The memory of the computation. Rows that are left are known by their places, ascending as the rows are.
#[derive(Debug, Default)]
pub struct Thinning {
    ordering: Ordering,
    copies: Vec<u32>,
    values: Vec<f64>,
    order: Vec<u32>,
    chains: Vec<Chain>,
    crowding: Vec<f64>,
    stays: Vec<bool>,
    queue: BinaryHeap<Reverse<(u64, u32)>>,
}

/// Places in the order of one objective, each linked to the ones before and after it.
#[derive(Debug, Default)]
struct Chain {
    range: f64,
    factor: f64,
    before: Vec<u32>,
    after: Vec<u32>,
}

impl Thinning {
    /// Removes rows of a front until `size` are left. These stay in ascending order.
    ///
    /// First, rows that equal a row with a lower index are removed, the one with the highest index first. Then the
    /// most crowded row is removed, of equally crowded ones that with the lowest index. Crowding is computed anew
    /// after each.
    pub fn thin(&mut self, objectives: Objectives<'_>, rows: &mut Vec<u32>, size: usize) {
        if rows.len() <= size {
            return;
        }
        self.reserve(objectives);
        self.drop_copies(objectives, rows, size);
        while rows.len() > size {
            let n_leaving = rows.len() - size;
            self.link(objectives, rows);
            self.take_away(n_leaving, objectives.n_objectives());
            let mut place = 0;
            rows.retain(|_| {
                place += 1;
                self.stays[place - 1]
            });
        }
    }

    /// Makes room for all rows that there are, so that a larger front needs no more.
    fn reserve(&mut self, objectives: Objectives<'_>) {
        let n = objectives.len();
        self.ordering.reserve(n);
        room_for(n, &mut self.copies);
        room_for(n, &mut self.order);
        room_for(n, &mut self.crowding);
        room_for(n, &mut self.stays);
        room_for(n * objectives.n_objectives(), &mut self.values);
        self.chains.resize_with(objectives.n_objectives(), Chain::default);
        for chain in &mut self.chains {
            room_for(n, &mut chain.before);
            room_for(n, &mut chain.after);
        }
        self.queue.clear();
        self.queue.reserve(n);
    }

    /// Keeps one of equal rows, and more only as far as there is room.
    fn drop_copies(&mut self, objectives: Objectives<'_>, rows: &mut Vec<u32>, size: usize) {
        self.ordering.by_all(objectives, 0, rows);
        self.copies.clear();
        let equal = rows.chunk_by(|&a, &b| objectives.are_equal(a, b));
        self.copies.extend(equal.flat_map(|equal| &equal[1..]));
        self.copies.sort_unstable();
        let n_different = put_different_first(objectives, rows);
        rows.truncate(n_different);
        let n_copies = size.saturating_sub(n_different);
        rows.extend(self.copies.iter().take(n_copies));
        rows.sort_unstable();
    }

    /// Puts rows in the order of every objective, and those in the queue.
    fn link(&mut self, objectives: Objectives<'_>, rows: &[u32]) {
        self.values.clear();
        self.values.extend(rows.iter().flat_map(|&row| objectives.row(row)));
        let values = Objectives::new(&self.values, objectives.n_objectives());
        for (objective, chain) in self.chains.iter_mut().enumerate() {
            self.order.clear();
            self.order.extend(0..rows.len() as u32);
            self.ordering.by_one(values, objective, &mut self.order);
            chain.link(values, objective, &self.order);
        }
        self.stays.clear();
        self.stays.resize(rows.len(), true);
        self.crowding.clear();
        self.crowding.extend((0..rows.len()).map(|place| crowding(&self.chains, &self.values, place)));
        self.queue.clear();
        let entries = self.crowding.iter().zip(0..);
        self.queue.extend(entries.map(|(crowding, place)| Reverse((crowding.to_bits(), place))));
    }

    /// Takes away the most crowded ones, until an extreme one has to go, with which a range changes.
    ///
    /// A row that has lost a neighbour is less crowded than the queue says, never more. It is moved when its turn
    /// comes.
    fn take_away(&mut self, n_leaving: usize, n_objectives: usize) {
        let mut n_left = 0;
        while n_left < n_leaving {
            let Some(mut first) = self.queue.peek_mut() else { return };
            let (known, place) = first.0;
            let place = place as usize;
            if known != self.crowding[place].to_bits() {
                first.0.0 = self.crowding[place].to_bits();
                continue;
            }
            PeekMut::pop(first);
            self.stays[place] = false;
            n_left += 1;
            if self.crowding[place] == f64::INFINITY {
                return;
            }
            for objective in 0..n_objectives {
                let Some(neighbours) = self.chains[objective].remove(place) else { continue };
                for neighbour in neighbours {
                    self.crowding[neighbour] = crowding(&self.chains, &self.values, neighbour);
                }
            }
        }
    }
}

/// Empties a column that is to hold up to `n` entries.
fn room_for<T>(n: usize, column: &mut Vec<T>) {
    column.clear();
    column.reserve(n);
}

/// The sum over objectives of the distance between a place's neighbours, as a fraction of the range.
fn crowding(chains: &[Chain], values: &[f64], place: usize) -> f64 {
    let mut sum = 0.0;
    for (objective, chain) in chains.iter().enumerate().filter(|(_, chain)| chain.range > 0.0) {
        let (before, after) = (chain.before[place], chain.after[place]);
        if before == NOBODY || after == NOBODY {
            return f64::INFINITY;
        }
        if chain.range.is_finite() {
            let value = |place: u32| values[place as usize * chains.len() + objective] * chain.factor;
            sum += (value(after) - value(before)) / chain.range;
        }
    }
    sum
}

impl Chain {
    /// Links places that are in order.
    fn link(&mut self, values: Objectives<'_>, objective: usize, order: &[u32]) {
        let (least, most) = (values.value(order[0], objective), values.value(order[order.len() - 1], objective));
        (self.range, self.factor) = if least == most { (0.0, 1.0) } else { range_of(least, most) };
        self.before.resize(order.len(), NOBODY);
        self.after.resize(order.len(), NOBODY);
        self.before[order[0] as usize] = NOBODY;
        self.after[order[order.len() - 1] as usize] = NOBODY;
        for pair in order.windows(2) {
            self.after[pair[0] as usize] = pair[1];
            self.before[pair[1] as usize] = pair[0];
        }
    }

    /// Takes out a place between two others, and returns these; nothing where all values are equal.
    fn remove(&mut self, place: usize) -> Option<[usize; 2]> {
        if self.range == 0.0 {
            return None;
        }
        let (before, after) = (self.before[place], self.after[place]);
        self.after[before as usize] = after;
        self.before[after as usize] = before;
        Some([before as usize, after as usize])
    }
}
