//! Crossovers, done by hand.

mod genomes;

use speciate_core::draws::{Purpose, half_of, hits};
use speciate_core::operators::crossover::{Crossing, Fitter, crossover};
use speciate_core::operators::offspring::{Address, Offspring};
use speciate_core::population::columns::Population;
use speciate_core::settings::CrossoverSettings;

fn at_row(row: u64) -> Address {
    Address { seed: 1, generation: 2, row }
}

/// The crossover of the two genomes of a population.
fn cross(parents: &Population, fitter: Fitter, recurrent: bool, settings: &CrossoverSettings, row: u64) -> Offspring {
    let mut offspring = Offspring::default();
    let (a, b) = (parents.genome(0), parents.genome(1));
    crossover(a, b, fitter, recurrent, &Crossing::draw(settings, at_row(row)), &mut offspring);
    offspring
}

/// Both join input 1 with the output, by different genes; b has a hidden node.
fn rivals() -> Population {
    let a = [(0, 0, 2, 1.0), (1, 1, 2, 1.0)];
    let b = [(0, 0, 2, 2.0), (5, 1, 2, 2.0), (6, 0, 3, 2.0), (7, 3, 2, 2.0)];
    genomes::population(2, 1, &[(&[], &a), (&[3], &b)])
}

#[test]
fn an_equal_crossover_refuses_a_second_connection_between_joined_nodes() {
    let settings = genomes::settings().crossover;
    for (fitter, innovations, nodes) in [
        (Fitter::Equal, vec![0, 1, 6, 7], vec![2, 3]),
        (Fitter::A, vec![0, 1], vec![2]),
        (Fitter::B, vec![0, 5, 6, 7], vec![2, 3]),
    ] {
        for row in 0..8 {
            let offspring = cross(&rivals(), fitter, false, &settings, row);
            assert_eq!(offspring.connections.innovation, innovations, "{fitter:?}");
            assert_eq!(offspring.nodes.id, nodes, "{fitter:?}");
        }
    }
}

#[test]
fn own_genes_keep_their_ends_and_weights() {
    let offspring = cross(&rivals(), Fitter::Equal, false, &genomes::settings().crossover, 0);
    assert_eq!(offspring.connections.source, [0, 1, 0, 3]);
    assert_eq!(offspring.connections.target, [2, 2, 3, 2]);
    assert_eq!(offspring.connections.weight[1..], [1.0, 2.0, 2.0]);
}

#[test]
fn a_gene_disabled_in_one_parent_is_disabled_at_the_rate() {
    let mut settings = genomes::settings().crossover;
    for disabled_in in [0, 2] {
        let mut parents = rivals();
        parents.connections.enabled[disabled_in] = false; // gene 0 of a, or of b
        for (rate, enabled) in [(1.0, false), (0.0, true)] {
            settings.disable_rate = rate;
            for row in 0..8 {
                let offspring = cross(&parents, Fitter::A, false, &settings, row);
                assert_eq!(offspring.connections.enabled, [enabled, true]);
            }
        }
    }
}

#[test]
fn own_disabled_genes_stay_disabled() {
    let mut parents = rivals();
    parents.connections.enabled[1] = false;
    let mut settings = genomes::settings().crossover;
    settings.disable_rate = 0.0;
    assert_eq!(cross(&parents, Fitter::A, false, &settings, 0).connections.enabled, [true, false]);
}

#[test]
fn averaging_takes_the_middle_of_weights_and_biases() {
    let mut parents = rivals();
    parents.nodes.bias.copy_from_slice(&[0.5, -1.5, 7.0]);
    let mut settings = genomes::settings().crossover;
    settings.average_rate = 1.0;
    for row in 0..8 {
        let offspring = cross(&parents, Fitter::B, false, &settings, row);
        assert_eq!(offspring.connections.weight, [1.5, 2.0, 2.0, 2.0]);
        assert_eq!(offspring.nodes.bias, [-0.5, 7.0]);
    }
}

