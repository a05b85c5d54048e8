//! Dense networks and the genetic algorithm over their weights, against their definitions.

mod genomes;

use speciate_core::draws::{Draws, Purpose};
use speciate_core::genetic::{self, Parents};
use speciate_core::network::dense::Layers;
use speciate_core::network::networks::Networks;
use speciate_core::network::values::Values;
use speciate_core::parallel::Threads;
use speciate_core::settings::{Settings, WeightCrossover};
use speciate_core::simd::{NAMES, force, widest};

const IDENTITY: u8 = 0;

fn layers(sizes: &[usize], recurrent: bool) -> Layers {
    Layers { sizes: sizes.to_vec(), recurrent, activation: IDENTITY, output_activation: IDENTITY }
}

fn settings(hidden_layers: &[usize]) -> Settings {
    let mut settings = genomes::settings();
    settings.population_size = 40;
    settings.dense.hidden_layers = hidden_layers.to_vec();
    settings
}

fn outputs(networks: &Networks, observations: &[&[f32]]) -> Vec<f32> {
    let mut values = Values::default();
    values.reset(networks);
    let mut output = vec![0.0; networks.shape.n_outputs];
    for observation in observations {
        networks.forward(0, &mut values, observation, &mut output);
    }
    output
}

fn founders(settings: &Settings, threads: usize) -> Vec<f32> {
    let mut weights = vec![0.0; settings.population_size * settings.layers().n_weights()];
    genetic::found(&Threads::new(threads).unwrap(), settings, &mut weights);
    weights
}

fn offspring(settings: &Settings, weights: &[f32], order: &[u32], threads: usize) -> Vec<f32> {
    let mut offspring = vec![0.0; settings.population_size * settings.layers().n_weights()];
    let parents = Parents { weights, order, n_parents: order.len() };
    genetic::breed(&Threads::new(threads).unwrap(), settings, parents, (3, 12), &mut offspring);
    offspring
}

#[test]
fn a_network_is_the_product_of_its_layers() {
    // inputs 2, hidden 2: weights by node, then biases; output 1
    let weights = [1.0, 2.0, -1.0, 0.5, 10.0, 20.0, 3.0, -1.0, 0.25];
    let networks = Networks::of_weights(&layers(&[2, 2, 1], false), &weights).unwrap();
    let hidden = [1.0 * 4.0 + 2.0 * 6.0 + 10.0, -4.0 + 0.5 * 6.0 + 20.0];
    assert_eq!(outputs(&networks, &[&[4.0, 6.0]]), [3.0 * hidden[0] - hidden[1] + 0.25]);
}

#[test]
fn hidden_layers_of_recurrent_networks_read_themselves_one_step_ago() {
    // one hidden node: weight of the input, weight of itself, bias; the output copies it
    let networks = Networks::of_weights(&layers(&[1, 1, 1], true), &[1.0, 0.5, 0.0, 1.0, 0.0]).unwrap();
    assert_eq!(outputs(&networks, &[&[8.0]]), [8.0]);
    assert_eq!(outputs(&networks, &[&[8.0], &[0.0]]), [4.0]);
    assert_eq!(outputs(&networks, &[&[8.0], &[0.0], &[1.0]]), [3.0]);
}

#[test]
fn every_layer_has_its_own_stretch_of_the_row() {
    for recurrent in [false, true] {
        let layers = layers(&[3, 4, 5, 2], recurrent);
        let mut expected = 0;
        for layer in layers.layers() {
            assert_eq!(layer.first_weight, expected);
            assert_eq!(layer.first_bias, expected + layer.n_nodes * layer.n_sources);
            expected = layer.first_bias + layer.n_nodes;
        }
        assert_eq!(layers.n_weights(), expected);
        assert_eq!(expected, 4 * 3 + 5 * 4 + 2 * 5 + 11 + if recurrent { 16 + 25 } else { 0 });
    }
}

#[test]
fn rows_of_another_width_are_refused() {
    assert!(Networks::of_weights(&layers(&[2, 2, 1], false), &[0.0; 10]).is_err());
}

#[test]
fn threads_and_instruction_sets_change_nothing() {
    let settings = settings(&[9, 5]);
    let order: Vec<u32> = (0..40).rev().collect();
    let expected = offspring(&settings, &founders(&settings, 1), &order, 1);
    for (name, level) in NAMES {
        if force(level).is_ok() {
            for threads in [1, 2, 3] {
                let found = offspring(&settings, &founders(&settings, threads), &order, threads);
                assert_eq!(found, expected, "{name} with {threads} threads");
            }
        }
    }
    force(widest()).unwrap();
}

