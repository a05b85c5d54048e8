//! Speciation (Stanley & Miikkulainen 2002, section 3.3) with a threshold that steers towards a number of species.

use crate::draws::{Draws, Purpose};
use crate::operators::distance::distance;
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::selection::fitness::Ranking;
use crate::settings::{Representative, Settings, SpeciesAssignment};

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
    pub representatives: Population,
    /// Compatibility threshold of the next generation; 0 asks to find the first one.
    pub threshold: f64,
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
            representatives: Population::empty(settings.n_inputs, settings.n_outputs),
            threshold: settings.speciation.compatibility_threshold,
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

const UNASSIGNED: u32 = u32::MAX;

/// How many genomes the search of the first threshold looks at: enough to tell, however large the population.
const SAMPLE: usize = 512;

/// Speciates populations; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Speciation {
    assignment: Vec<u32>,
    pairs: Vec<(u32, f64)>,
    new_species: Vec<u32>,
    positions: Vec<u32>,
    best_rows: Vec<u32>,
    counts: Vec<usize>,
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
        let assign = Assign { settings, threads, population: evaluated.population, n_rows: evaluated.population.len() };
        self.assign(&assign, &previous.representatives, threshold, usize::MAX);
        self.keep_species(evaluated, previous, next);
        self.improve(settings, evaluated, next);
        next.threshold = steer(threshold, next.len(), settings.speciation.target_species);
        self.choose_representatives(settings, evaluated, previous, next);
    }

    /// Assigns every row to the position of a representative, or, above those, to that of a new species.
    /// Stops early when there are `enough` new species.
    fn assign(&mut self, assign: &Assign<'_>, representatives: &Population, threshold: f64, enough: usize) {
        self.pairs.clear();
        self.pairs.resize(assign.n_rows, (UNASSIGNED, threshold));
        assign.threads.for_each_piece(&mut self.pairs, 16, |start, pairs| {
            for (offset, pair) in pairs.iter_mut().enumerate() {
                assign.closest(start + offset, representatives, pair);
            }
        });
        self.new_species.clear();
        let n_previous = representatives.len() as u32;
        let nearest = assign.settings.speciation.species_assignment == SpeciesAssignment::Nearest;
        for row in 0..assign.n_rows {
            if self.new_species.len() == enough {
                return;
            }
            let (mut species, mut best) = self.pairs[row];
            if species == UNASSIGNED || nearest {
                for (position, &founder) in self.new_species.iter().enumerate() {
                    let distance = assign.distance(row, founder as usize);
                    if distance < best {
                        species = n_previous + position as u32;
                        best = distance;
                        if !nearest {
                            break;
                        }
                    }
                }
            }
            if species == UNASSIGNED {
                species = n_previous + self.new_species.len() as u32;
                self.new_species.push(row as u32);
            }
            self.pairs[row].0 = species;
        }
        self.assignment.clear();
        self.assignment.extend(self.pairs.iter().map(|pair| pair.0));
    }

    /// Searches a threshold that gives about the target number of species when nothing is known yet, on the
    /// first `SAMPLE` rows.
    fn first_threshold(&mut self, settings: &Settings, threads: &Threads, population: &Population) -> f64 {
        let assign = Assign { settings, threads, population, n_rows: population.len().min(SAMPLE) };
        let nobody = Population::empty(population.n_inputs, population.n_outputs);
        let target = settings.speciation.target_species;
        let (mut low, mut high) = (None, None);
        let mut threshold = mean_distance_to_first(&assign);
        let (mut best, mut best_miss) = (threshold, usize::MAX);
        for _ in 0..16 {
            self.assign(&assign, &nobody, threshold, 2 * target + 1);
            let count = self.new_species.len();
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
        let n_all = previous.len() + self.new_species.len();
        self.counts.clear();
        self.counts.resize(n_all, 0);
        for &species in &self.assignment {
            self.counts[species as usize] += 1;
        }
        next.ids.clear();
        next.created.clear();
        next.last_improved.clear();
        next.best_fitness.clear();
        next.next_id = previous.next_id;
        self.positions.clear();
        for position in 0..n_all {
            self.positions.push(next.ids.len() as u32);
            if position >= previous.len() {
                next.ids.push(next.next_id);
                next.created.push(evaluated.generation);
                next.last_improved.push(evaluated.generation);
                next.best_fitness.push(if evaluated.fitness.is_some() { f64::NEG_INFINITY } else { 0.0 });
                next.next_id += 1;
            } else if self.counts[position] > 0 {
                next.ids.push(previous.ids[position]);
                next.created.push(previous.created[position]);
                next.last_improved.push(previous.last_improved[position]);
                next.best_fitness.push(previous.best_fitness[position]);
            }
        }
        next.assignment.clear();
        next.assignment.extend(self.assignment.iter().map(|&position| self.positions[position as usize]));
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
        self.counts.clear();
        self.counts.resize(next.len(), 0);
        for &species in &next.assignment {
            self.counts[species as usize] += 1;
        }
        next.representatives.clear();
        for position in 0..next.len() {
            let row = match settings.speciation.representative {
                Representative::Champion => self.best_rows[position],
                Representative::Random => {
                    let row = u64::from(next.ids[position]);
                    let draws = Draws::at(settings.seed, Purpose::Representative, u64::from(evaluated.generation), row);
                    nth_member(&next.assignment, position, draws.below(0, self.counts[position]))
                }
                Representative::Nearest => nearest_member(settings, evaluated.population, previous, next, position),
            };
            let genome = evaluated.population.genome(row as usize);
            next.representatives.push(evaluated.population.ids[row as usize], genome);
        }
    }
}

