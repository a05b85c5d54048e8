//! Micro-benchmarks of the kernels: `cargo bench -p speciate-core`, and `-- distance` for those of a name.

use divan::Bencher;
use divan::counter::ItemsCount;
use speciate_core::draws::{Draws, Purpose};
use speciate_core::network::activation::{Activation, Aggregation};
use speciate_core::network::networks::Networks;
use speciate_core::network::states::States;
use speciate_core::network::values::Values;
use speciate_core::operators::distance::distance;
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::{NondominatedSort, Objectives};

mod evolution;
use evolution::{Evolution, settings};

const POPULATION: usize = 167;
/// Founders, and genomes that have grown.
const GENERATIONS: [u32; 2] = [0, 200];

fn main() {
    divan::main();
}

fn evolved(generations: u32) -> Evolution {
    Evolution::after(settings(86, 6, POPULATION), generations)
}

fn uniform(n: usize) -> Vec<f64> {
    let draws = Draws::at(1, Purpose::RandomPlayer, 0, 0);
    (0..n as u64).map(|index| draws.uniform(index)).collect()
}

#[divan::bench(args = GENERATIONS)]
fn compile(bencher: Bencher, generations: u32) {
    let evolution = evolved(generations);
    let mut networks = Networks::default();
    bencher
        .counter(ItemsCount::new(POPULATION))
        .bench_local(|| networks.compile(&evolution.threads, &evolution.population, false));
}

#[divan::bench(args = GENERATIONS)]
fn forward_each_in_turn(bencher: Bencher, generations: u32) {
    let mut networks = Networks::default();
    networks.compile(&Threads::default(), &evolved(generations).population, false);
    let mut values = Values::default();
    values.reset(&networks);
    let observation: Vec<f32> = uniform(86).iter().map(|value| *value as f32).collect();
    let mut outputs = [0.0; 6];
    bencher.counter(ItemsCount::new(POPULATION)).bench_local(|| {
        for network in 0..POPULATION {
            networks.forward(network, &mut values, divan::black_box(&observation), &mut outputs);
            divan::black_box(&outputs);
        }
    });
}

/// Networks of one dense hidden layer, one after the other.
#[divan::bench(args = [1, POPULATION])]
fn forward_dense(bencher: Bencher, n_networks: usize) {
    let mut networks = Networks::default();
    networks.compile(&Threads::default(), &dense(n_networks, 80), false);
    let mut values = Values::default();
    values.reset(&networks);
    let mut outputs = [0.0; 6];
    bencher.counter(ItemsCount::new(n_networks)).bench_local(|| {
        for network in 0..n_networks {
            networks.forward(network, &mut values, divan::black_box(&[0.5; 86]), &mut outputs);
            divan::black_box(&outputs);
        }
    });
}

fn dense(n_genomes: usize, n_hidden: u32) -> Population {
    let mut population = Population::empty(86, 6);
    let weights = uniform(n_genomes * (86 + 6) * n_hidden as usize);
    let mut weights = weights.iter().map(|weight| *weight as f32 - 0.5);
    for genome in 0..n_genomes {
        for node in 86..92 + n_hidden {
            population.nodes.push(node, 0.1, Activation::Tanh as u8, Aggregation::Sum as u8);
        }
        let hidden = (0..n_hidden).flat_map(|node| (0..86).map(move |input| (input, 92 + node)));
        let output = (86..92).flat_map(|output| (0..n_hidden).map(move |node| (92 + node, output)));
        for (innovation, (source, target)) in (0..).zip(hidden.chain(output)) {
            let weight = weights.next().expect("there are enough");
            population.connections.push(innovation, source, target, weight, true);
        }
        population.close(genome as u64);
    }
    population
}

#[divan::bench(args = [1, 4, 16, 64])]
fn forward_all(bencher: Bencher, n_observations: usize) {
    let mut networks = Networks::default();
    networks.compile(&Threads::default(), &evolved(200).population, false);
    let observations: Vec<f32> = uniform(86 * POPULATION * n_observations).iter().map(|value| *value as f32).collect();
    let mut outputs = vec![0.0; POPULATION * n_observations * 6];
    let mut states = States::default();
    let threads = Threads::default();
    bencher.counter(ItemsCount::new(POPULATION * n_observations)).bench_local(|| {
        networks.forward_all(&threads, &observations, false, n_observations, &mut states, &mut outputs)
    });
}

#[divan::bench(args = GENERATIONS)]
fn distance_to_each(bencher: Bencher, generations: u32) {
    let Evolution { settings, population, .. } = evolved(generations);
    bencher.counter(ItemsCount::new(POPULATION)).bench_local(|| {
        let first = population.genome(0);
        (0..POPULATION).map(|row| distance(first, population.genome(row), &settings.distance)).sum::<f64>()
    });
}

#[divan::bench(args = [167, 1_000, 10_000])]
fn generation(bencher: Bencher, population_size: usize) {
    let mut evolution = Evolution::after(settings(86, 6, population_size), 5);
    bencher.counter(ItemsCount::new(population_size)).bench_local(|| evolution.advance(|| {}));
}

#[divan::bench(args = [100, 1_000, 10_000], consts = [2, 3, 5, 10])]
fn nondominated<const M: usize>(bencher: Bencher, n: usize) {
    let values = uniform(n * M);
    let rows: Vec<u32> = (0..n as u32).collect();
    let (mut sort, mut fronts) = (NondominatedSort::default(), vec![0; n]);
    bencher.bench_local(|| sort.sort(Objectives::new(&values, M), &rows, &mut fronts));
}

#[divan::bench(args = [167, 10_000], consts = [1, 3])]
fn rank<const M: usize>(bencher: Bencher, n: usize) {
    let (values, failed, sizes) = (uniform(n * M), vec![false; n], vec![516; n]);
    let ids: Vec<u64> = (0..n as u64).collect();
    let mut ranking = Ranking::default();
    bencher.bench_local(|| ranking.rank(Objectives::new(&values, M), &failed, &sizes, &ids));
}
