//! Crowding and the order of genomes, computed by hand.

mod genomes;

use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::nondominated::Objectives;

const FAR: f64 = f64::INFINITY;

#[test]
fn crowding_uses_unique_rows_and_each_objectives_range() {
    // row 1: (3 - 0)/4 + (4 - 1)/4; row 3: (4 - 1)/4 + (2 - 0)/4
    let front = [[0.0, 4.0], [1.0, 2.0], [1.0, 2.0], [3.0, 1.0], [4.0, 0.0]];
    let ranking = genomes::rank(&front, &[false; 5]);
    assert_eq!(ranking.fronts, [0; 5]);
    assert_eq!(ranking.crowding, [FAR, 1.5, 0.0, 1.25, FAR]);
    assert_eq!(ranking.order, [0, 4, 1, 3, 2]);
}

#[test]
fn a_constant_objective_changes_nothing() {
    let front = [[0.0, 4.0, 7.0], [1.0, 2.0, 7.0], [1.0, 2.0, 7.0], [3.0, 1.0, 7.0], [4.0, 0.0, 7.0]];
    assert_eq!(genomes::rank(&front, &[false; 5]).crowding, [FAR, 1.5, 0.0, 1.25, FAR]);
}

#[test]
fn a_range_beyond_a_double_counts_like_any_other() {
    // 2e308/2e308 and, from the second objective, (2 - 0)/2
    let front = [[-1e308, 2.0], [0.0, 1.0], [1e308, 0.0]];
    assert_eq!(genomes::rank(&front, &[false; 3]).crowding, [FAR, 2.0, FAR]);
    // 1e308/2e308 each, and from the second objective (8 - 0.5)/8 and (1 - 0)/8
    let front = [[-1e308, 8.0], [0.0, 1.0], [1.0, 0.5], [1e308, 0.0]];
    assert_eq!(genomes::rank(&front, &[false; 4]).crowding, [FAR, 1.4375, 0.625, FAR]);
}

#[test]
fn crowding_is_counted_within_each_front() {
    let objectives = [[5.0, 9.0], [9.0, 5.0], [0.0, 4.0], [2.0, 2.0], [4.0, 0.0]];
    let ranking = genomes::rank(&objectives, &[false; 5]);
    assert_eq!(ranking.fronts, [0, 0, 1, 1, 1]);
    assert_eq!(ranking.crowding, [FAR, FAR, FAR, 2.0, FAR]);
}

#[test]
fn failed_rows_come_after_the_last_front_and_crowd_nobody() {
    let objectives = [[0.0, 4.0], [1.0, 3.0], [2.0, 2.0], [4.0, 0.0]];
    let ranking = genomes::rank(&objectives, &[false, true, false, false]);
    assert_eq!(ranking.fronts, [0, 1, 0, 0]);
    assert_eq!(ranking.crowding, [FAR, 0.0, 2.0, FAR]);
    assert_eq!(ranking.order, [0, 3, 2, 1]);
}

#[test]
fn size_and_then_id_order_equal_genomes() {
    let fitness = [1.0, 2.0, 2.0, 2.0, -0.0, 0.0];
    let mut ranking = Ranking::default();
    ranking.rank(Objectives::new(&fitness, 1), &[false; 6], &[1, 9, 3, 3, 4, 4], &[10, 11, 13, 12, 15, 14]);
    assert_eq!(ranking.fronts, [1, 0, 0, 0, 2, 2]);
    assert_eq!(ranking.crowding, [0.0; 6]);
    assert_eq!(ranking.order, [3, 2, 1, 0, 5, 4]);
}

#[test]
fn whoever_is_extreme_in_one_objective_of_three_is_extreme() {
    // the first is the worst in the first objective alone, the last the best in it alone
    let front = [[0.0, 2.0, 2.0], [1.0, 3.0, 0.0], [2.0, 0.0, 3.0], [3.0, 1.0, 1.0]];
    let ranking = genomes::rank(&front, &[false; 4]);
    assert_eq!(ranking.fronts, [0; 4]);
    assert_eq!(ranking.crowding, [FAR; 4]);
}

#[test]
fn of_several_pairs_of_equal_rows_the_second_ones_crowd_nobody() {
    let front = [[0.0, 4.0], [1.0, 2.0], [1.0, 2.0], [3.0, 1.0], [3.0, 1.0], [4.0, 0.0]];
    assert_eq!(genomes::rank(&front, &[false; 6]).crowding, [FAR, 1.5, 0.0, 1.25, 0.0, FAR]);
}
