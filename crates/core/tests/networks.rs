//! Compiled networks, worked out by hand.

mod genomes;

use speciate_core::network::activation::aggregation_number;
use speciate_core::network::networks::{Block, Networks};
use speciate_core::network::values::Values;
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;

fn compiled(population: &Population, recurrent: bool) -> Networks {
    let mut networks = Networks::default();
    networks.compile(&Threads::default(), population, recurrent);
    networks
}

/// What the first network makes of an observation after a reset.
fn output(population: &Population, observation: &[f32]) -> f32 {
    let networks = compiled(population, false);
    let (mut values, mut outputs) = (Values::default(), [f32::MAX]);
    values.reset(&networks);
    networks.forward(0, &mut values, observation, &mut outputs);
    outputs[0]
}

/// One output that reads the given inputs, of `n_inputs`, each with its weight; a later source has an earlier gene.
fn reader(n_inputs: usize, sources: &[u32], weights: &[f32]) -> Population {
    let pairs = sources.iter().zip(weights).rev();
    let genes: Vec<_> = pairs.zip(0..).map(|((&source, &weight), k)| (k, source, n_inputs as u32, weight)).collect();
    genomes::population(n_inputs, 1, &[(&[], &genes)])
}

/// The networks of a small population.
fn block(networks: &Networks) -> &Block {
    networks.find(0).expect("networks of their own topology").0
}

/// The node slots that each node reads.
fn read_slots(networks: &Networks) -> Vec<&[u32]> {
    block(networks).nodes.iter().map(|node| &block(networks).sources[node.start..node.end]).collect()
}

#[test]
fn compiling_orders_by_depth_and_drops_dead_ends() {
    let genes = [(0, 0, 4, 0.5), (1, 4, 3, 3.0), (2, 3, 2, 5.0), (3, 1, 5, 7.0), (4, 0, 2, 11.0)];
    let mut population = genomes::population(2, 1, &[(&[3, 4, 5], &genes)]);
    population.connections.enabled[4] = false;
    let networks = compiled(&population, false);
    assert_eq!(read_slots(&networks), [[0], [2], [3]]);
    assert_eq!(block(&networks).weights[..3], [0.5, 3.0, 5.0]);
    assert_eq!(block(&networks).output_slots, [4]);
    assert_eq!(networks.max_slots, 5);
    assert_eq!(output(&population, &[2.0, 100.0]), 15.0);
}

#[test]
fn a_chain_that_reaches_no_output_is_dropped_as_a_whole() {
    let genes = [(0, 0, 2, 2.0), (1, 1, 3, 3.0), (2, 3, 4, 5.0), (3, 4, 2, 7.0)];
    let mut population = genomes::population(2, 1, &[(&[3, 4], &genes)]);
    assert_eq!(block(&compiled(&population, false)).nodes.len(), 3);
    population.connections.enabled[3] = false;
    for recurrent in [false, true] {
        let networks = compiled(&population, recurrent);
        assert_eq!(read_slots(&networks), [[0]]);
        assert_eq!(networks.max_slots, 3);
    }
}

#[test]
fn nodes_of_equal_depth_are_ordered_by_id() {
    // 3 and 5 have depth 1, 4 has depth 2, the output depth 3
    let genes = [(0, 1, 5, 1.0), (1, 0, 3, 1.0), (2, 5, 4, 1.0), (3, 4, 2, 1.0), (4, 3, 2, 1.0)];
    let population = genomes::population(2, 1, &[(&[3, 4, 5], &genes)]);
    let networks = compiled(&population, false);
    assert_eq!(read_slots(&networks), [&[0][..], &[1], &[3], &[2, 4]]);
    assert_eq!(block(&networks).output_slots, [5]);
    let by_id = compiled(&population, true);
    assert_eq!(read_slots(&by_id), [&[3, 4][..], &[0], &[5], &[1]]);
    assert_eq!(block(&by_id).output_slots, [2]);
}

#[test]
fn products_are_added_in_eight_lanes() {
    let mut weights = [1.0; 9];
    (weights[0], weights[8]) = (1e8, -1e8); // the first and the ninth meet in a lane before a 1 can get lost
    let contiguous = reader(9, &[0, 1, 2, 3, 4, 5, 6, 7, 8], &weights);
    assert!(block(&compiled(&contiguous, false)).nodes[0].contiguous);
    assert_eq!(output(&contiguous, &[1.0; 9]), 7.0);
    let scattered = reader(10, &[0, 1, 2, 3, 4, 6, 7, 8, 9], &weights);
    assert!(!block(&compiled(&scattered, false)).nodes[0].contiguous);
    assert_eq!(output(&scattered, &[1.0; 10]), 7.0);
    assert_eq!(weights.iter().fold(0.0, |sum, weight| sum + weight), 0.0);
}

