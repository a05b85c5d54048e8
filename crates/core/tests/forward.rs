//! Networks run by kernels against the definition: eight sums by position, folded in one way.

use speciate_core::draws::{Draws, Purpose};
use speciate_core::network::activation::{Activation, Aggregation};
use speciate_core::network::networks::{Networks, Shape};
use speciate_core::network::states::States;
use speciate_core::network::values::Values;
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::simd;

const N_NETWORKS: usize = 37; // more than are compiled together

/// Two layers of hidden nodes, with all connections or with some.
fn population(seed: u64) -> Population {
    let draws = Draws::at(seed, Purpose::FounderConnection, 0, 0);
    let below = |index, n| draws.below(index, n) as u32;
    let (n_inputs, n_outputs) = (1 + below(0, 40), 1 + below(1, 6));
    let (n_first, n_second) = (below(2, 14), below(3, 6));
    let share = [1.0, 1.0, 0.9, 0.5][below(4, 4) as usize];
    let first = n_inputs + n_outputs;
    let (second, end) = (first + n_first, first + n_first + n_second);
    let outputs = n_inputs..first;
    let forward =
        (0..n_inputs).flat_map(|source| (first..end).chain(outputs.clone()).map(move |target| (source, target)));
    let inner =
        (first..second).flat_map(|source| (second..end).chain(outputs.clone()).map(move |target| (source, target)));
    let last = (second..end).flat_map(|source| outputs.clone().map(move |target| (source, target)));
    let pairs: Vec<(u32, u32)> = forward.chain(inner).chain(last).collect();
    let mut population = Population::empty(n_inputs as usize, n_outputs as usize);
    for row in 0..N_NETWORKS as u64 {
        let draws = Draws::at(seed, Purpose::FounderConnection, 1, row);
        for (position, node) in (n_inputs..end).enumerate() {
            let activation = if seed.is_multiple_of(3) { node % 23 } else { 3 };
            let aggregation = if seed.is_multiple_of(5) { node % 7 } else { 0 };
            let bias = draws.normal(100_000 + position as u64) as f32;
            population.nodes.push(node, bias, activation as u8, aggregation as u8);
        }
        for (index, &(source, target)) in (0..).zip(&pairs) {
            if draws.uniform(200_000 + index) < share {
                population.connections.push(index as u32, source, target, draws.normal(index) as f32, true);
            }
        }
        population.close(row);
    }
    population
}

/// One network on one observation, number by number.
fn defined(networks: &Networks, network: usize, observation: &[f32]) -> Vec<u32> {
    let (block, network) = networks.find(network).expect("networks of their own topology");
    let mut slots = observation.to_vec();
    for node in block.nodes_of(network) {
        let incoming = (node.start..node.end).map(|k| block.weights[k] * slots[block.sources[k] as usize]);
        let products: Vec<f32> = incoming.collect();
        let aggregated = aggregate(node.aggregation, &products);
        slots.push(node.activation.apply(aggregated + node.bias));
    }
    block.outputs_of(network).iter().map(|slot| slots[*slot as usize].to_bits()).collect()
}

