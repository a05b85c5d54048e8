//! Speciation (Stanley & Miikkulainen 2002, section 3.3) with a threshold that steers towards a number of species.

mod assign;

use std::sync::Arc;

use crate::draws::{Draws, Purpose};
use crate::operators::distance::distance;
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::population::genome::Genome;
use crate::selection::fitness::Ranking;
use crate::settings::{Representative, Settings};
use assign::{Assignment, Task, UNASSIGNED};

/// The species of a population.
#[derive(Clone, Debug)]
pub struct Species {
    /// Never reused within a run.
    pub ids: Vec<u32>,
    /// The generation each appeared in.
    pub created: Vec<u32>,
    /// The generation each last improved in.
    pub last_improved: Vec<u32>,
    /// The best fitness a member ever had; 0 with several objectives.
    pub best_fitness: Vec<f64>,
    /// Position of each genome's species in the columns above.
    pub assignment: Vec<u32>,
    /// One genome per species, which the next generation is compared with.
    pub representatives: Arc<Population>,
    /// Compatibility threshold of the next generation; 0 asks to find the first one.
    pub threshold: f64,
    /// The greatest factor by which the threshold may change next.
    pub threshold_step: f64,
    /// Id of the next new species.
    pub next_id: u32,
}

impl Species {
    /// No species yet.
    pub fn none(settings: &Settings) -> Self {
        Self {
            ids: Vec::new(),
            created: Vec::new(),
            last_improved: Vec::new(),
            best_fitness: Vec::new(),
            assignment: Vec::new(),
            representatives: Arc::new(Population::empty(settings.n_inputs, settings.n_outputs)),
            threshold: settings.speciation.compatibility_threshold,
            threshold_step: GREATEST_STEP,
            next_id: 0,
        }
    }

    /// Number of species.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// What speciation knows of the evaluated population.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The genomes.
    pub population: &'a Population,
    /// Their order.
    pub ranking: &'a Ranking,
    /// Their fitness (negative infinity where failed), with one objective.
    pub fitness: Option<&'a [f64]>,
    /// Which of them the archive accepted in this generation.
    pub accepted: &'a [bool],
    /// The generation.
    pub generation: u32,
}

/// Bounds of the greatest factor by which the threshold changes from one generation to the next.
const LEAST_STEP: f64 = 1.02;
const GREATEST_STEP: f64 = 4.0;

/// So many times the target are far too many species, which cost time: the threshold may then grow at least so much.
const MANY: usize = 16;
const QUICK_STEP: f64 = 2.0;

/// How many genomes the search of the first threshold looks at: enough to tell, however large the population.
const SAMPLE: usize = 512;

/// Speciates populations; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Speciation {
    assignment: Assignment,
    positions: Vec<u32>,
    best_rows: Vec<u32>,
    starts: Vec<usize>,
    members: Vec<u32>,
}

impl Speciation {
    /// Writes the species of a population into `next`, given those of the last generation.
    pub fn speciate(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        evaluated: &Evaluated<'_>,
        previous: &Species,
        next: &mut Species,
    ) {
        let mut threshold = previous.threshold;
        if threshold == 0.0 {
            threshold = self.first_threshold(settings, threads, evaluated.population);
        }
        let task = Task { settings, threads, population: evaluated.population, n_rows: evaluated.population.len() };
        self.assignment.assign(&task, &previous.representatives, threshold, usize::MAX);
        self.keep_species(evaluated, previous, next);
        self.improve(settings, evaluated, next);
        (next.threshold, next.threshold_step) =
            steer(threshold, previous, next.len(), settings.speciation.target_species);
        self.choose_representatives(settings, evaluated, previous, next);
    }

    /// Searches a threshold that gives about the target number of species when nothing is known yet, on the
    /// first `SAMPLE` rows.
    fn first_threshold(&mut self, settings: &Settings, threads: &Threads, population: &Population) -> f64 {
        let task = Task { settings, threads, population, n_rows: population.len().min(SAMPLE) };
        let nobody = Population::empty(population.n_inputs, population.n_outputs);
        let target = settings.speciation.target_species;
        let (mut low, mut high) = (None, None);
        let mut threshold = task.mean_distance_to_first();
        let (mut best, mut best_miss) = (threshold, usize::MAX);
        for _ in 0..16 {
            self.assignment.assign(&task, &nobody, threshold, 2 * target + 1);
            let count = self.assignment.n_new();
            if count.abs_diff(target) < best_miss {
                (best, best_miss) = (threshold, count.abs_diff(target));
            }
            if best_miss == 0 {
                break;
            }
            if count > target {
                low = Some(threshold);
                threshold = high.map_or(threshold * 2.0, |high: f64| (threshold + high) / 2.0);
            } else {
                high = Some(threshold);
                threshold = low.map_or(threshold / 2.0, |low: f64| (low + threshold) / 2.0);
            }
        }
        best
    }

