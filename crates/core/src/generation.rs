//! A generation of NEAT, from what its genomes achieved to their offspring: survive, rank, speciate, plan and breed.

use crate::distribution::columns::Distributions;
use crate::distribution::learn::Learner;
use crate::distribution::lesson::Lesson;
use crate::distribution::sample::{Sample, sample};
use crate::error::Result;
use crate::parallel::Threads;
use crate::population::columns::Population;
use crate::reproduction::breed::{Breeder, Breeding, Parents};
use crate::reproduction::plan::{BreedingPool, Parentage, Planner};
use crate::selection::fitness::Ranking;
use crate::selection::objectives::Objectives;
use crate::selection::survival::{Pool, Survivor};
use crate::settings::Settings;
use crate::speciation::{Evaluated, Speciation, Species};

/// A generation that was evaluated. Its rows are the genomes carried over, if there are any, then those asked.
#[derive(Clone, Copy, Debug)]
pub struct EvaluatedGeneration<'a> {
    /// Genomes carried over.
    pub carried: Option<&'a Population>,
    /// Genomes that were asked.
    pub asked: &'a Population,
    /// What all achieved.
    pub objectives: Objectives<'a>,
    /// Whose evaluation failed.
    pub failed: &'a [bool],
    /// Which of them the archive accepted in this generation.
    pub accepted: &'a [bool],
    /// The archive, if there is one.
    pub archive: Option<&'a Population>,
    /// The last generation's species.
    pub species: &'a Species,
    /// The generation.
    pub generation: u32,
    /// Generations since the population last improved.
    pub stagnant_generations: u32,
    /// The next unused innovation and node id.
    pub numbers: (u32, u32),
    /// The distributions of the species, where offspring are drawn from these; none before the first generation.
    pub distributions: Option<&'a Distributions>,
}

/// What comes of it; the memory of old values is used again.
#[derive(Debug)]
pub struct Next {
    /// Rows that survive, ascending, and their genomes: none if no genome was carried over, for then all survive.
    pub rows: Vec<u32>,
    /// See `rows`.
    pub survivors: Population,
    /// The survivors' species.
    pub species: Species,
    /// Their offspring.
    pub offspring: Population,
    /// The next unused innovation and node id.
    pub numbers: (u32, u32),
    /// The distributions of the species, where offspring are drawn from these.
    pub distributions: Distributions,
}

/// The steps of a generation; their memory is used again in every one.
#[derive(Debug, Default)]
pub struct Generation {
    /// The survivors' order, after `advance`.
    pub ranking: Ranking,
    /// Chooses survivors.
    pub survivor: Survivor,
    /// Assigns genomes to species.
    pub speciation: Speciation,
    /// Plans offspring.
    pub planner: Planner,
    /// Breeds them.
    pub breeder: Breeder,
    /// Moves distributions.
    pub learner: Learner,
    parentage: Parentage,
    selected: Selected,
    ids: Vec<u64>,
    sizes: Vec<u32>,
    archive_sizes: Vec<u32>,
    fitness: Vec<f64>,
}

/// The rows of a generation that survived.
#[derive(Debug, Default)]
struct Selected {
    objectives: Vec<f64>,
    failed: Vec<bool>,
    accepted: Vec<bool>,
}

/// The genomes that survive, and what they achieved.
#[derive(Clone, Copy)]
struct Survived<'a> {
    population: &'a Population,
    objectives: Objectives<'a>,
    failed: &'a [bool],
    accepted: &'a [bool],
}

impl Generation {
    /// Makes the next generation.
    ///
    /// # Errors
    /// `Error::Limit` when innovations or node ids have run out; `Error::Value` if genomes have numbers that were not
    /// given out.
    pub fn advance(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        evaluated: &EvaluatedGeneration<'_>,
        next: &mut Next,
    ) -> Result<()> {
        next.rows.clear();
        if let Some(carried) = evaluated.carried {
            self.survive(settings, evaluated, carried, next)?;
        }
        let selected = std::mem::take(&mut self.selected);
        let survived = if evaluated.carried.is_some() {
            selected.survived(&next.survivors, evaluated)
        } else {
            let EvaluatedGeneration { asked: population, objectives, failed, accepted, .. } = *evaluated;
            Survived { population, objectives, failed, accepted }
        };
        self.speciate(settings, threads, evaluated, &survived, &mut next.species);
        let numbers = self.breed(settings, threads, evaluated, &survived, &next.species, &mut next.offspring);
        if settings.draws_weights() && numbers.is_ok() {
            self.draw(
                settings,
                threads,
                evaluated,
                (survived.population, &next.rows, &next.species),
                (&mut next.offspring, &mut next.distributions),
            );
        }
        self.selected = selected;
        next.numbers = numbers?;
        Ok(())
    }

