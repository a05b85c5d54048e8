//! Breeding, with rates that leave nothing to chance.

mod genomes;

use speciate_core::draws::Purpose;
use speciate_core::operators::offspring::Address;
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::reproduction::breed::{Breeder, Breeding, Parents};
use speciate_core::reproduction::plan::{NO_PARENT, Parentage};
use speciate_core::settings::{Settings, StructuralMutations};

/// A plan of offspring of one parent each.
fn clones_of(parents: &[u32]) -> Parentage {
    let n = parents.len();
    Parentage {
        parent_a: parents.to_vec(),
        parent_b: vec![NO_PARENT; n],
        fitter: vec![0; n],
        elite: vec![false; n],
        species: vec![0; n],
    }
}

/// The offspring, and the next unused innovation and node id.
fn breed_with(
    settings: &Settings,
    survivors: &Population,
    plan: &Parentage,
    numbers: (u32, u32),
) -> (Population, (u32, u32)) {
    let breeding = Breeding {
        parents: Parents { survivors, archive: None },
        parentage: plan,
        generation: 4,
        next_innovation: numbers.0,
        next_node_id: numbers.1,
    };
    let threads = Threads::default();
    let mut offspring = Population::empty(2, 1);
    let numbers = Breeder::default().breed(settings, &threads, &breeding, &mut offspring);
    (offspring, numbers.expect("the plan fits"))
}

fn innovations(population: &Population, row: usize) -> &[u32] {
    population.genome(row).connections.innovation
}

#[test]
fn a_split_numbered_by_an_earlier_row_goes_before_the_new_connection() {
    // parent 0 has no place for a connection, and only its gene 0 can be split; parent 1 has place for 1 -> 2
    let mut parents = genomes::population(2, 1, &[(&[], &[(0, 0, 2, 0.5), (1, 1, 2, 0.5)]), (&[], &[(0, 0, 2, 0.25)])]);
    parents.connections.enabled[1] = false;
    let mut settings = genomes::settings();
    settings.mutation.add_connection_rate = 1.0;
    settings.mutation.add_node_rate = 1.0;
    let (offspring, numbers) = breed_with(&settings, &parents, &clones_of(&[0, 1]), (2, 3));
    assert_eq!(innovations(&offspring, 0), [0, 1, 2, 3]);
    let second = offspring.genome(1);
    assert_eq!(second.connections.innovation, [0, 2, 3, 4]);
    assert_eq!(second.connections.source, [0, 0, 3, 1]);
    assert_eq!(second.connections.target, [2, 3, 2, 2]);
    assert_eq!(second.connections.enabled, [false, true, true, true]);
    assert_eq!(second.connections.weight[..3], [0.25, 1.0, 0.25]);
    assert_eq!(second.nodes.id, [2, 3]);
    assert_eq!(numbers, (5, 4));

    // without the earlier row the connection comes first
    let (offspring, numbers) = breed_with(&settings, &parents, &clones_of(&[1]), (2, 3));
    assert_eq!(innovations(&offspring, 0), [0, 2, 3, 4]);
    assert_eq!(offspring.connections.source, [0, 1, 0, 3]);
    assert_eq!(numbers, (5, 4));
}

#[test]
fn equal_splits_of_a_generation_get_equal_numbers() {
    let parents = genomes::of_weights(&[0.5, 0.5]);
    let mut settings = genomes::settings();
    settings.mutation.add_node_rate = 1.0;
    // more rows than one block of work has
    let parent_rows: Vec<u32> = (0..70).map(|row| row % 2).collect();
    let (offspring, numbers) = breed_with(&settings, &parents, &clones_of(&parent_rows), (8, 5));
    for row in 0..70 {
        assert_eq!(innovations(&offspring, row), [0, 8, 9]);
        assert_eq!(offspring.genome(row).nodes.id, [2, 5]);
    }
    assert_eq!(numbers, (10, 6));
    let ids: Vec<u64> = (0..70).map(|row| 5 * settings.population_size as u64 + row).collect();
    assert_eq!(offspring.ids, ids);
}

#[test]
fn splits_of_different_genes_get_different_numbers_in_row_order() {
    let parents = genomes::population(2, 1, &[(&[], &[(1, 1, 2, 0.5)]), (&[], &[(0, 0, 2, 0.5)])]);
    let mut settings = genomes::settings();
    settings.mutation.add_node_rate = 1.0;
    let (offspring, numbers) = breed_with(&settings, &parents, &clones_of(&[0, 1, 0]), (2, 3));
    assert_eq!(innovations(&offspring, 0), [1, 2, 3]);
    assert_eq!(innovations(&offspring, 1), [0, 4, 5]);
    assert_eq!(innovations(&offspring, 2), [1, 2, 3]);
    assert_eq!(offspring.nodes.id, [2, 3, 2, 4, 2, 3]);
    assert_eq!(numbers, (6, 5));
}

