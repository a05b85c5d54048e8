//! A population that evolves by a fitness drawn at random, with one thread, step by step.

#![allow(dead_code)] // each program uses a part of this one

use speciate_core::draws::{Draws, Purpose};
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::population::founders;
use speciate_core::reproduction::breed::{Breeder, Breeding, Parents};
use speciate_core::reproduction::plan::{BreedingPool, Parentage, Planner};
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::Objectives;
use speciate_core::settings::Settings;
use speciate_core::speciation::{Evaluated, Speciation, Species};

/// Names of the steps of a generation, in order.
pub const STEPS: [&str; 4] = ["rank", "speciate", "plan", "breed"];

/// Everything that a run without evaluation has.
pub struct Evolution {
    pub settings: Settings,
    pub threads: Threads,
    pub population: Population,
    pub species: Species,
    pub ranking: Ranking,
    next: Population,
    next_species: Species,
    speciation: Speciation,
    planner: Planner,
    parentage: Parentage,
    breeder: Breeder,
    numbers: (u32, u32),
    generation: u32,
}

/// Defaults of a feed-forward run.
pub fn settings(n_inputs: usize, n_outputs: usize, population_size: usize) -> Settings {
    let text = include_str!("../../tests/settings.json").replace("\"GROWTH\"", "0.1").replace("\"SHRINKAGE\"", "0.02");
    let mut settings: Settings = serde_json::from_str(&text).expect("the settings are valid");
    (settings.seed, settings.mutation.add_node_rate, settings.mutation.delete_node_rate) = (0, 0.03, 0.01);
    (settings.n_inputs, settings.n_outputs, settings.population_size) = (n_inputs, n_outputs, population_size);
    settings.speciation.target_species = (population_size / 15).clamp(4, 40);
    settings
}

impl Evolution {
    /// Founders.
    pub fn new(settings: Settings) -> Self {
        let (population, ledger) = founders::found(&settings);
        Self {
            threads: Threads::new(settings.threads).expect("threads start"),
            next: Population::empty(settings.n_inputs, settings.n_outputs),
            species: Species::none(&settings),
            next_species: Species::none(&settings),
            ranking: Ranking::default(),
            speciation: Speciation::default(),
            planner: Planner::default(),
            parentage: Parentage::default(),
            breeder: Breeder::default(),
            numbers: (ledger.next_innovation(), ledger.next_node_id()),
            generation: 0,
            population,
            settings,
        }
    }

    /// The population after some generations.
    pub fn after(settings: Settings, generations: u32) -> Self {
        let mut evolution = Self::new(settings);
        for _ in 0..generations {
            evolution.advance(|| {});
        }
        evolution
    }

    /// One generation; `lap` is called after each step.
    pub fn advance(&mut self, mut lap: impl FnMut()) {
        let n = self.population.len();
        let draws = Draws::at(1, Purpose::RandomPlayer, u64::from(self.generation), 0);
        let fitness: Vec<f64> = (0..n as u64).map(|row| draws.uniform(row)).collect();
        let sizes: Vec<u32> = (0..n).map(|row| self.population.size(row) as u32).collect();
        let failed = vec![false; n];
        lap();
        self.ranking.rank(Objectives::new(&fitness, 1), &failed, &sizes, &self.population.ids);
        lap();
        self.speciate(&fitness, &failed);
        lap();
        let survivors = BreedingPool {
            species: &self.species,
            ranking: &self.ranking,
            fitness: Some(&fitness),
            failed: &failed,
            sizes: &sizes,
            archive_sizes: &[],
            generation: self.generation,
            stagnant_generations: 1,
        };
        self.planner.plan(&self.settings, &survivors, &mut self.parentage);
        lap();
        self.breed();
        lap();
        self.generation += 1;
    }

    fn speciate(&mut self, fitness: &[f64], failed: &[bool]) {
        let evaluated = Evaluated {
            population: &self.population,
            ranking: &self.ranking,
            fitness: Some(fitness),
            accepted: failed,
            generation: self.generation,
        };
        self.speciation.speciate(&self.settings, &self.threads, &evaluated, &self.species, &mut self.next_species);
        std::mem::swap(&mut self.species, &mut self.next_species);
    }

    fn breed(&mut self) {
        let breeding = Breeding {
            parents: Parents { survivors: &self.population, archive: None },
            parentage: &self.parentage,
            generation: u64::from(self.generation),
            next_innovation: self.numbers.0,
            next_node_id: self.numbers.1,
        };
        let bred = self.breeder.breed(&self.settings, &self.threads, &breeding, &mut self.next);
        self.numbers = bred.expect("numbers last");
        std::mem::swap(&mut self.population, &mut self.next);
    }
}
