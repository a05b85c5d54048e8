//! Speciation of genomes with one connection, whose distance is the difference of their weights.

mod genomes;

use std::sync::Arc;

use speciate_core::draws::{Draws, Purpose};
use speciate_core::parallel::Threads;
use speciate_core::settings::{Representative, Settings, SpeciesAssignment};
use speciate_core::speciation::{Evaluated, Speciation, Species};

const GENERATION: u32 = 6;

fn settings() -> Settings {
    let mut settings = genomes::settings();
    settings.distance.weight_coefficient = 1.0;
    settings.speciation.target_species = 0;
    settings.speciation.representative = Representative::Champion;
    settings
}

/// Species 3, 7, ... of the last generation, represented by genomes with these weights.
fn previous(weights: &[f32], threshold: f64) -> Species {
    let n = weights.len();
    Species {
        ids: (0..n as u32).map(|position| 3 + 4 * position).collect(),
        created: vec![1; n],
        last_improved: vec![2; n],
        best_fitness: vec![10.0; n],
        assignment: Vec::new(),
        representatives: Arc::new(genomes::of_weights(weights)),
        threshold,
        threshold_step: 4.0,
        next_id: 20,
    }
}

/// The species of genomes with these weights; each has the fitness that its row gives in `fitness`.
fn speciate_evaluated(settings: &Settings, previous: &Species, weights: &[f32], fitness: &[f64]) -> Species {
    let failed = vec![false; weights.len()];
    let objectives: Vec<[f64; 1]> = fitness.iter().map(|value| [*value]).collect();
    let evaluated = Evaluated {
        population: &genomes::of_weights(weights),
        ranking: &genomes::rank(&objectives, &failed),
        fitness: Some(fitness),
        accepted: &failed,
        generation: GENERATION,
    };
    let mut next = Species::none(settings);
    Speciation::default().speciate(settings, &Threads::default(), &evaluated, previous, &mut next);
    next
}

fn speciate(settings: &Settings, previous: &Species, weights: &[f32]) -> Species {
    speciate_evaluated(settings, previous, weights, &vec![0.0; weights.len()])
}

#[test]
fn a_genome_at_exactly_the_threshold_founds_a_species() {
    let mut settings = settings();
    let (previous, weights) = (previous(&[0.0, 1.0], 0.5), [0.4, 0.5, 0.75, 0.6]);
    let first = speciate(&settings, &previous, &weights);
    assert_eq!(first.assignment, [0, 2, 1, 1]);
    assert_eq!(first.ids, [3, 7, 20]);
    assert_eq!(first.created, [1, 1, GENERATION]);
    assert_eq!(first.next_id, 21);
    assert_eq!(first.threshold, 0.5);
    // 0.75 is as far from 1 as from the new 0.5, and the earlier species has it
    settings.speciation.species_assignment = SpeciesAssignment::Nearest;
    assert_eq!(speciate(&settings, &previous, &weights).assignment, [0, 2, 1, 2]);
}

#[test]
fn a_species_without_members_is_dropped() {
    let next = speciate(&settings(), &previous(&[0.0, 1.0, 2.0], 0.25), &[2.0, 5.0, 1.0, 2.1]);
    assert_eq!(next.ids, [7, 11, 20]);
    assert_eq!(next.assignment, [1, 2, 0, 1]);
    assert_eq!(next.representatives.connections.weight, [1.0, 2.0, 5.0]);
}

#[test]
fn a_row_joins_a_species_that_an_earlier_row_founded() {
    let next = speciate(&settings(), &previous(&[], 1.0), &[0.0, 5.0, 5.5, 6.0, 0.5]);
    assert_eq!(next.assignment, [0, 1, 1, 2, 0]); // 6 is exactly 1 from the founder 5
}

#[test]
fn a_species_improves_when_its_best_member_beats_its_record() {
    let previous = previous(&[0.0, 1.0, 2.0], 0.25);
    let weights = [0.0, 0.1, 1.0, 2.0, 3.0];
    let next = speciate_evaluated(&settings(), &previous, &weights, &[9.0, 11.0, 10.0, -4.0, -8.0]);
    assert_eq!(next.best_fitness, [11.0, 10.0, 10.0, -8.0]);
    assert_eq!(next.last_improved, [GENERATION, 2, 2, GENERATION]);
}

#[test]
fn with_several_objectives_a_species_improves_when_the_archive_accepts_a_member() {
    let mut settings = settings();
    settings.n_objectives = 2;
    let evaluated = Evaluated {
        population: &genomes::of_weights(&[0.0, 1.0, 1.1, 3.0]),
        ranking: &genomes::rank(&[[0.0, 3.0], [1.0, 2.0], [2.0, 1.0], [3.0, 0.0]], &[false; 4]),
        fitness: None,
        accepted: &[false, false, true, false],
        generation: GENERATION,
    };
    let previous = Species { best_fitness: vec![0.0; 2], ..previous(&[0.0, 1.0], 0.25) };
    let mut next = Species::none(&settings);
    Speciation::default().speciate(&settings, &Threads::default(), &evaluated, &previous, &mut next);
    assert_eq!(next.last_improved, [2, GENERATION, GENERATION]);
    assert_eq!(next.best_fitness, [0.0; 3]);
}

