//! Distribution, limits and addresses of changes.

use super::*;
use crate::draws::{Purpose, half_of, inverse_normal};
use crate::simd::{NAMES, force, widest};

const PLAIN: Change = Change { replace_rate: 0.0, replace_sigma: 1.0, sigma: 1.0, limit: 100.0 };

fn normal(x: f32) -> f64 {
    f64::from(normals(&[x; LANES])[0])
}

fn changed(change: Change, n: usize, old: f32) -> Vec<f32> {
    let mut values = vec![old; n];
    change.apply(Draws::at(3, Purpose::Weights, 1, 2), &mut values);
    values
}

#[test]
fn deviates_are_the_quantiles_of_the_normal_distribution() {
    for k in -9_999..10_000 {
        let x = k as f32 / 10_000.0;
        let (found, expected) = (normal(x), inverse_normal((1.0 + f64::from(x)) / 2.0));
        assert!((found - expected).abs() < 2e-6 * found.abs().max(1.0), "{x}: {found}");
    }
    for x in [0.996_6, 0.996_7, 0.999_999, OUTERMOST] {
        for x in [x, -x] {
            let (found, expected) = (normal(x), inverse_normal((1.0 + f64::from(x)) / 2.0));
            assert!((found / expected - 1.0).abs() < 1e-6, "{x}: {found}");
        }
    }
}

#[test]
fn the_outermost_half_words_have_opposite_and_finite_deviates() {
    for rate in [0.0, 1e-9, 0.3, 0.5, 1.0] {
        let change = Change { replace_rate: rate, ..PLAIN };
        let n_replacing = Lanes::new(&change).n_replacing;
        let ends = [(0, n_replacing.wrapping_mul(2).wrapping_sub(1)), (n_replacing.wrapping_mul(2), u32::MAX)];
        for (kind, (first, last)) in ends.into_iter().enumerate().filter(|(kind, _)| [rate > 0.0, rate < 1.0][*kind]) {
            let mut halves = [first; LANES];
            halves[1] = last;
            let values = Lanes::new(&change).changed(&halves, u32::MAX, [0.0; LANES]);
            assert!(values[0] < 0.0 && values[0] > -5.5 && values[1] == -values[0], "{rate} {kind}: {values:?}");
        }
    }
}

#[test]
fn mean_and_deviation_are_those_that_were_asked_for() {
    let moved = changed(Change { sigma: 0.5, ..PLAIN }, 100_000, 3.0);
    let mean = moved.iter().map(|x| f64::from(*x)).sum::<f64>() / 1e5;
    let variance = moved.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / 1e5;
    assert!((mean - 3.0).abs() < 0.01 && (variance.sqrt() - 0.5).abs() < 0.005, "{mean} {variance}");
}

#[test]
fn replaced_and_moved_numbers_have_the_same_distribution() {
    let change = Change { replace_rate: 0.25, replace_sigma: 1.0, sigma: 1.0, limit: 1e9 };
    let (replaced, moved): (Vec<f32>, Vec<f32>) = changed(change, 100_000, 1e4).iter().partition(|x| **x < 5e3);
    assert!((replaced.len() as f64 / 1e5 - 0.25).abs() < 0.005, "{}", replaced.len());
    for (values, centre) in [(replaced, 0.0), (moved, 1e4)] {
        let n = values.len() as f64;
        let variance = values.iter().map(|x| (f64::from(*x) - centre).powi(2)).sum::<f64>() / n;
        let below = values.iter().filter(|x| f64::from(**x) < centre - 1.0).count() as f64 / n;
        assert!((variance - 1.0).abs() < 0.03 && (below - 0.1587).abs() < 0.005, "{variance} {below}");
    }
}

#[test]
fn rates_of_zero_and_one_leave_no_choice() {
    assert!(changed(Change { sigma: 0.0, ..PLAIN }, 1000, 2.0).iter().all(|x| *x == 2.0));
    let anew = Change { replace_rate: 1.0, replace_sigma: 0.5, ..PLAIN };
    assert!(changed(anew, 1000, 50.0).iter().all(|x| x.abs() < 10.0));
}

#[test]
fn numbers_stay_within_the_limit() {
    let values = changed(Change { sigma: 5.0, limit: 2.0, ..PLAIN }, 1000, 1.0);
    assert!(values.contains(&2.0) && values.contains(&-2.0));
    assert!(values.iter().all(|x| x.abs() <= 2.0));
}

#[test]
fn a_number_changes_by_the_half_word_of_its_place_alone() {
    let change = Change { replace_rate: 0.1, ..PLAIN };
    let draws = Draws::at(3, Purpose::Weights, 1, 2);
    let alone = |place: usize| {
        let half = half_of(&draws.block(place as u64 / 8), place);
        Lanes::new(&change).changed(&[half; LANES], 1, [0.3; LANES])[0]
    };
    for n in [1, 7, 16, 17, ROOM, ROOM + 1, 3 * ROOM + 9] {
        assert_eq!(changed(change, n, 0.3), (0..n).map(alone).collect::<Vec<_>>(), "{n}");
    }
}

#[test]
fn ranges_change_together_as_they_do_alone_and_nothing_between_them_does() {
    let change = Change { replace_rate: 0.1, ..PLAIN };
    let draws = |row: usize| Draws::at(3, Purpose::Weights, 1, row as u64);
    let ends = [0, 1, 20, 37, 300, 301, ROOM - 1, ROOM + 40, ROOM + 41, 2 * ROOM + 41, 4 * ROOM, 7 * ROOM + 5];
    let (mut together, mut alone) = (vec![0.3; 8 * ROOM], vec![0.3; 8 * ROOM]);
    for first in [0, 1] {
        let mut changes = Changes::default();
        for (row, range) in ends.windows(2).map(|ends| ends[0]..ends[1]).enumerate().skip(first).step_by(2) {
            changes.push(draws(row), range.clone());
            change.apply(draws(row), &mut alone[range]);
        }
        changes.apply(&change, &mut together);
        changes.apply(&change, &mut together); // there is none any more
        assert_eq!(together, alone, "{first}");
    }
}

#[test]
fn every_instruction_set_changes_alike() {
    let change = Change { replace_rate: 0.1, replace_sigma: 1.0, sigma: 0.5, limit: 8.0 };
    let expected = changed(change, 5_000, 0.3);
    for (name, level) in NAMES {
        if force(level).is_ok() {
            assert_eq!(changed(change, 5_000, 0.3), expected, "{name}");
        }
    }
    force(widest()).unwrap();
}
