//! Each invariant, broken once: the refusal names the genome and what is wrong with it.

mod genomes;

use speciate_core::population::columns::Population;
use speciate_core::population::invariants::check;
use speciate_core::settings::GenomeSettings;

/// Two equal genomes: 0 -> 3 -> 4 -> 2, and 1 -> 2, which is gene 3. Genome 1 has nodes 3 to 5 and connections 4 to 7.
fn sound() -> Population {
    let genes = [(0, 0, 3, 1.0), (1, 3, 4, 1.0), (2, 4, 2, 1.0), (3, 1, 2, 1.0)];
    genomes::population(2, 1, &[(&[3, 4], &genes), (&[3, 4], &genes)])
}

fn settings(recurrent: bool) -> GenomeSettings {
    GenomeSettings { recurrent, weight_limit: 8.0, ..genomes::settings().genome }
}

/// What is said about a feed-forward population after a change.
fn complaint(change: impl FnOnce(&mut Population)) -> String {
    let mut population = sound();
    change(&mut population);
    check(&population, &settings(false)).expect_err("the change breaks an invariant").to_string()
}

#[test]
fn a_sound_population_is_accepted() {
    assert_eq!(check(&sound(), &settings(false)), Ok(()));
    assert_eq!(check(&sound(), &settings(true)), Ok(()));
    assert_eq!(check(&Population::empty(2, 1), &settings(false)), Ok(()));
}

#[test]
fn every_output_is_present_and_comes_first() {
    let expected = "genome 1: node_id must begin with every output";
    assert_eq!(complaint(|population| population.nodes.id[3] = 5), expected);
    let missing = complaint(|population| {
        population.nodes.clear();
        population.nodes.push(2, 0.0, 0, 0);
        population.connections.clear();
        population.node_offsets = vec![0, 1, 1];
        population.connection_offsets = vec![0, 0, 0];
    });
    assert_eq!(missing, expected);
}

#[test]
fn ids_and_innovations_are_strictly_ascending() {
    let expected = "genome 1: node_id must be strictly ascending";
    assert_eq!(complaint(|population| population.nodes.id[5] = 3), expected);
    assert_eq!(complaint(|population| population.nodes.id.swap(4, 5)), expected);
    let expected = "genome 1: innovation must be strictly ascending";
    assert_eq!(complaint(|population| population.connections.innovation[5] = 0), expected);
    assert_eq!(complaint(|population| population.connections.innovation.swap(6, 7)), expected);
}

#[test]
fn no_two_connections_join_the_same_nodes() {
    let said = complaint(|population| {
        population.connections.source[7] = 4;
        population.connections.enabled[7] = false;
    });
    assert_eq!(said, "genome 1: nodes 4 and 2 are joined twice");
}

#[test]
fn both_ends_of_a_connection_exist() {
    let said = complaint(|population| population.connections.source[7] = 9);
    assert_eq!(said, "genome 1: source 9 is neither an input nor a node of the genome");
    let said = complaint(|population| population.connections.target[7] = 9);
    assert_eq!(said, "genome 1: target 9 is not a node of the genome");
    let said = complaint(|population| population.connections.target[7] = 0); // an input cannot be one
    assert_eq!(said, "genome 1: target 0 is not a node of the genome");
}

#[test]
fn every_hidden_node_has_a_connection() {
    let said = complaint(|population| {
        population.nodes.push(7, 0.0, 0, 0);
        population.node_offsets[2] += 1;
    });
    assert_eq!(said, "genome 1: hidden node 7 has no connection");
}

#[test]
fn weights_and_biases_are_finite_and_within_the_limit() {
    for value in [f32::NAN, f32::INFINITY, -8.5] {
        let said = complaint(|population| population.connections.weight[6] = value);
        assert_eq!(said, format!("genome 1: weight is {value}, but must lie within weight_limit, 8"));
        let said = complaint(|population| population.nodes.bias[3] = value);
        assert_eq!(said, format!("genome 1: node_bias is {value}, but must lie within weight_limit, 8"));
    }
    let mut limited = sound();
    limited.connections.weight.fill(0.1);
    limited.nodes.bias.fill(-0.1);
    // the float32 nearest to 0.1 is above it, and is the limit
    assert_eq!(check(&limited, &GenomeSettings { weight_limit: 0.1, ..settings(false) }), Ok(()));
    limited.connections.weight[0] = 0.1f32.next_up();
    assert!(check(&limited, &GenomeSettings { weight_limit: 0.1, ..settings(false) }).is_err());
}

#[test]
fn functions_are_among_the_known_ones() {
    let said = complaint(|population| population.nodes.activation[4] = 23);
    assert_eq!(said, "genome 1: node_activation must be below 23");
    let said = complaint(|population| population.nodes.aggregation[4] = 7);
    assert_eq!(said, "genome 1: node_aggregation must be below 7");
}

#[test]
fn a_feed_forward_genome_has_no_cycle_even_with_disabled_connections() {
    let turn = |population: &mut Population| {
        (population.connections.source[7], population.connections.target[7]) = (4, 3);
        population.connections.enabled[7] = false;
    };
    let said = complaint(turn);
    assert_eq!(said, "genome 1: its connections form a cycle, which a feed-forward genome may not have");
    let said = complaint(|population| {
        (population.connections.source[6], population.connections.target[6]) = (4, 4); // and it leads nowhere else
    });
    assert_eq!(said, "genome 1: its connections form a cycle, which a feed-forward genome may not have");
    let mut recurrent = sound();
    turn(&mut recurrent);
    assert_eq!(check(&recurrent, &settings(true)), Ok(()));
}

#[test]
fn an_output_of_a_feed_forward_genome_is_no_source() {
    let turn = |population: &mut Population| {
        (population.connections.source[7], population.connections.target[7]) = (2, 3);
    };
    assert_eq!(complaint(turn), "genome 1: source 2 is an output, which a feed-forward genome may not have");
    let mut recurrent = sound();
    turn(&mut recurrent);
    assert_eq!(check(&recurrent, &settings(true)), Ok(()));
}

#[test]
fn columns_are_equally_long() {
    for (name, said) in [
        ("node_bias", complaint(|population| population.nodes.bias.truncate(5))),
        ("node_activation", complaint(|population| population.nodes.activation.truncate(5))),
        ("node_aggregation", complaint(|population| population.nodes.aggregation.truncate(5))),
    ] {
        assert_eq!(said, format!("column {name} has 5 entries, expected 6"));
    }
    for (name, said) in [
        ("source", complaint(|population| population.connections.source.truncate(7))),
        ("target", complaint(|population| population.connections.target.truncate(7))),
        ("weight", complaint(|population| population.connections.weight.truncate(7))),
        ("enabled", complaint(|population| population.connections.enabled.truncate(7))),
    ] {
        assert_eq!(said, format!("column {name} has 7 entries, expected 8"));
    }
}

#[test]
fn offsets_cover_the_columns() {
    for said in [
        complaint(|population| population.node_offsets[0] = 1),
        complaint(|population| population.node_offsets[1] = 7),
        complaint(|population| population.node_offsets[2] = 5),
        complaint(|population| population.node_offsets.clear()),
        complaint(|population| population.node_offsets.insert(1, 3)),
    ] {
        assert!(said.starts_with("node_offsets must be 3 ascending numbers from 0 to 6"), "{said}");
    }
    let said = complaint(|population| population.connection_offsets[2] = 9);
    assert!(said.starts_with("connection_offsets must be 3 ascending numbers from 0 to 8"), "{said}");
}