fn aggregate(aggregation: Aggregation, products: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    products.iter().enumerate().for_each(|(k, product)| lanes[k % 8] += product);
    let a = [0, 1, 2, 3].map(|k| lanes[k] + lanes[k + 4]);
    let sum = (a[0] + a[2]) + (a[1] + a[3]);
    let Some(&first) = products.first() else { return 0.0 };
    let mut sorted = products.to_vec();
    sorted.sort_by(f32::total_cmp);
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    match aggregation {
        Aggregation::Sum => sum,
        Aggregation::Mean => sum / products.len() as f32,
        Aggregation::Product => products[1..].iter().fold(first, |total, product| total * product),
        Aggregation::Max => *sorted.last().expect("there is one"),
        Aggregation::Min => sorted[0],
        Aggregation::Median => {
            if sorted.len() % 2 == 1 {
                low
            } else {
                (low + high) * 0.5
            }
        }
        Aggregation::MaxAbs => products[1..].iter().fold(first, |best, &p| if p.abs() > best.abs() { p } else { best }),
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn networks_give_the_defined_bits_alone_and_together_with_every_instruction_set() {
    for (name, set) in simd::NAMES.iter().filter(|(_, set)| *set <= simd::widest()) {
        simd::force(*set).expect("the processor has it");
        for seed in 0..60 {
            let population = population(seed);
            let mut networks = Networks::default();
            networks.compile(&Threads::default(), &population, false);
            for n_observations in [1, 3, 6, 16, 19] {
                check(&networks, seed, n_observations, name);
            }
        }
    }
    simd::force(simd::widest()).expect("the processor has it");
}

fn check(networks: &Networks, seed: u64, n_observations: usize, name: &str) {
    let (n_in, n_out) = (networks.shape.n_inputs, networks.shape.n_outputs);
    let draws = Draws::at(seed, Purpose::FounderConnection, 2, 0);
    let observations: Vec<f32> =
        (0..N_NETWORKS * n_observations * n_in).map(|k| draws.normal(k as u64) as f32).collect();
    let mut states = States::default();
    let mut values = Values::default();
    values.reset(networks);
    let mut outputs = vec![0.0; N_NETWORKS * n_observations * n_out];
    let threads = Threads::default();
    networks.forward_all(&threads, &observations, false, n_observations, &mut states, &mut outputs).expect("it fits");
    for (row, (observation, outputs)) in observations.chunks(n_in).zip(outputs.chunks(n_out)).enumerate() {
        let expected = defined(networks, row / n_observations, observation);
        assert_eq!(bits(outputs), expected, "{name}, seed {seed}, {n_observations} observations, row {row}");
        let mut alone = vec![0.0; n_out];
        networks.forward(row / n_observations, &mut values, observation, &mut alone);
        assert_eq!(bits(&alone), expected, "{name}, seed {seed}, alone, row {row}");
    }
}

/// What one network gives step by step, with values of its own.
fn alone(networks: &Networks, network: usize, steps: &[&[f32]]) -> Vec<u32> {
    let (mut values, mut outputs) = (Values::default(), vec![0.0; networks.shape.n_outputs]);
    values.reset(networks);
    for observation in steps {
        networks.forward(network, &mut values, observation, &mut outputs);
    }
    bits(&outputs)
}

#[test]
fn recurrent_networks_remember_each_observation_until_they_are_reset_with_any_number_of_threads() {
    for (seed, n_threads) in [(1, 1), (2, 2), (4, 3)] {
        let (mut networks, threads) = (Networks::default(), Threads::new(n_threads).unwrap());
        let mut states = States::default();
        for n_observations in [1, 3] {
            networks.compile(&threads, &population(seed), true);
            let Shape { n_inputs, n_outputs, .. } = networks.shape;
            let draws = Draws::at(seed, Purpose::FounderConnection, 3, 0);
            let n = N_NETWORKS * n_observations * n_inputs;
            let steps: [Vec<f32>; 3] =
                [0, 1, 2].map(|step| (0..n).map(|k| draws.normal((step * n + k) as u64) as f32).collect());
            let mut outputs = vec![0.0; N_NETWORKS * n_observations * n_outputs];
            states.reset();
            for first in [0, 1] {
                for (step, observations) in steps.iter().enumerate().skip(first) {
                    networks
                        .forward_all(&threads, observations, false, n_observations, &mut states, &mut outputs)
                        .expect("it fits");
                    for (row, outputs) in outputs.chunks(n_outputs).enumerate() {
                        let seen: Vec<&[f32]> =
                            (first..=step).map(|step| &steps[step][row * n_inputs..][..n_inputs]).collect();
                        assert_eq!(bits(outputs), alone(&networks, row / n_observations, &seen), "row {row}");
                    }
                }
                states.reset();
            }
        }
    }
}

#[test]
fn states_of_another_number_of_observations_are_refused_until_they_are_reset() {
    let (mut networks, threads) = (Networks::default(), Threads::default());
    networks.compile(&threads, &population(1), true);
    let mut states = States::default();
    let run = |n_observations: usize, states: &mut States| {
        let observations = vec![0.5; N_NETWORKS * n_observations * networks.shape.n_inputs];
        let mut outputs = vec![0.0; N_NETWORKS * n_observations * networks.shape.n_outputs];
        networks.forward_all(&threads, &observations, false, n_observations, states, &mut outputs)
    };
    assert!(run(2, &mut states).is_ok());
    assert!(run(3, &mut states).unwrap_err().to_string().contains("remember 2 observations each, but got 3"));
    states.reset();
    assert!(run(3, &mut states).is_ok());
}

#[test]
fn a_clamped_activation_keeps_what_lies_between_its_ends() {
    let found = [-2.0, -1.0, -0.95, 0.0, 0.95, 1.0, 2.0].map(|x| Activation::Clamped.apply(x));
    assert_eq!(found, [-1.0, -1.0, -0.95, 0.0, 0.95, 1.0, 1.0]);
}

#[test]
fn activations_of_many_numbers_are_those_of_each() {
    let numbers: Vec<f32> =
        (-400..400).map(|k| k as f32 * 0.25).chain([f32::INFINITY, -0.0, f32::MIN, 1e-30]).collect();
    for number in 0..23 {
        let activation = Activation::from_number(number);
        let mut many = numbers.clone();
        activation.apply_all(&mut many);
        let each: Vec<f32> = numbers.iter().map(|x| activation.apply(*x)).collect();
        assert_eq!(bits(&many), bits(&each), "{activation:?}");
    }
}