#[test]
fn a_share_of_the_offspring_averages() {
    let mut settings = genomes::settings().crossover;
    settings.average_rate = 0.5;
    let mut n_averaged = 0;
    for row in 0..32 {
        let averages = hits(half_of(&at_row(row).draws(Purpose::Crossover).block(0), 6), 0.5);
        let offspring = cross(&rivals(), Fitter::A, false, &settings, row);
        assert_eq!(offspring.connections.weight[0] == 1.5, averages, "row {row}");
        n_averaged += usize::from(averages);
    }
    assert!((8..24).contains(&n_averaged), "{n_averaged} of 32");
}

#[test]
fn a_matching_gene_and_node_come_from_the_parent_that_a_bit_names() {
    let mut parents = rivals();
    parents.nodes.bias.copy_from_slice(&[0.5, -1.5, 7.0]);
    parents.nodes.activation.copy_from_slice(&[1, 2, 3]);
    let settings = genomes::settings().crossover;
    let (mut genes_of_b, mut nodes_of_b) = (0, 0);
    for row in 0..16 {
        let offspring = cross(&parents, Fitter::A, false, &settings, row);
        let words = at_row(row).draws(Purpose::Crossover).block(0);
        let (gene, node) = ((words[0] & 1) as usize, (words[2] & 1) as usize);
        assert_eq!(offspring.connections.weight[0], [1.0, 2.0][gene]);
        assert_eq!((offspring.nodes.bias[0], offspring.nodes.activation[0]), [(0.5, 1), (-1.5, 2)][node]);
        genes_of_b += gene;
        nodes_of_b += node;
    }
    assert!((1..16).contains(&genes_of_b) && (1..16).contains(&nodes_of_b), "both parents should have been drawn");
}

/// a has 3 -> 4, b has 4 -> 3.
fn opposed() -> Population {
    let a = [(0, 0, 3, 1.0), (1, 3, 4, 1.0), (2, 4, 2, 1.0)];
    let b = [(0, 0, 3, 1.0), (3, 4, 3, 1.0), (4, 0, 4, 1.0), (5, 3, 2, 1.0)];
    genomes::population(2, 1, &[(&[3, 4], &a), (&[3, 4], &b)])
}

#[test]
fn an_equal_feed_forward_crossover_refuses_what_closes_a_cycle() {
    let settings = genomes::settings().crossover;
    let innovations = |parents: &Population, fitter, recurrent| {
        cross(parents, fitter, recurrent, &settings, 0).connections.innovation
    };
    assert_eq!(innovations(&opposed(), Fitter::Equal, false), [0, 1, 2, 4, 5]);
    assert_eq!(innovations(&opposed(), Fitter::Equal, true), [0, 1, 2, 3, 4, 5]);
    assert_eq!(innovations(&opposed(), Fitter::B, false), [0, 3, 4, 5]);
    let mut disabled = opposed();
    disabled.connections.enabled[1] = false; // may be enabled again, so it counts
    assert_eq!(innovations(&disabled, Fitter::Equal, false), [0, 1, 2, 4, 5]);
}

#[test]
fn a_cycle_through_a_gene_accepted_before_is_refused_too() {
    // a: 0 -> 3 -> 4 -> 2; b goes from 4 over its own node 5 back to 3, and accepts only the first step
    let a = [(0, 0, 3, 1.0), (1, 3, 4, 1.0), (2, 4, 2, 1.0)];
    let b = [(0, 0, 3, 1.0), (2, 4, 2, 1.0), (6, 4, 5, 1.0), (7, 5, 3, 1.0)];
    let parents = genomes::population(2, 1, &[(&[3, 4], &a), (&[3, 4, 5], &b)]);
    let offspring = cross(&parents, Fitter::Equal, false, &genomes::settings().crossover, 0);
    assert_eq!(offspring.connections.innovation, [0, 1, 2, 6]);
    assert_eq!(offspring.nodes.id, [2, 3, 4, 5]);
}
