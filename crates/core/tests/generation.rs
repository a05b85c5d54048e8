//! A whole generation in the core, step by step: threads do not change it, and genomes keep their invariants.

use speciate_core::network::networks::Networks;
use speciate_core::network::values::Values;
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::population::{founders, invariants};
use speciate_core::reproduction::breed::{Breeder, Breeding, Parents};
use speciate_core::reproduction::plan::{BreedingPool, Parentage, Planner};
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::Objectives;
use speciate_core::settings::Settings;
use speciate_core::speciation::{Evaluated, Speciation, Species};

fn settings(growth: f64, shrinkage: f64) -> Settings {
    let text = include_str!("settings.json")
        .replace("\"GROWTH\"", &growth.to_string())
        .replace("\"SHRINKAGE\"", &shrinkage.to_string());
    let settings: Settings = serde_json::from_str(&text).expect("the test's settings are valid");
    settings.check().expect("the test's settings are in range");
    settings
}

/// A population that plays "be near a target function" and everything a generation needs.
struct Run {
    settings: Settings,
    threads: Threads,
    population: Population,
    spare: Population,
    species: Species,
    next_species: Species,
    networks: Networks,
    values: Values,
    fitness: Vec<f64>,
    failed: Vec<bool>,
    sizes: Vec<u32>,
    ranking: Ranking,
    speciation: Speciation,
    planner: Planner,
    parentage: Parentage,
    breeder: Breeder,
    numbers: (u32, u32),
    generation: u32,
}

impl Run {
    fn new(settings: Settings, threads: usize) -> Self {
        let (population, ledger) = founders::found(&settings);
        let n = settings.population_size;
        Self {
            threads: Threads::new(threads).expect("threads start"),
            spare: Population::empty(settings.n_inputs, settings.n_outputs),
            species: Species::none(&settings),
            next_species: Species::none(&settings),
            networks: Networks::default(),
            values: Values::default(),
            fitness: vec![0.0; n],
            failed: vec![false; n],
            sizes: vec![0; n],
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

    fn evaluate(&mut self) {
        self.networks.compile(&self.threads, &self.population, self.settings.genome.recurrent);
        for row in 0..self.population.len() {
            let mut error = 0.0;
            for step in 0..6u8 {
                let x = f32::from(step) / 6.0;
                let mut output = [0.0];
                self.values.reset(&self.networks);
                self.networks.forward(row, &mut self.values, &[x, 1.0 - x, 0.5], &mut output);
                error += (f64::from(output[0]) - f64::from(x * x)).abs();
            }
            self.fitness[row] = -error;
            self.sizes[row] = self.population.size(row) as u32;
        }
    }

    fn generation(&mut self) {
        self.evaluate();
        let objectives = Objectives::new(&self.fitness, 1);
        self.ranking.rank(objectives, &self.failed, &self.sizes, &self.population.ids);
        let evaluated = Evaluated {
            population: &self.population,
            ranking: &self.ranking,
            fitness: Some(&self.fitness),
            accepted: &self.failed,
            generation: self.generation,
        };
        let next = &mut self.next_species;
        self.speciation.speciate(&self.settings, &self.threads, &evaluated, &self.species, next);
        std::mem::swap(&mut self.species, &mut self.next_species);
        let survivors = BreedingPool {
            species: &self.species,
            ranking: &self.ranking,
            fitness: Some(&self.fitness),
            failed: &self.failed,
            sizes: &self.sizes,
            archive_sizes: &[],
            generation: self.generation,
            stagnant_generations: 0,
        };
        self.planner.plan(&self.settings, &survivors, &mut self.parentage);
        let breeding = Breeding {
            parents: Parents { survivors: &self.population, archive: None },
            parentage: &self.parentage,
            generation: u64::from(self.generation),
            next_innovation: self.numbers.0,
            next_node_id: self.numbers.1,
        };
        let numbers = self.breeder.breed(&self.settings, &self.threads, &breeding, &mut self.spare);
        self.numbers = numbers.expect("numbers have not run out");
        std::mem::swap(&mut self.population, &mut self.spare);
        self.generation += 1;
    }
}

#[test]
fn one_thread_and_three_breed_the_same_population() {
    let (mut one, mut three) = (Run::new(settings(0.3, 0.1), 1), Run::new(settings(0.3, 0.1), 3));
    for _ in 0..25 {
        one.generation();
        three.generation();
        assert_eq!(one.population, three.population);
    }
}

#[test]
fn every_genome_keeps_the_invariants_while_it_grows() {
    let mut run = Run::new(settings(0.5, 0.02), 2);
    for _ in 0..40 {
        run.generation();
        assert_eq!(invariants::check(&run.population, &run.settings.genome), Ok(()));
    }
    assert!(run.population.connections.len() > 2 * run.population.len() * 3, "nothing grew");
}

#[test]
fn selection_raises_the_best_fitness() {
    let mut run = Run::new(settings(0.1, 0.02), 1);
    run.evaluate();
    let best = |run: &Run| run.fitness.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let first = best(&run);
    for _ in 0..30 {
        run.generation();
    }
    run.evaluate();
    assert!(best(&run) > first / 2.0, "{first} to {}", best(&run));
}
