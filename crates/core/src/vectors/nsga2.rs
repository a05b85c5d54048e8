//! The two steps of a generation of NSGA-II (Deb et al. 2002, section III): offspring are made, and survivors are chosen.

use crate::draws::{Draws, Purpose, below_of};
use crate::selection::fitness::Ranking;
use crate::selection::nondominated::Objectives;
use crate::selection::thinning::Thinning;
use crate::vectors::polynomial::Mutation;
use crate::vectors::sbx::Crossover;
use crate::vectors::{Settings, Truncation};

/// Makes offspring; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Breeder {
    contestants: Vec<u32>,
    words: Vec<u64>,
    crossover: Crossover,
    mutation: Mutation,
}

impl Breeder {
    /// Fills `offspring` with those of a population: tournaments, crossover of neighbours, mutation. Both matrices have
    /// `population_size` rows, `fronts` and `crowding` an entry for each of the population.
    pub fn breed(
        &mut self,
        settings: &Settings,
        (vectors, fronts, crowding): (&[f64], &[u32], &[f64]),
        generation: u64,
        offspring: &mut [f64],
    ) {
        let n = settings.n_variables();
        self.draw_contestants(settings, generation);
        for (pair, offspring) in self.contestants.chunks_exact(2).zip(offspring.chunks_exact_mut(n)) {
            let (a, b) = (pair[0] as usize, pair[1] as usize);
            let better = fronts[b] < fronts[a] || (fronts[b] == fronts[a] && crowding[b] > crowding[a]);
            let winner = if better { b } else { a };
            offspring.copy_from_slice(&vectors[winner * n..][..n]);
        }
        self.crossover.cross(settings, generation, offspring);
        self.mutation.mutate(settings, generation, offspring);
    }

    /// Two random orders of the population, one after the other: neighbours meet, so that every vector is in two tournaments.
    fn draw_contestants(&mut self, settings: &Settings, generation: u64) {
        let n = settings.population_size;
        self.words.resize(n, 0);
        self.contestants.clear();
        self.contestants.extend((0..n as u32).chain(0..n as u32));
        for (row, order) in self.contestants.chunks_exact_mut(n).enumerate() {
            Draws::at(settings.seed, Purpose::VectorTournament, generation, row as u64).fill(&mut self.words);
            for place in (1..n).rev() {
                order.swap(place, below_of(self.words[place], place + 1));
            }
        }
    }
}

/// Vectors and what their evaluation gave.
#[derive(Clone, Copy, Debug)]
pub struct EvaluatedVectors<'a> {
    /// One row of variables for each vector.
    pub vectors: &'a [f64],
    /// One row of objectives for each vector, higher is better.
    pub objectives: &'a [f64],
    /// Which evaluations failed.
    pub failed: &'a [bool],
}

/// Vectors that survive, best first: a row or an entry for each.
#[derive(Debug, Default)]
pub struct RankedVectors {
    /// Rows of variables.
    pub vectors: Vec<f64>,
    /// Rows of objectives.
    pub objectives: Vec<f64>,
    /// Which evaluations failed.
    pub failed: Vec<bool>,
    /// Fronts in the pool.
    pub fronts: Vec<u32>,
    /// Crowding in the pool; in a front that was thinned, among those that are left of it.
    pub crowding: Vec<f64>,
}

/// Chooses survivors; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Survival {
    /// Those of the last call.
    pub survivors: RankedVectors,
    ranking: Ranking,
    thinning: Thinning,
    last_front: Vec<u32>,
    objectives: Vec<f64>,
    failed: Vec<bool>,
    sizes: Vec<u32>,
    ids: Vec<u64>,
}

impl Survival {
    /// Finds the best of a pool: the population, which is empty in the first generation, and its offspring. They are ordered
    /// by front, then crowding, then row.
    pub fn survive(&mut self, settings: &Settings, n_objectives: usize, pool: [EvaluatedVectors<'_>; 2]) {
        self.objectives.clear();
        self.failed.clear();
        for evaluated in pool {
            self.objectives.extend_from_slice(evaluated.objectives);
            self.failed.extend_from_slice(evaluated.failed);
        }
        let n_pool = self.failed.len();
        self.sizes.resize(n_pool, 0);
        self.ids.clear();
        self.ids.extend(0..n_pool as u64);
        let objectives = Objectives::new(&self.objectives, n_objectives);
        self.ranking.rank(objectives, &self.failed, &self.sizes, &self.ids);
        let n_survivors = settings.population_size.min(n_pool);
        if settings.truncation == Truncation::OneByOne && n_survivors < n_pool {
            self.thin_last_front(n_objectives, n_survivors);
        }
        self.take(settings, n_objectives, pool);
    }

    /// Chooses those of the front that does not fit as a whole one by one, unless it is of those that failed.
    fn thin_last_front(&mut self, n_objectives: usize, n_survivors: usize) {
        let ranking = &mut self.ranking;
        let last = ranking.order[n_survivors - 1];
        let front = ranking.fronts[last as usize];
        let is_member = |row: &&u32| ranking.fronts[**row as usize] == front;
        let n_before = n_survivors - ranking.order[..n_survivors].iter().rev().take_while(is_member).count();
        self.last_front.clear();
        self.last_front.reserve(self.failed.len());
        self.last_front.extend(ranking.order[n_before..].iter().take_while(is_member));
        if self.failed[last as usize] || n_before + self.last_front.len() == n_survivors {
            return;
        }
        let objectives = Objectives::new(&self.objectives, n_objectives);
        self.last_front.sort_unstable();
        self.thinning.thin(objectives, &mut self.last_front, n_survivors - n_before);
        ranking.rank_again(objectives, &mut self.last_front);
        ranking.order[n_before..n_survivors].copy_from_slice(&self.last_front);
    }

    fn take(&mut self, settings: &Settings, n_objectives: usize, pool: [EvaluatedVectors<'_>; 2]) {
        let n_survivors = settings.population_size.min(self.failed.len());
        let rows = self.ranking.order[..n_survivors].iter().map(|row| *row as usize);
        let (n_first, n_variables) = (pool[0].failed.len(), settings.n_variables());
        let to = &mut self.survivors;
        to.vectors.clear();
        to.objectives.clear();
        for row in rows.clone() {
            let (vectors, place) =
                if row < n_first { (pool[0].vectors, row) } else { (pool[1].vectors, row - n_first) };
            to.vectors.extend_from_slice(&vectors[place * n_variables..][..n_variables]);
            to.objectives.extend_from_slice(&self.objectives[row * n_objectives..][..n_objectives]);
        }
        fill(&mut to.failed, rows.clone().map(|row| self.failed[row]));
        fill(&mut to.fronts, rows.clone().map(|row| self.ranking.fronts[row]));
        fill(&mut to.crowding, rows.map(|row| self.ranking.crowding[row]));
    }
}

fn fill<T>(column: &mut Vec<T>, values: impl Iterator<Item = T>) {
    column.clear();
    column.extend(values);
}