#[test]
fn crossover_takes_half_of_the_weights_or_one_stretch() {
    let mut settings = settings(&[50]);
    settings.genetic.weight_crossover_rate = 1.0;
    settings.genetic.mutation_rate = 0.0;
    settings.genetic.elite_count = 0;
    settings.genetic.tournament_size = 1;
    let n_weights = settings.layers().n_weights();
    let weights = [vec![1.0; n_weights], vec![2.0; n_weights]].concat();
    for crossover in [WeightCrossover::Uniform, WeightCrossover::TwoPoint] {
        settings.genetic.weight_crossover = crossover;
        let children = offspring(&settings, &weights, &[0, 1], 1);
        let mixed: Vec<&[f32]> = children.chunks(n_weights).filter(|row| row.iter().any(|w| *w != row[0])).collect();
        assert!(mixed.len() > 8, "{} of 40 children have two different parents", mixed.len());
        for child in mixed {
            let seams = child.windows(2).filter(|pair| pair[0] != pair[1]).count();
            match crossover {
                WeightCrossover::Uniform => assert!((60..140).contains(&seams), "{seams} of {n_weights}"),
                WeightCrossover::TwoPoint => assert!(seams <= 2, "{seams}"),
            }
        }
    }
}

#[test]
fn as_many_elites_as_asked_for_are_copied_in_order() {
    let mut settings = settings(&[3]);
    settings.genetic.mutation_rate = 1.0;
    let n_weights = settings.layers().n_weights();
    let weights = founders(&settings, 1);
    let row = |weights: &[f32], row: usize| weights[row * n_weights..][..n_weights].to_vec();
    let order: Vec<u32> = (0..40).rev().collect();
    for elite_count in [0, 1, 3] {
        settings.genetic.elite_count = elite_count;
        let children = offspring(&settings, &weights, &order, 1);
        for place in 0..5 {
            let is_copy = row(&children, place) == row(&weights, 39 - place);
            assert_eq!(is_copy, place < elite_count, "place {place} of {elite_count} elites");
        }
    }
}

#[test]
fn larger_tournaments_favour_the_best() {
    let mut settings = settings(&[]);
    settings.population_size = 4_000;
    settings.genetic.weight_crossover_rate = 0.0;
    settings.genetic.mutation_rate = 0.0;
    settings.genetic.elite_count = 0;
    let n_weights = settings.layers().n_weights();
    let weights: Vec<f32> = (0..10).flat_map(|row| vec![row as f32; n_weights]).collect();
    let order: Vec<u32> = (0..10).collect();
    for size in [1, 2, 5] {
        settings.genetic.tournament_size = size;
        let children = offspring(&settings, &weights, &order, 1);
        let best = children.chunks(n_weights).filter(|row| row[0] == 0.0).count() as f64 / 4_000.0;
        let expected = 1.0 - 0.9f64.powi(size as i32);
        assert!((best - expected).abs() < 0.025, "{size}: {best}, expected {expected}");
    }
}

#[test]
fn the_gaps_between_mutated_weights_are_geometric() {
    let mut settings = settings(&[200]);
    settings.genetic.weight_crossover_rate = 0.0;
    settings.genetic.elite_count = 0;
    let n_weights = settings.layers().n_weights();
    for rate in [0.01, 0.3, 1.0] {
        settings.genetic.mutation_rate = rate;
        let children = offspring(&settings, &vec![0.0; n_weights], &[0], 1);
        let changed: Vec<usize> = (0..children.len()).filter(|k| children[*k] != 0.0).collect();
        let fraction = changed.len() as f64 / children.len() as f64;
        assert!((fraction - rate).abs() < 0.1 * rate, "{fraction} of {rate}");
        let adjacent = changed.windows(2).filter(|pair| pair[1] == pair[0] + 1).count() as f64 / changed.len() as f64;
        assert!((adjacent - rate).abs() < 0.1 * rate + 0.01, "{adjacent} of {rate}");
    }
}

#[test]
fn mutated_weights_stay_within_the_limit() {
    let mut settings = settings(&[20]);
    settings.genetic.mutation_rate = 1.0;
    settings.genetic.mutation_sigma = 100.0;
    let children = offspring(&settings, &founders(&settings, 1), &(0..40).collect::<Vec<u32>>(), 1);
    assert!(children.iter().all(|weight| weight.abs() <= settings.genome.weight_limit as f32));
    assert!(children.contains(&(settings.genome.weight_limit as f32)));
}

#[test]
fn founders_are_drawn_from_addresses_of_their_own() {
    let settings = settings(&[3]);
    let weights = founders(&settings, 1);
    let n_weights = settings.layers().n_weights();
    assert!(weights.chunks(n_weights).skip(1).all(|row| row[0] != weights[0]));
    assert_ne!(Draws::at(1, Purpose::DenseFounder, 0, 0).word(0), Draws::at(1, Purpose::Weights, 0, 0).word(0));
}