    /// Moves the distributions of the species, and draws the weights of offspring from them.
    fn draw(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        evaluated: &EvaluatedGeneration<'_>,
        (population, rows, species): (&Population, &[u32], &Species),
        (offspring, distributions): (&mut Population, &mut Distributions),
    ) {
        let nothing = Distributions::default();
        let lesson = Lesson {
            population,
            order: &self.ranking.order,
            species,
            previous: evaluated.species,
            before: evaluated.distributions.unwrap_or(&nothing),
            rows: evaluated.carried.map(|_| rows),
            n_carried: evaluated.carried.map_or(0, Population::len),
        };
        self.learner.learn(settings, threads, &lesson, distributions);
        let sampled = Sample { parentage: &self.parentage, generation: u64::from(evaluated.generation) };
        sample(settings, threads, &sampled, offspring, distributions);
    }

    /// Chooses survivors among the genomes carried over and those asked.
    fn survive(
        &mut self,
        settings: &Settings,
        evaluated: &EvaluatedGeneration<'_>,
        carried: &Population,
        next: &mut Next,
    ) -> Result<()> {
        let EvaluatedGeneration { objectives, failed, accepted, .. } = *evaluated;
        let both = [carried, evaluated.asked];
        self.ids.clear();
        self.ids.extend(both.iter().flat_map(|population| &population.ids));
        list_sizes(&both, &mut self.sizes);
        self.ranking.rank(objectives, failed, &self.sizes, &self.ids);
        let pool = Pool { objectives, failed, order: &self.ranking.order, n_carried: carried.len() };
        self.survivor.survive(settings, &pool, u64::from(evaluated.generation), &mut next.rows);
        next.survivors.clear();
        next.survivors.extend_with(&both, &next.rows)?;
        let selected = &mut self.selected;
        selected.objectives.clear();
        selected.failed.clear();
        selected.accepted.clear();
        for &row in &next.rows {
            selected.objectives.extend_from_slice(objectives.row(row));
            selected.failed.push(failed[row as usize]);
            selected.accepted.push(accepted[row as usize]);
        }
        Ok(())
    }

    /// The order of the survivors, their fitness and their species.
    fn speciate(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        evaluated: &EvaluatedGeneration<'_>,
        survived: &Survived<'_>,
        species: &mut Species,
    ) {
        let Survived { population, objectives, failed, accepted } = *survived;
        list_sizes(&[population], &mut self.sizes);
        self.ranking.rank(objectives, failed, &self.sizes, &population.ids);
        find_fitness(objectives, failed, &mut self.fitness);
        let (fitness, generation) = (survived.fitness(&self.fitness), evaluated.generation);
        let ranked = Evaluated { population, ranking: &self.ranking, fitness, accepted, generation };
        self.speciation.speciate(settings, threads, &ranked, evaluated.species, species);
    }

    /// The offspring of the survivors; returns the next unused innovation and node id.
    fn breed(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        evaluated: &EvaluatedGeneration<'_>,
        survived: &Survived<'_>,
        species: &Species,
        offspring: &mut Population,
    ) -> Result<(u32, u32)> {
        list_sizes(evaluated.archive.as_slice(), &mut self.archive_sizes);
        let planned = BreedingPool {
            species,
            ranking: &self.ranking,
            fitness: survived.fitness(&self.fitness),
            failed: survived.failed,
            sizes: &self.sizes,
            archive_sizes: &self.archive_sizes,
            generation: evaluated.generation,
            stagnant_generations: evaluated.stagnant_generations,
        };
        self.planner.plan(settings, &planned, &mut self.parentage);
        let breeding = Breeding {
            parents: Parents { survivors: survived.population, archive: evaluated.archive },
            parentage: &self.parentage,
            generation: u64::from(evaluated.generation),
            next_innovation: evaluated.numbers.0,
            next_node_id: evaluated.numbers.1,
        };
        self.breeder.breed(settings, threads, &breeding, offspring)
    }
}

impl Selected {
    fn survived<'a>(&'a self, population: &'a Population, evaluated: &EvaluatedGeneration<'_>) -> Survived<'a> {
        let objectives = Objectives::new(&self.objectives, evaluated.objectives.n_objectives());
        Survived { population, objectives, failed: &self.failed, accepted: &self.accepted }
    }
}

impl Survived<'_> {
    /// The fitness that was found; none with several objectives.
    fn fitness<'a>(&self, found: &'a [f64]) -> Option<&'a [f64]> {
        (self.objectives.n_objectives() == 1).then_some(found)
    }
}

/// The first number of each genome, negative infinity where failed.
fn find_fitness(objectives: Objectives<'_>, failed: &[bool], fitness: &mut Vec<f64>) {
    fitness.clear();
    let value =
        |(row, failed): (usize, &bool)| if *failed { f64::NEG_INFINITY } else { objectives.value(row as u32, 0) };
    fitness.extend(failed.iter().enumerate().map(value));
}

/// Numbers of connections, of one population after the other.
fn list_sizes(populations: &[&Population], sizes: &mut Vec<u32>) {
    sizes.clear();
    for population in populations {
        let offsets = population.connection_offsets.windows(2);
        sizes.extend(offsets.map(|ends| (ends[1] - ends[0]) as u32));
    }
}