#[test]
fn the_threshold_follows_the_root_of_the_species_per_target() {
    let mut settings = settings();
    let mut threshold = |target, weights: &[f32], old| {
        settings.speciation.target_species = target;
        speciate(&settings, &previous(&[0.0], old), weights).threshold
    };
    let four = [0.0, 10.0, 20.0, 30.0];
    assert_eq!(threshold(0, &four, 0.5), 0.5);
    assert_eq!(threshold(4, &four, 0.5), 0.5);
    assert_eq!(threshold(1, &four, 0.5), 1.0);
    assert_eq!(threshold(2, &four, 0.5), 0.5 * 2f64.sqrt());
    assert_eq!(threshold(9, &four, 0.5), 0.5 * (4.0 / 9.0f64).sqrt());
    assert_eq!(threshold(16, &four, 0.5), 0.25);
    assert_eq!(threshold(400, &four, 0.5), 0.125); // at most a quarter
    let twenty: Vec<f32> = (0..20).map(|number| 10.0 * number as f32).collect();
    assert_eq!(threshold(1, &twenty, 0.5), 2.0); // or fourfold
    assert_eq!(threshold(9, &four, 1e-6), 1e-6);
    assert_eq!(threshold(1, &[0.0, 2e6, 4e6, 6e6], 9e5), 1e6);
}

#[test]
fn the_greatest_step_of_the_threshold_shrinks_when_the_number_of_species_crosses_the_target() {
    let mut settings = settings();
    let mut step = |target, weights: &[f32], n_before: usize, old| {
        settings.speciation.target_species = target;
        let before: Vec<f32> = (0..n_before).map(|number| 1000.0 * number as f32).collect();
        let previous = Species { threshold_step: old, ..previous(&before, 1.0) };
        let next = speciate(&settings, &previous, weights);
        (next.threshold, next.threshold_step)
    };
    let sixteen: Vec<f32> = (0..16).map(|number| 10.0 * number as f32).collect();
    assert_eq!(step(2, &sixteen, 1, 4.0), (2.0, 2.0)); // from below to above
    assert_eq!(step(4, &[0.0], 16, 2.25), (1.0 / 1.5, 1.5)); // and back
    assert_eq!(step(2, &sixteen, 3, 2.0), (2.0 * 2f64.sqrt().sqrt(), 2.0 * 2f64.sqrt().sqrt())); // above as before
    assert_eq!(step(2, &sixteen, 2, 4.0), (8f64.sqrt(), 4.0)); // the target itself is no side
    assert_eq!(step(2, &sixteen, 1, 1.02), (1.02, 1.02));
    assert_eq!(step(0, &sixteen, 1, 1.5), (1.0, 1.5));
    let many: Vec<f32> = (0..33).map(|number| 10.0 * number as f32).collect();
    assert_eq!(step(2, &many, 1, 1.5), (2.0, 2.0)); // far too many, wherever they come from
    assert_eq!(step(2, &many, 1, 3.0), (3.0, 3.0));
    assert_eq!(step(2, &many[..32], 1, 2.25), (1.5, 1.5));
}

#[test]
fn the_first_threshold_starts_from_the_mean_distance_to_the_first_row() {
    let mut settings = settings();
    let mut threshold = |target, weights: &[f32]| {
        settings.speciation.target_species = target;
        let next = speciate(&settings, &Species::none(&settings), weights);
        (next.len(), next.threshold)
    };
    // the mean of 1, 2 and 3 is 2, and gives two species: 0 with 1, and 2 with 3
    assert_eq!(threshold(2, &[0.0, 1.0, 2.0, 3.0]), (2, 2.0));
    // 2 gives two, its half four, and in between there are only two: no miss is smaller than the first
    assert_eq!(threshold(3, &[0.0, 1.0, 2.0, 3.0]), (2, 2.0 * (2.0 / 3.0f64).sqrt()));
    // 2 gives two, 1 gives four
    assert_eq!(threshold(4, &[0.0, 1.0, 2.0, 3.0]), (4, 1.0));
    // 2 gives two, its double one
    assert_eq!(threshold(1, &[0.0, 1.0, 2.0, 3.0]), (1, 4.0));
    // 4 gives two, 2 gives four, and the middle, 3, gives three: 0 with 1, 3 with 5, and 7
    assert_eq!(threshold(3, &[0.0, 1.0, 3.0, 5.0, 7.0]), (3, 3.0));
    assert_eq!(threshold(1, &[5.0, 5.0, 5.0]), (1, 1.0));
}

#[test]
fn a_representative_is_the_champion_the_nearest_or_a_random_member() {
    let mut settings = settings();
    let previous = previous(&[0.0], 1.0);
    let (weights, fitness) = ([0.5, 0.75, 0.25, -0.25, 8.0, 8.5], [1.0, 4.0, 2.0, 3.0, 0.0, 5.0]);
    let mut representatives = |representative| {
        settings.speciation.representative = representative;
        let next = speciate_evaluated(&settings, &previous, &weights, &fitness);
        assert_eq!(next.assignment, [0, 0, 0, 0, 1, 1]);
        next.representatives.ids.clone()
    };
    assert_eq!(representatives(Representative::Champion), [1, 5]);
    // 0.25 and -0.25 are equally near; a new species has no old representative and keeps its founder
    assert_eq!(representatives(Representative::Nearest), [2, 4]);
    let drawn = |id, n| Draws::at(1, Purpose::Representative, u64::from(GENERATION), id).below(0, n) as u64;
    assert_eq!(representatives(Representative::Random), [drawn(3, 4), 4 + drawn(20, 2)]);
}
