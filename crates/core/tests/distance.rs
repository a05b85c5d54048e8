//! Compatibility distances, computed by hand.

mod genomes;

use speciate_core::draws::{Draws, Purpose};
use speciate_core::operators::distance::distance;
use speciate_core::operators::distance::within::{Limit, distance_within, is_within};
use speciate_core::operators::outline::Outlines;
use speciate_core::population::columns::Population;
use speciate_core::settings::{DistanceNormalization, DistanceSettings};
use speciate_core::simd;

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
fn weight_differences_are_added_in_sixteen_lanes_by_innovation() {
    // innovation 16 joins 0 and gets lost, 2^24 + 1 being 2^24 in float32; so does 8, the first to be folded onto it;
    // the other 14 ones arrive in sums of 2, 4 and 8
    let a: Vec<_> = (0..17).map(|innovation| (innovation, if innovation == 0 { 2f32.powi(24) } else { 1.0 })).collect();
    let b: Vec<_> = (0..17).map(|innovation| (innovation, 0.0)).collect();
    let pair = genomes_of(&[&a, &b]);
    let expected = (2f64.powi(24) + 14.0) / 17.0;
    assert_eq!(distance(pair.genome(0), pair.genome(1), &coefficients(0.0, 0.0, 1.0)), expected);
}

/// Genomes with gaps among 100 early innovations and with later ones.
fn genomes_with_gaps(seed: u64) -> Population {
    let draws = Draws::at(seed, Purpose::FounderConnection, 0, 0);
    let keeps = [1.0, 0.97, 0.5, 0.0][draws.below(0, 4)];
    let lists: Vec<Vec<(u32, f32)>> = (0..6)
        .map(|row| {
            let kept = |k: &u32| {
                let drawn = draws.uniform(u64::from(1000 * (row + 1) + k));
                if *k < 100 { drawn < keeps } else { drawn < 0.05 }
            };
            let end = 100 + 300 * draws.below(u64::from(row) + 1, 2) as u32;
            (0..end).filter(kept).map(|k| (k, draws.normal(u64::from(10_000 * (row + 1) + k)) as f32)).collect()
        })
        .collect();
    genomes_of(&lists.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

#[test]
fn outlined_genomes_are_as_far_apart_as_others_and_limits_are_exact() {
    for seed in 0..60 {
        let population = genomes_with_gaps(seed);
        let mut settings = coefficients([1.0, 0.0, 0.3][seed as usize % 3], [1.0, 0.2][seed as usize % 2], 0.4);
        settings.node_coefficient = f64::from(seed as u32 % 2);
        if seed % 5 == 0 {
            settings.distance_normalization = DistanceNormalization::LargerGenome;
        }
        for (bound, (i, j)) in
            [0, 2, 64, 100].into_iter().flat_map(|n| [(0, 1), (2, 3), (4, 5), (1, 1)].map(|ij| (n, ij)))
        {
            let (a, b) = (population.genome(i), population.genome(j));
            let mut outlines = Outlines::default();
            outlines.push(a, bound);
            outlines.push(b, bound);
            let below = |limit| {
                let limit = Limit::below(limit, &settings);
                let ([a_of, b_of], sketches) = (outlines.all(), outlines.sketches()) else { panic!("there are two") };
                let (first, second) = ((a, a_of, &sketches[0]), (b, b_of, &sketches[1]));
                let distance = distance_within(limit, first, second, &settings);
                assert_eq!(is_within(limit, first, second, &settings), distance.is_some(), "seed {seed} bound {bound}");
                let admitted = limit.admits(&sketches[0], &outlines.together()[0], &settings);
                assert!(distance.is_none() || admitted >> 1 & 1 == 1, "seed {seed} bound {bound}");
                assert_eq!(admitted >> 2, 0, "there are no others");
                distance
            };
            let expected = distance(a, b, &settings);
            assert_eq!(below(f64::INFINITY), Some(expected), "seed {seed} bound {bound}");
            assert_eq!(below(expected), None, "seed {seed} bound {bound}");
            assert_eq!(below(expected.next_up()), Some(expected), "seed {seed} bound {bound}");
            assert_eq!(below(expected / 2.0), None, "seed {seed} bound {bound}");
        }
    }
}

#[test]
fn distances_are_the_same_with_every_instruction_set() {
    let population = genomes_with_gaps(5);
    let distances = || -> Vec<f64> {
        let pairs = (0..6).flat_map(|i| (0..6).map(move |j| (i, j)));
        pairs.map(|(i, j)| distance(population.genome(i), population.genome(j), &coefficients(1.0, 1.0, 0.4))).collect()
    };
    let expected = distances();
    for (name, set) in simd::NAMES.iter().filter(|(_, set)| *set <= simd::widest()) {
        simd::force(*set).expect("the processor has it");
        assert_eq!(distances(), expected, "{name}");
    }
    simd::force(simd::widest()).expect("the processor has it");
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