#[test]
fn equal_new_connections_of_a_generation_get_one_innovation() {
    let parents = genomes::population(2, 1, &[(&[], &[(0, 0, 2, 0.5)]), (&[], &[(1, 1, 2, 0.5)])]);
    let mut settings = genomes::settings();
    settings.mutation.add_connection_rate = 1.0;
    let (offspring, numbers) = breed_with(&settings, &parents, &clones_of(&[0, 1, 0]), (7, 3));
    assert_eq!([0, 1, 2].map(|row| innovations(&offspring, row)[1]), [7, 8, 7]);
    assert_eq!(numbers, (9, 3));
}

#[test]
fn an_elite_is_copied_whatever_the_rates() {
    let parents = genomes::of_weights(&[0.5]);
    let mut settings = genomes::settings();
    settings.mutation.add_node_rate = 1.0;
    settings.mutation.weight_mutation_rate = 1.0;
    settings.mutation.delete_connection_rate = 1.0;
    let mut plan = clones_of(&[0]);
    plan.elite[0] = true;
    let (offspring, numbers) = breed_with(&settings, &parents, &plan, (1, 3));
    assert_eq!(offspring.genome(0), parents.genome(0));
    assert_eq!(numbers, (1, 3));
}

#[test]
fn a_deleted_node_takes_its_connections_and_lonely_nodes_along() {
    // whichever of the two hidden nodes goes, the other has no connection left
    let genes = [(0, 0, 2, 0.5), (1, 3, 4, 0.5)];
    let parents = genomes::population(2, 1, &[(&[3, 4], &genes)]);
    let mut settings = genomes::settings();
    settings.mutation.delete_node_rate = 1.0;
    let (offspring, _) = breed_with(&settings, &parents, &clones_of(&[0, 0, 0, 0]), (2, 5));
    for row in 0..4 {
        assert_eq!(innovations(&offspring, row), [0]);
        assert_eq!(offspring.genome(row).nodes.id, [2]);
    }
}

#[test]
fn a_deleted_connection_takes_lonely_nodes_along() {
    let parents = genomes::population(2, 1, &[(&[3], &[(1, 0, 3, 0.5)])]);
    let mut settings = genomes::settings();
    settings.mutation.delete_connection_rate = 1.0;
    let (offspring, _) = breed_with(&settings, &parents, &clones_of(&[0]), (2, 4));
    assert!(offspring.connections.is_empty());
    assert_eq!(offspring.nodes.id, [2]);
}

#[test]
fn a_connection_is_toggled_before_one_is_enabled_again() {
    let parents = genomes::of_weights(&[0.5]);
    let mut settings = genomes::settings();
    settings.mutation.toggle_enable_rate = 1.0;
    assert_eq!(breed_with(&settings, &parents, &clones_of(&[0]), (1, 3)).0.connections.enabled, [false]);
    settings.mutation.re_enable_rate = 1.0;
    assert_eq!(breed_with(&settings, &parents, &clones_of(&[0]), (1, 3)).0.connections.enabled, [true]);
}

#[test]
fn an_exclusive_structural_mutation_is_the_only_one() {
    let parents = genomes::of_weights(&[0.5]);
    let mut settings = genomes::settings();
    settings.mutation.structural_mutations = StructuralMutations::Exclusive;
    settings.mutation.weight_mutation_rate = 1.0;
    settings.mutation.bias_mutation_rate = 1.0;
    let weight = |settings: &Settings| breed_with(settings, &parents, &clones_of(&[0]), (2, 3)).0.connections.weight[0];
    assert_ne!(weight(&settings), 0.5);
    settings.mutation.delete_connection_rate = 1.0;
    settings.mutation.add_connection_rate = 1.0; // goes before deleting
    assert_eq!(weight(&settings), 0.5);
    settings.mutation.add_node_rate = 1.0; // goes before everything
    let (offspring, _) = breed_with(&settings, &parents, &clones_of(&[0]), (2, 3));
    assert_eq!(offspring.connections.weight, [0.5, 1.0, 0.5]);
    assert_eq!(offspring.nodes.bias, [0.0, 0.0]);
}

#[test]
fn an_exclusive_mutation_deletes_a_node_before_a_connection() {
    let parents = genomes::population(2, 1, &[(&[3], &[(0, 0, 2, 1.0), (1, 1, 3, 1.0), (2, 3, 2, 1.0)])]);
    let mut settings = genomes::settings();
    settings.mutation.structural_mutations = StructuralMutations::Exclusive;
    settings.mutation.delete_connection_rate = 1.0;
    assert_eq!(breed_with(&settings, &parents, &clones_of(&[0]), (3, 4)).0.connections.len(), 2);
    settings.mutation.delete_node_rate = 1.0;
    assert_eq!(innovations(&breed_with(&settings, &parents, &clones_of(&[0]), (3, 4)).0, 0), [0]);
}