/// What assigning needs to know.
struct Assign<'a> {
    settings: &'a Settings,
    threads: &'a Threads,
    population: &'a Population,
    n_rows: usize,
}

impl Assign<'_> {
    fn distance(&self, a: usize, b: usize) -> f64 {
        distance(self.population.genome(a), self.population.genome(b), &self.settings.distance)
    }

    /// Improves (species, distance) by the first, or the nearest, representative within the distance.
    fn closest(&self, row: usize, representatives: &Population, best: &mut (u32, f64)) {
        let genome = self.population.genome(row);
        for position in 0..representatives.len() {
            let distance = distance(genome, representatives.genome(position), &self.settings.distance);
            if distance < best.1 {
                *best = (position as u32, distance);
                if self.settings.speciation.species_assignment == SpeciesAssignment::First {
                    return;
                }
            }
        }
    }
}

fn mean_distance_to_first(assign: &Assign<'_>) -> f64 {
    let n = assign.n_rows;
    let mut sum = 0.0;
    for row in 1..n {
        sum += assign.distance(row, 0);
    }
    if sum == 0.0 { 1.0 } else { sum / (n - 1) as f64 }
}

/// The threshold of the next generation: a step proportional in the logarithm, by half the gap.
fn steer(threshold: f64, n_species: usize, target: usize) -> f64 {
    if target == 0 {
        return threshold;
    }
    let ratio = n_species as f64 / target as f64;
    (threshold * ratio.sqrt().clamp(0.5, 2.0)).clamp(1e-6, 1e6)
}

fn nth_member(assignment: &[u32], position: usize, place: usize) -> u32 {
    let members = assignment.iter().enumerate().filter(|(_, species)| **species as usize == position);
    members.map(|(row, _)| row as u32).nth(place).unwrap_or_default()
}

fn nearest_member(
    settings: &Settings,
    population: &Population,
    previous: &Species,
    next: &Species,
    position: usize,
) -> u32 {
    let old = previous.ids.iter().position(|id| *id == next.ids[position]);
    let mut members =
        (0..population.len()).filter(|&row| next.assignment[row] as usize == position).map(|row| row as u32);
    let Some(old) = old else { return members.next().unwrap_or_default() };
    let representative = previous.representatives.genome(old);
    let mut best = (UNASSIGNED, f64::INFINITY);
    for row in members {
        let distance = distance(population.genome(row as usize), representative, &settings.distance);
        if best.0 == UNASSIGNED || distance < best.1 {
            best = (row, distance);
        }
    }
    best.0
}
