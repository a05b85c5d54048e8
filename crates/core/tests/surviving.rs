//! Who lives on, worked out by hand.

mod genomes;

use speciate_core::draws::{Draws, Purpose};
use speciate_core::selection::nondominated::Objectives;
use speciate_core::selection::survival::{Pool, Survivor};
use speciate_core::settings::{Settings, Survival};

const CARRIED: [[f64; 2]; 4] = [[3.0, 0.0], [3.0, 0.0], [0.0, 3.0], [2.0, 2.0]];

fn settings(survival: Survival) -> Settings {
    let mut settings = genomes::settings();
    settings.population_size = 4;
    settings.n_objectives = 2;
    settings.selection.survival = survival;
    settings.selection.survivor_fraction = 0.5;
    settings
}

/// Survivors of the four carried genomes and of asked ones, `None` where the evaluation failed.
fn survivors(settings: &Settings, asked: &[Option<[f64; 2]>]) -> Vec<u32> {
    let mut objectives = CARRIED.to_vec();
    objectives.extend(asked.iter().map(|row| row.unwrap_or([f64::NEG_INFINITY; 2])));
    let mut failed = vec![false; CARRIED.len()];
    failed.extend(asked.iter().map(Option::is_none));
    let ranking = genomes::rank(&objectives, &failed);
    let pool = Pool {
        objectives: Objectives::new(objectives.as_flattened(), 2),
        failed: &failed,
        order: &ranking.order,
        n_carried: CARRIED.len(),
    };
    let mut survivors = vec![99];
    Survivor::default().survive(settings, &pool, 7, &mut survivors);
    survivors
}

#[test]
fn mixed_survival_takes_the_best_different_ones_then_offspring_then_the_order() {
    // the order is 0, 2, 3, 1, 4: the ends of the front, its middle, the copy, the dominated one
    assert_eq!(survivors(&settings(Survival::Mixed), &[Some([-1.0, -1.0])]), [0, 2, 3, 4]);
}

#[test]
fn mixed_survival_draws_offspring_that_did_not_fail() {
    let asked = [Some([1.0, 1.0]), None, Some([0.0, 0.0]), Some([-1.0, -1.0])];
    let mut drawn = [false; 8];
    for seed in 0..12 {
        let settings = Settings { seed, ..settings(Survival::Mixed) };
        let draws = Draws::at(seed, Purpose::Survival, 7, 0);
        let mut lucky = [4, 6, 7];
        lucky.sort_by_key(|&row| draws.word(row));
        let mut expected = [0, 2, lucky[0] as u32, lucky[1] as u32];
        expected.sort_unstable();
        assert_eq!(survivors(&settings, &asked), expected, "seed {seed}");
        for row in expected {
            drawn[row as usize] = true;
        }
    }
    assert_eq!(drawn, [true, false, true, false, true, false, true, true]);
}

#[test]
fn failed_offspring_come_before_the_rest_of_the_order() {
    assert_eq!(survivors(&settings(Survival::Mixed), &[None, None]), [0, 2, 4, 5]);
    assert_eq!(survivors(&settings(Survival::Mixed), &[None]), [0, 2, 3, 4]);
}

#[test]
fn the_best_are_all_different_while_there_are_enough() {
    let mut settings = settings(Survival::Mixed);
    settings.selection.survivor_fraction = 1.0;
    assert_eq!(survivors(&settings, &[Some([-1.0, -1.0])]), [0, 2, 3, 4]); // row 4 before the copy of row 0
    assert_eq!(survivors(&settings, &[Some([2.0, 2.0])]), [0, 2, 3, 4]); // and so is a copy of row 3 that was asked
    assert_eq!(survivors(&settings, &[]), [0, 1, 2, 3]);
}

#[test]
fn a_fraction_rounds_to_the_nearest_number_of_survivors() {
    let mut settings = settings(Survival::Mixed);
    let asked = [Some([-1.0, -1.0]), Some([-2.0, -2.0]), Some([-3.0, -3.0])];
    settings.selection.survivor_fraction = 0.37; // 1.48 genomes
    assert_eq!(survivors(&settings, &asked), [0, 4, 5, 6]);
    settings.selection.survivor_fraction = 0.63; // 2.52 genomes
    assert_eq!(survivors(&settings, &asked)[..3], [0, 2, 3]);
}

#[test]
fn generational_survival_keeps_the_asked_and_elitist_the_best() {
    let asked = [Some([-1.0, -1.0]), Some([9.0, 9.0]), None, Some([0.0, 0.0])];
    assert_eq!(survivors(&settings(Survival::Generational), &asked), [4, 5, 6, 7]);
    // row 5 dominates all; then 0, 2 and 3
    assert_eq!(survivors(&settings(Survival::Elitist), &asked), [0, 2, 3, 5]);
    assert_eq!(survivors(&settings(Survival::Elitist), &[Some([-1.0, -1.0])]), [0, 1, 2, 3]);
}