#[test]
fn waves_of_blocks_follow_each_other_with_any_number_of_threads() {
    let n = 900; // more than the blocks of three threads hold
    let parents = genomes::of_weights(&(0..n).map(|row| row as f32 / 256.0).collect::<Vec<_>>());
    let mut settings = genomes::settings();
    settings.population_size = n;
    settings.mutation.weight_mutation_rate = 0.7;
    settings.mutation.add_node_rate = 0.5;
    let plan = clones_of(&(0..n as u32).rev().collect::<Vec<_>>());
    let (expected, numbers) = breed_with(&settings, &parents, &plan, (n as u32, 5));
    for n_threads in [2, 3] {
        let parents = Parents { survivors: &parents, archive: None };
        let breeding =
            Breeding { parents, parentage: &plan, generation: 4, next_innovation: n as u32, next_node_id: 5 };
        let mut next = Population::empty(2, 1);
        let threads = Threads::new(n_threads).unwrap();
        assert_eq!(Breeder::default().breed(&settings, &threads, &breeding, &mut next), Ok(numbers));
        assert_eq!(next, expected, "{n_threads} threads");
    }
}

#[test]
fn a_pair_for_a_new_connection_is_drawn_twenty_times() {
    // inputs 0 to 28 are joined with the output, so that only a draw of input 29 fits
    let genes: Vec<_> = (0..29).map(|input| (input, input, 30, 1.0)).collect();
    let parents = genomes::population(30, 1, &[(&[], &genes)]);
    let mut settings = genomes::settings();
    (settings.n_inputs, settings.population_size) = (30, 1000);
    settings.mutation.add_connection_rate = 1.0;
    let (offspring, _) = breed_with(&settings, &parents, &clones_of(&[0; 1000]), (29, 31));
    let mut firsts = [0; 22];
    for row in 0..1000 {
        let draws = Address { seed: settings.seed, generation: 4, row: row as u64 }.draws(Purpose::AddConnection);
        let first = (0..21).find(|attempt| draws.below(2 * attempt, 30) == 29).unwrap_or(21) as usize;
        assert_eq!(offspring.size(row) == 30, first < 20, "row {row}, which draws it at attempt {first}");
        firsts[first] += 1;
    }
    assert!(firsts[19] > 0 && firsts[20] > 0, "no row tells twenty attempts from others: {firsts:?}");
}

#[test]
fn weights_stay_within_the_limit() {
    let parents = genomes::of_weights(&[0.5; 8]);
    let mut settings = genomes::settings();
    settings.genome.weight_limit = 0.75;
    settings.mutation.weight_mutation_rate = 1.0;
    settings.mutation.weight_sigma = 1e6;
    settings.mutation.weight_replace_rate = 0.0;
    let (offspring, _) = breed_with(&settings, &parents, &clones_of(&[0, 1, 2, 3, 4, 5, 6, 7]), (1, 3));
    assert!(offspring.connections.weight.iter().all(|weight| weight.abs() == 0.75));
}

#[test]
fn a_plan_that_does_not_fit_is_refused() {
    let parents = genomes::of_weights(&[0.5, 0.5]);
    let breed = |plan: &Parentage| {
        let survivors = &parents;
        let parents = Parents { survivors, archive: Some(survivors) };
        let breeding = Breeding { parents, parentage: plan, generation: 0, next_innovation: 1, next_node_id: 3 };
        let mut offspring = Population::empty(2, 1);
        Breeder::default().breed(&genomes::settings(), &Threads::default(), &breeding, &mut offspring)
    };
    assert_eq!(breed(&clones_of(&[0, 3])), Ok((1, 3))); // row 3 is the archive's second
    let error = breed(&clones_of(&[4])).expect_err("there is no row 4");
    assert!(error.to_string().contains("does not exist; there are 4"), "{error}");
    let mut uneven = clones_of(&[0, 1]);
    uneven.elite.pop();
    assert!(breed(&uneven).expect_err("a column is short").to_string().contains("equally long"));
}

#[test]
fn a_breeder_is_as_good_as_new_after_an_error() {
    let parents = genomes::of_weights(&[0.5; 140]);
    let mut strange = parents.clone();
    strange.connections.innovation[100] = 900;
    let mut settings = genomes::settings();
    settings.population_size = 140;
    settings.mutation.weight_mutation_rate = 0.7;
    settings.mutation.bias_mutation_rate = 0.7;
    settings.mutation.add_node_rate = 0.5;
    let plan = clones_of(&(0..140).collect::<Vec<_>>());
    let (expected, numbers) = breed_with(&settings, &parents, &plan, (8, 5));
    for n_threads in 1..4 {
        let threads = Threads::new(n_threads).unwrap();
        let (mut breeder, mut next) = (Breeder::default(), Population::empty(2, 1));
        let mut breed = |survivors: &Population, (next_innovation, next_node_id), next: &mut Population| {
            let parents = Parents { survivors, archive: None };
            let breeding = Breeding { parents, parentage: &plan, generation: 4, next_innovation, next_node_id };
            breeder.breed(&settings, &threads, &breeding, next)
        };
        for (survivors, left, message) in [(&strange, (8, 5), "genome 100"), (&parents, (u32::MAX - 1, 5), "are used")]
        {
            let error = breed(survivors, left, &mut next).unwrap_err().to_string();
            assert!(error.contains(message) && next.is_empty(), "{error}");
            assert_eq!(breed(&parents, (8, 5), &mut next), Ok(numbers));
            assert_eq!(next, expected, "{n_threads} threads, after: {error}");
        }
    }
}
