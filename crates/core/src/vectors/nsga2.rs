//! The two steps of a generation of NSGA-II (Deb et al. 2002, section III): offspring, and who of all survives.

use crate::draws::{Draws, Purpose, below_of};
use crate::selection::fitness::Ranking;
use crate::selection::nondominated::Objectives;
use crate::vectors::Settings;
use crate::vectors::polynomial::Mutation;
use crate::vectors::sbx::Crossover;

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

    /// Two random orders of the population, one after the other: neighbours meet, so that everybody is in two tournaments.
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

/// What was told of vectors.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// One row of objectives for each vector, higher is better.
    pub objectives: &'a [f64],
    /// Which evaluations failed.
    pub failed: &'a [bool],
}

/// Chooses survivors; its memory is used again in every generation.
#[derive(Debug, Default)]
pub struct Survival {
    /// Fronts, crowding and order of the pool.
    pub ranking: Ranking,
    objectives: Vec<f64>,
    failed: Vec<bool>,
    sizes: Vec<u32>,
    ids: Vec<u64>,
}

impl Survival {
    /// The rows of the pool that survive, best first: by front, then crowding, then row. The pool is the population, which
    /// is empty in the first generation, and its offspring.
    pub fn survive(&mut self, settings: &Settings, n_objectives: usize, pool: [Told<'_>; 2]) -> &[u32] {
        self.objectives.clear();
        self.failed.clear();
        for told in pool {
            self.objectives.extend_from_slice(told.objectives);
            self.failed.extend_from_slice(told.failed);
        }
        let n_pool = self.failed.len();
        self.sizes.resize(n_pool, 0);
        self.ids.clear();
        self.ids.extend(0..n_pool as u64);
        let objectives = Objectives::new(&self.objectives, n_objectives);
        self.ranking.rank(objectives, &self.failed, &self.sizes, &self.ids);
        &self.ranking.order[..settings.population_size.min(n_pool)]
    }
}
