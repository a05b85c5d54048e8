//! Time per genome of each step of a generation that needs no evaluation, with one thread:
//! `cargo run --release -p speciate-core --example generation_speed -- 86 6 167 1000 10000`.

use std::time::{Duration, Instant};

use speciate_core::draws::{Draws, Purpose};
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::population::founders;
use speciate_core::reproduction::breed::{Breeder, Breeding, Parents};
use speciate_core::reproduction::plan::{Plan, Planner, Survivors};
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::Objectives;
use speciate_core::settings::Settings;
use speciate_core::speciation::{Evaluated, Speciation, Species};

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let (n_inputs, n_outputs) = (arguments[0], arguments[1]);
    println!("{n_inputs} inputs, {n_outputs} outputs; microseconds per genome, medians of generations");
    println!(
        "{:>10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>11}",
        "population", "rank", "speciate", "plan", "breed", "all", "species", "connections"
    );
    for &population_size in &arguments[2..] {
        measure(&settings(n_inputs, n_outputs, population_size));
    }
}

fn settings(n_inputs: usize, n_outputs: usize, population_size: usize) -> Settings {
    let mut settings: Settings = serde_json::from_str(include_str!("settings.json")).expect("the settings are valid");
    (settings.n_inputs, settings.n_outputs, settings.population_size) = (n_inputs, n_outputs, population_size);
    settings.speciation.target_species = (population_size / 15).clamp(4, 40);
    settings
}

fn measure(settings: &Settings) {
    let n = settings.population_size;
    let generations = (200_000 / n).clamp(12, 120) as u32;
    let threads = Threads::new(settings.threads).expect("threads start");
    let (mut population, ledger) = founders::found(settings);
    let mut next = Population::empty(settings.n_inputs, settings.n_outputs);
    let (mut ranking, mut speciation, mut planner, mut breeder) =
        (Ranking::default(), Speciation::default(), Planner::default(), Breeder::default());
    let (mut species, mut next_species, mut plan) = (Species::none(settings), Species::none(settings), Plan::default());
    let mut numbers = (ledger.next_innovation(), ledger.next_node_id());
    let failed = vec![false; n];
    let mut times: [Vec<Duration>; 4] = Default::default();
    for generation in 0..generations {
        let draws = Draws::at(1, Purpose::RandomPlayer, u64::from(generation), 0);
        let fitness: Vec<f64> = (0..n as u64).map(|row| draws.uniform(row)).collect();
        let sizes: Vec<u32> = (0..n).map(|row| population.size(row) as u32).collect();
        let mut started = Instant::now();
        let mut lap = |step: usize| {
            times[step].push(started.elapsed());
            started = Instant::now();
        };
        ranking.rank(Objectives::new(&fitness, 1), &failed, &sizes, &population.ids);
        lap(0);
        let accepted = &failed;
        let evaluated =
            Evaluated { population: &population, ranking: &ranking, fitness: Some(&fitness), accepted, generation };
        speciation.speciate(settings, &threads, &evaluated, &species, &mut next_species);
        std::mem::swap(&mut species, &mut next_species);
        lap(1);
        let survivors = Survivors {
            species: &species,
            ranking: &ranking,
            fitness: Some(&fitness),
            failed: &failed,
            sizes: &sizes,
            archive_sizes: &[],
            generation,
            stagnant_generations: 1,
        };
        planner.plan(settings, &survivors, &mut plan);
        lap(2);
        let parents = Parents { survivors: &population, archive: None };
        let breeding = Breeding {
            parents,
            plan: &plan,
            generation: u64::from(generation),
            next_innovation: numbers.0,
            next_node_id: numbers.1,
        };
        numbers = breeder.breed(settings, &threads, &breeding, &mut next).expect("numbers last");
        std::mem::swap(&mut population, &mut next);
        lap(3);
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e6 / n as f64
    });
    let [rank, speciate, plan, breed] = medians;
    let all: f64 = medians.iter().sum();
    let connections = population.connections.len() / n;
    println!(
        "{n:>10} {rank:>8.2} {speciate:>8.2} {plan:>8.2} {breed:>8.2} {all:>8.2} {:>8} {connections:>11}",
        species.len()
    );
}
