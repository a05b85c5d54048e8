//! Fronts against their definition, whatever the size, the number of objectives, the data and the instruction set.

use speciate_core::draws::{Draws, Purpose};
use speciate_core::selection::nondominated::NondominatedSort;
use speciate_core::selection::objectives::Objectives;
use speciate_core::simd;

const KINDS: [&str; 7] = ["uniform", "one front", "chain", "grid", "few values", "specials", "close"];
const SPECIALS: [f64; 8] = [f64::NEG_INFINITY, f64::MIN, -1.0, -0.0, 0.0, f64::MIN_POSITIVE, 1.0, f64::INFINITY];

/// `n` rows of `m` objectives.
fn points(kind: &str, n: usize, m: usize) -> Vec<f64> {
    let draws = Draws::at((n * 16 + m) as u64, Purpose::Survival, 0, 0);
    let uniform = |row: usize, objective: usize| draws.uniform((row * m + objective) as u64);
    let mut values = Vec::new();
    for row in 0..n {
        let total: f64 = (0..m).map(|objective| uniform(row, objective)).sum();
        for objective in 0..m {
            let value = uniform(row, objective);
            values.push(match kind {
                "uniform" => value,
                "one front" => value / total,
                "chain" => (row * 7919 % n.max(1)) as f64,
                "grid" => (value * 10.0).floor(),
                "few values" => (value * 2.0).floor(),
                "specials" => SPECIALS[(value * 8.0) as usize],
                _ => 1e300 * (1.0 + (value * 40.0).floor() * f64::EPSILON) * f64::from(u8::from(row > 0)),
            });
        }
    }
    values
}

/// The longest chain of rows that dominate one another decides the front.
fn by_definition(objectives: Objectives<'_>, rows: &[u32]) -> Vec<u32> {
    let dominates = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a >= b) && a.iter().zip(b).any(|(a, b)| a > b);
    let mut order = rows.to_vec();
    order.sort_by(|&a, &b| objectives.row(b).partial_cmp(objectives.row(a)).expect("no NaN"));
    let mut fronts = vec![u32::MAX; objectives.len()];
    for (index, &row) in order.iter().enumerate() {
        let above = order[..index].iter().filter(|&&other| dominates(objectives.row(other), objectives.row(row)));
        fronts[row as usize] = above.map(|&other| fronts[other as usize] + 1).max().unwrap_or(0);
    }
    fronts
}

fn check(sort: &mut NondominatedSort, values: &[f64], m: usize, rows: &[u32], what: &str) {
    let objectives = Objectives::new(values, m);
    let expected = by_definition(objectives, rows);
    for (name, level) in simd::NAMES {
        if simd::force(level).is_ok() {
            let mut fronts = vec![u32::MAX; objectives.len()];
            let n_fronts = sort.sort(objectives, rows, &mut fronts);
            assert_eq!(fronts, expected, "{what}, {name}");
            let highest = rows.iter().map(|&row| fronts[row as usize] as usize + 1).max();
            assert_eq!(n_fronts, highest.unwrap_or(0), "{what}, {name}");
        }
    }
    simd::force(simd::widest()).expect("the processor has it");
}

#[test]
fn fronts_are_those_of_the_definition() {
    let mut sort = NondominatedSort::default();
    for m in [1, 2, 3, 4, 5, 6, 9, 10, 13] {
        for n in [0, 1, 2, 7, 8, 9, 23, 24, 25, 100, 127, 128, 129, 383, 384, 385, 399, 400, 401] {
            for kind in KINDS {
                let rows: Vec<u32> = (0..n as u32).collect();
                check(&mut sort, &points(kind, n, m), m, &rows, &format!("{kind}, {n} rows of {m}"));
            }
        }
    }
}

#[test]
fn fronts_of_many_rows_are_those_of_the_definition() {
    let mut sort = NondominatedSort::default();
    for (m, n) in [(2, 2500), (3, 2500), (4, 2000), (5, 2000), (10, 2000), (12, 4000)] {
        for kind in KINDS {
            let rows: Vec<u32> = (0..n as u32).collect();
            check(&mut sort, &points(kind, n, m), m, &rows, &format!("{kind}, {n} rows of {m}"));
        }
    }
}

#[test]
fn other_rows_neither_count_nor_change() {
    let mut sort = NondominatedSort::default();
    for m in [1, 2, 3, 6] {
        for kind in KINDS {
            let rows: Vec<u32> = (0..900).filter(|row| row % 3 != 1).rev().collect();
            check(&mut sort, &points(kind, 900, m), m, &rows, &format!("{kind}, two thirds of 900 rows of {m}"));
        }
    }
}

#[test]
fn chains_of_a_hundred_thousand_end_soon() {
    for m in [2, 3, 5] {
        let values = points("chain", 100_000, m);
        let mut fronts = vec![0; 100_000];
        let rows: Vec<u32> = (0..100_000).collect();
        let n_fronts = NondominatedSort::default().sort(Objectives::new(&values, m), &rows, &mut fronts);
        assert_eq!(n_fronts, 100_000);
        assert!(fronts.iter().zip(values.chunks(m)).all(|(front, row)| f64::from(*front) == 99_999.0 - row[0]));
    }
}
