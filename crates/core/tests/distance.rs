//! Compatibility distances, computed by hand.

mod genomes;

use speciate_core::operators::distance::distance;
use speciate_core::population::columns::Population;
use speciate_core::settings::{DistanceNormalization, DistanceSettings};

fn coefficients(excess: f64, disjoint: f64, weight: f64) -> DistanceSettings {
    DistanceSettings {
        excess_coefficient: excess,
        disjoint_coefficient: disjoint,
        weight_coefficient: weight,
        ..genomes::settings().distance
    }
}

/// Genomes that have nothing but innovations and weights.
fn genomes_of(lists: &[&[(u32, f32)]]) -> Population {
    let mut population = Population::empty(2, 1);
    for (row, list) in lists.iter().enumerate() {
        population.nodes.push(2, 0.0, 0, 0);
        for &(innovation, weight) in *list {
            population.connections.push(innovation, 0, 2, weight, true);
        }
        population.close(row as u64);
    }
    population
}

#[test]
fn distance_counts_disjoint_within_and_excess_beyond_the_other_range() {
    let pair =
        genomes_of(&[&[(0, 1.0), (1, 2.0), (2, 3.0), (5, 4.0)], &[(0, 1.5), (2, 1.0), (3, 9.0), (7, 9.0), (8, 9.0)]]);
    let (a, b) = (pair.genome(0), pair.genome(1));
    // excess 7 and 8; disjoint 1, 3 and 5; weights (0.5 + 2) / 2
    let settings = coefficients(1.0, 10.0, 0.4);
    assert_eq!(distance(a, b, &settings), 2.0 + 30.0 + 0.5);
    assert_eq!(distance(b, a, &settings), 32.5);
    assert_eq!(distance(a, a, &settings), 0.0);
}

#[test]
fn disabled_connections_count_like_enabled_ones() {
    let mut pair = genomes_of(&[&[(0, 1.0), (1, 2.0)], &[(0, 1.5)]]);
    pair.connections.enabled.fill(false);
    assert_eq!(distance(pair.genome(0), pair.genome(1), &coefficients(1.0, 10.0, 4.0)), 1.0 + 2.0);
}

#[test]
fn large_genomes_are_normalized_by_the_larger_one() {
    let genes = |n: u32| (0..n).map(|innovation| (innovation, 1.0)).collect::<Vec<_>>();
    let population = genomes_of(&[&[], &genes(19), &genes(20), &genes(40)]);
    let mut settings = coefficients(1.0, 0.0, 0.0);
    settings.distance_normalization = DistanceNormalization::LargerGenome;
    let between = |a, b| distance(population.genome(a), population.genome(b), &settings);
    assert_eq!(between(2, 0), 1.0);
    assert_eq!(between(0, 2), 1.0);
    assert_eq!(between(1, 0), 19.0);
    assert_eq!(between(2, 3), 20.0 / 40.0);
}

#[test]
fn weight_differences_are_added_in_eight_lanes() {
    // of nine differences the last joins the first: 2^53 + 1 is 2^53 in doubles, and so is 2^53 + 1 when lane 4 joins;
    // the other six ones arrive as a pair and a sum of four, which do not get lost
    let large = 2f32.powi(53);
    let a: Vec<_> = (0..9).map(|innovation| (innovation, if innovation == 0 { large } else { 1.0 })).collect();
    let b: Vec<_> = (0..9).map(|innovation| (innovation, 0.0)).collect();
    let pair = genomes_of(&[&a, &b]);
    let expected = (2f64.powi(53) + 6.0) / 9.0;
    assert_eq!(distance(pair.genome(0), pair.genome(1), &coefficients(0.0, 0.0, 1.0)), expected);
    assert_ne!(expected, 2f64.powi(53) / 9.0);
}

#[test]
fn nodes_in_both_differ_by_their_biases_and_functions() {
    let mut pair = genomes::population(2, 1, &[(&[3, 4], &[]), (&[3, 5], &[])]);
    pair.nodes.bias.copy_from_slice(&[0.5, 1.0, 9.0, 1.0, 1.0, 7.0]);
    pair.nodes.aggregation[4] = 3;
    let mut settings = coefficients(1.0, 1.0, 1.0);
    let between = |settings: &DistanceSettings| distance(pair.genome(0), pair.genome(1), settings);
    assert_eq!(between(&settings), 0.0);
    settings.node_coefficient = 2.0;
    // biases (0.5 + 0) / 2, one of the two nodes in both computes something else
    assert_eq!(between(&settings), 2.0 * (0.25 + 0.5));
}
