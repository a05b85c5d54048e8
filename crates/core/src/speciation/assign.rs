//! Which species each genome joins.

use std::ops::Range;

use crate::operators::distance::distance;
use crate::operators::distance::within::{Limit, Outlined, distance_within, is_within};
use crate::operators::outline::{Outline, Outlines, SKETCHES};
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::population::genome::Genome;
use crate::settings::{Settings, SpeciesAssignment};
use crate::simd::kernel;

/// Stands for no species.
pub const UNASSIGNED: u32 = u32::MAX;

/// Rows that are compared in parallel with all species known so far. The species that these rows found are compared with
/// the rest of them one row after the other.
const WAVE: usize = 1024;

/// Rows that one piece of work compares.
const PIECE: usize = 16;

/// Genomes to assign: the first `n_rows` of a population.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    pub settings: &'a Settings,
    pub threads: &'a Threads,
    pub population: &'a Population,
    pub n_rows: usize,
}

/// Position of the species that a row joins so far, and the distance to beat, which stays as it is where the first counts.
type Closest = (u32, f64);

/// The species of every row, as positions in the list of previous species followed by new ones.
#[derive(Debug, Default)]
pub struct Assignment {
    species: Vec<u32>,
    /// Rows that found new species.
    founders: Vec<u32>,
    outlines: Outlines,
    pieces: Vec<Piece>,
    outline: Outline,
}

/// Neighbouring rows that are compared together, and the memory to do so.
#[derive(Debug, Default)]
struct Piece {
    closest: [Closest; PIECE],
    outline: Outline,
}

impl Assignment {
    /// Number of new species.
    pub fn n_new(&self) -> usize {
        self.founders.len()
    }

    /// The position of each row's species.
    pub fn species(&self) -> impl Iterator<Item = u32> {
        self.species.iter().copied()
    }

    /// Assigns every row to a representative, or to a new species that it or an earlier row founds. Stops early when
    /// there are `enough` new species.
    pub fn assign(&mut self, task: &Task<'_>, representatives: &Population, threshold: f64, enough: usize) {
        let bound = Outline::bound(task.population);
        self.species.clear();
        self.founders.clear();
        self.outlines.clear();
        outline(&mut self.outlines, representatives, bound);
        self.pieces.resize_with(WAVE / PIECE, Piece::default);
        for start in (0..task.n_rows).step_by(WAVE) {
            let rows = start..task.n_rows.min(start + WAVE);
            let known = Known { task, representatives, bound, founders: &self.founders, outlines: &self.outlines };
            let pieces = &mut self.pieces[..rows.len().div_ceil(PIECE)];
            task.threads.for_each_piece(pieces, 1, |index, piece| {
                let first = start + index * PIECE;
                compare(&known, first..rows.end.min(first + PIECE), threshold, &mut piece[0]);
            });
            if !found(self, task, representatives, bound, rows, enough) {
                return;
            }
        }
    }
}

impl Task<'_> {
    /// Mean distance of all rows to the first, 1 if it is 0.
    pub fn mean_distance_to_first(&self) -> f64 {
        let first = self.population.genome(0);
        let mut sum = 0.0;
        for row in 1..self.n_rows {
            sum += distance(self.population.genome(row), first, &self.settings.distance);
        }
        if sum == 0.0 { 1.0 } else { sum / (self.n_rows - 1) as f64 }
    }
}

/// Species that rows are compared with: the previous ones, then those founded by rows.
#[derive(Clone, Copy)]
struct Known<'a> {
    task: &'a Task<'a>,
    representatives: &'a Population,
    bound: usize,
    founders: &'a [u32],
    outlines: &'a Outlines,
}

impl Known<'_> {
    fn wants_nearest(&self) -> bool {
        self.task.settings.speciation.species_assignment == SpeciesAssignment::Nearest
    }

    fn genome(&self, position: usize) -> Genome<'_> {
        match position.checked_sub(self.representatives.len()) {
            None => self.representatives.genome(position),
            Some(new) => self.task.population.genome(self.founders[new] as usize),
        }
    }

    /// Improves on the closest species by the first, or the nearest, species within the distance, from a position on.
    #[inline(always)]
    fn compare_with(&self, outlined: Outlined<'_>, from: usize, mut limit: Limit, closest: &mut Closest) {
        let settings = &self.task.settings.distance;
        let mut wanted = u32::MAX << (from % SKETCHES);
        for (index, sketches) in self.outlines.together().iter().enumerate().skip(from / SKETCHES) {
            let mut open = limit.admits(outlined.2, sketches, settings) & wanted;
            wanted = u32::MAX;
            while open != 0 {
                let position = SKETCHES * index + open.trailing_zeros() as usize;
                open &= open - 1;
                let other =
                    (self.genome(position), &self.outlines.all()[position], &self.outlines.sketches()[position]);
                if !self.wants_nearest() {
                    if is_within(limit, outlined, other, settings) {
                        closest.0 = position as u32;
                        return;
                    }
                } else if let Some(distance) = distance_within(limit, outlined, other, settings) {
                    *closest = (position as u32, distance);
                    if distance == 0.0 {
                        return;
                    }
                    limit = Limit::below(distance, settings);
                }
            }
        }
    }
}

kernel! {
    /// Compares neighbouring rows with all species.
    fn compare(known: &Known<'_>, rows: Range<usize>, threshold: f64, piece: &mut Piece) {
        let limit = Limit::below(threshold, &known.task.settings.distance);
        piece.closest.fill((UNASSIGNED, threshold));
        for (row, closest) in rows.zip(&mut piece.closest) {
            let genome = known.task.population.genome(row);
            let sketch = piece.outline.set(genome.connections, known.bound);
            known.compare_with((genome, &piece.outline, &sketch), 0, limit, closest);
        }
    }
}

kernel! {
    /// Outlines all genomes of a population.
    fn outline(outlines: &mut Outlines, population: &Population, bound: usize) {
        for row in 0..population.len() {
            outlines.push(population.genome(row), bound);
        }
    }
}

kernel! {
    /// Lets rows that fit nowhere found species, and compares later rows of the wave with those. False when there are
    /// enough.
    fn found(
        assignment: &mut Assignment,
        task: &Task<'_>,
        representatives: &Population,
        bound: usize,
        rows: Range<usize>,
        enough: usize,
    ) -> bool {
        let Assignment { species, founders, outlines, pieces, outline } = assignment;
        let n_known = founders.len();
        for (offset, row) in rows.enumerate() {
            if founders.len() == enough {
                return false;
            }
            let closest = &mut pieces[offset / PIECE].closest[offset % PIECE];
            let known = Known { task, representatives, bound, founders, outlines };
            if founders.len() > n_known && (closest.0 == UNASSIGNED || known.wants_nearest()) {
                let genome = task.population.genome(row);
                let sketch = outline.set(genome.connections, bound);
                let limit = Limit::below(closest.1, &task.settings.distance);
                known.compare_with((genome, outline, &sketch), representatives.len() + n_known, limit, closest);
            }
            if closest.0 == UNASSIGNED {
                closest.0 = (representatives.len() + founders.len()) as u32;
                founders.push(row as u32);
                outlines.push(task.population.genome(row), bound);
            }
            species.push(closest.0);
        }
        true
    }
}