#[test]
fn a_recurrent_chain_passes_one_node_per_step() {
    let population = genomes::population(1, 1, &[(&[2], &[(0, 0, 2, 1.0), (1, 2, 1, 1.0)])]);
    let networks = compiled(&population, true);
    let (mut values, mut outputs) = (Values::default(), [f32::MAX]);
    for _ in 0..2 {
        values.reset(&networks);
        for (input, expected) in [(0.75, 0.0), (-3.0, 0.75), (8.0, -3.0)] {
            networks.forward(0, &mut values, &[input], &mut outputs);
            assert_eq!(outputs, [expected]);
        }
    }
    assert_eq!(output(&population, &[0.75]), 0.75); // feed-forward it passes at once
}

#[test]
fn a_recurrent_node_remembers_itself() {
    let population = genomes::population(1, 1, &[(&[], &[(0, 0, 1, 1.0), (1, 1, 1, 0.5)])]);
    let networks = compiled(&population, true);
    let (mut values, mut outputs) = (Values::default(), [f32::MAX]);
    values.reset(&networks);
    for expected in [1.0, 1.5, 1.75] {
        networks.forward(0, &mut values, &[1.0], &mut outputs);
        assert_eq!(outputs, [expected]);
    }
}

/// An aggregation of products, each the input at its position with weight 1.
fn aggregated(name: &str, products: &[f32]) -> f32 {
    let sources: Vec<u32> = (0..products.len() as u32).collect();
    let mut population = reader(products.len().max(1), &sources, &vec![1.0; products.len()]);
    population.nodes.aggregation[0] = aggregation_number(name).expect("it has this name");
    output(&population, if products.is_empty() { &[1.0] } else { products })
}

#[test]
fn each_aggregation_joins_products_in_its_way() {
    for (name, expected) in [
        ("sum", 2.5),
        ("mean", 0.625),
        ("product", -9.0),
        ("max", 3.0),
        ("min", -3.0),
        ("median", 1.25),  // between 0.5 and 2
        ("max_abs", -3.0), // the first of -3 and 3
    ] {
        assert_eq!(aggregated(name, &[2.0, -3.0, 0.5, 3.0]), expected, "{name}");
    }
    assert_eq!(aggregated("median", &[2.0, -3.0, 0.5]), 0.5);
    assert_eq!(aggregated("mean", &[1.0, 0.0, 0.0]), 1.0 / 3.0);
}

#[test]
fn a_nan_replaces_nothing_but_the_median() {
    for name in ["max", "min", "max_abs"] {
        assert_eq!(aggregated(name, &[2.0, f32::NAN]), 2.0, "{name}");
        assert!(aggregated(name, &[f32::NAN, 2.0]).is_nan(), "{name}");
    }
    for name in ["median", "sum", "mean", "product"] {
        assert!(aggregated(name, &[2.0, 1.0, f32::NAN]).is_nan(), "{name}");
    }
}

#[test]
fn without_connections_only_the_bias_is_left() {
    for name in ["sum", "mean", "product", "max", "min", "median", "max_abs"] {
        assert_eq!(aggregated(name, &[]), 0.0, "{name}");
    }
    let mut population = reader(2, &[1], &[4.0]);
    population.nodes.bias[0] = 0.25;
    assert_eq!(output(&population, &[9.0, 2.0]), 8.25);
    population.connections.enabled[0] = false;
    assert_eq!(output(&population, &[9.0, 2.0]), 0.25);
}

#[test]
fn networks_of_a_population_keep_apart() {
    let population = genomes::population(
        1,
        2,
        &[(&[], &[(0, 0, 1, 2.0)]), (&[3], &[(1, 0, 2, 5.0), (2, 0, 3, 1.0), (3, 3, 1, 3.0)])],
    );
    let networks = compiled(&population, false);
    assert_eq!(block(&networks).node_offsets, [0, 2, 5]);
    assert_eq!(block(&networks).output_slots, [1, 2, 3, 1]); // of the second, output 2 has depth 1 and goes before 3 and 1
    let (mut values, mut outputs) = (Values::default(), [f32::MAX; 2]);
    values.reset(&networks);
    networks.forward(1, &mut values, &[1.0], &mut outputs);
    assert_eq!(outputs, [3.0, 5.0]);
    networks.forward(0, &mut values, &[1.0], &mut outputs);
    assert_eq!(outputs, [2.0, 0.0]);
}