    /// Previous species that still have members, then new ones.
    fn keep_species(&mut self, evaluated: &Evaluated<'_>, previous: &Species, next: &mut Species) {
        let n_all = previous.len() + self.assignment.n_new();
        self.positions.clear();
        self.positions.resize(n_all, 0);
        for species in self.assignment.species() {
            self.positions[species as usize] = 1; // has members
        }
        next.ids.clear();
        next.created.clear();
        next.last_improved.clear();
        next.best_fitness.clear();
        next.next_id = previous.next_id;
        for position in 0..n_all {
            let has_members = std::mem::replace(&mut self.positions[position], next.ids.len() as u32) == 1;
            if position >= previous.len() {
                next.ids.push(next.next_id);
                next.created.push(evaluated.generation);
                next.last_improved.push(evaluated.generation);
                next.best_fitness.push(if evaluated.fitness.is_some() { f64::NEG_INFINITY } else { 0.0 });
                next.next_id += 1;
            } else if has_members {
                next.ids.push(previous.ids[position]);
                next.created.push(previous.created[position]);
                next.last_improved.push(previous.last_improved[position]);
                next.best_fitness.push(previous.best_fitness[position]);
            }
        }
        next.assignment.clear();
        next.assignment.extend(self.assignment.species().map(|position| self.positions[position as usize]));
    }

    fn improve(&mut self, settings: &Settings, evaluated: &Evaluated<'_>, next: &mut Species) {
        self.best_rows.clear();
        self.best_rows.resize(next.len(), UNASSIGNED);
        for &row in &evaluated.ranking.order {
            let best = &mut self.best_rows[next.assignment[row as usize] as usize];
            if *best == UNASSIGNED {
                *best = row;
            }
        }
        if let Some(fitness) = evaluated.fitness {
            for (position, &row) in self.best_rows.iter().enumerate() {
                if fitness[row as usize] > next.best_fitness[position] {
                    next.best_fitness[position] = fitness[row as usize];
                    next.last_improved[position] = evaluated.generation;
                }
            }
        } else {
            debug_assert!(settings.n_objectives > 1);
            for (row, _) in evaluated.accepted.iter().enumerate().filter(|(_, accepted)| **accepted) {
                next.last_improved[next.assignment[row] as usize] = evaluated.generation;
            }
        }
    }

    fn choose_representatives(
        &mut self,
        settings: &Settings,
        evaluated: &Evaluated<'_>,
        previous: &Species,
        next: &mut Species,
    ) {
        self.list_members(&next.assignment, next.len());
        let representatives = Arc::make_mut(&mut next.representatives);
        representatives.clear();
        for position in 0..next.ids.len() {
            let members = &self.members[self.starts[position]..self.starts[position + 1]];
            let id = next.ids[position];
            let row = match settings.speciation.representative {
                Representative::Champion => self.best_rows[position],
                Representative::Random => {
                    let generation = u64::from(evaluated.generation);
                    let draws = Draws::at(settings.seed, Purpose::Representative, generation, u64::from(id));
                    members[draws.below(0, members.len())]
                }
                Representative::Nearest => match previous.ids.iter().position(|known| *known == id) {
                    Some(old) => nearest(settings, evaluated.population, members, previous.representatives.genome(old)),
                    None => members[0],
                },
            };
            let genome = evaluated.population.genome(row as usize);
            representatives.push(evaluated.population.ids[row as usize], genome);
        }
    }

    /// Rows by species, ascending.
    fn list_members(&mut self, assignment: &[u32], n_species: usize) {
        self.starts.clear();
        self.starts.resize(n_species + 2, 0);
        for &species in assignment {
            self.starts[species as usize + 2] += 1;
        }
        for position in 0..n_species {
            self.starts[position + 2] += self.starts[position + 1];
        }
        self.members.clear();
        self.members.resize(assignment.len(), 0);
        for (row, &species) in assignment.iter().enumerate() {
            let place = &mut self.starts[species as usize + 1]; // ends up as the start of the next species
            self.members[*place] = row as u32;
            *place += 1;
        }
    }
}

/// The member nearest to a genome, the first of equally near ones.
fn nearest(settings: &Settings, population: &Population, members: &[u32], representative: Genome<'_>) -> u32 {
    let mut best = (members[0], f64::INFINITY);
    for &row in members {
        let distance = distance(population.genome(row as usize), representative, &settings.distance);
        if distance < best.1 {
            best = (row, distance);
        }
    }
    best.0
}

/// The threshold of the next generation and the greatest step after it: proportional in the logarithm, by half the gap,
/// and damped: the greatest step shrinks to its square root whenever the number of species has crossed the target, so that
/// the threshold settles however steeply the number of species depends on it, and grows again while it has not.
fn steer(threshold: f64, previous: &Species, n_species: usize, target: usize) -> (f64, f64) {
    let step = previous.threshold_step;
    if target == 0 {
        return (threshold, step);
    }
    let before = if previous.is_empty() { target } else { previous.len() };
    let crossed = before > target && n_species < target || before < target && n_species > target;
    let step = if n_species > MANY * target {
        step.max(QUICK_STEP)
    } else if crossed {
        step.sqrt()
    } else {
        step * step.sqrt().sqrt()
    };
    let step = step.clamp(LEAST_STEP, GREATEST_STEP);
    let ratio = n_species as f64 / target as f64;
    ((threshold * ratio.sqrt().clamp(1.0 / step, step)).clamp(1e-6, 1e6), step)
}
