//! Rows in the order of their values: by an objective, or by all of them in turn.
//!
//! The sort works on words: the leading 32 bits of a value, from the first bit in which values differ, then the row. Few
//! rows tie in these bits, and only those are compared by their values.

use crate::selection::objectives::Objectives;

/// Below, rows are compared two by two.
const FEW: usize = 24;
/// From here on words are counted into buckets.
const MANY: usize = 700;
/// Bits of a word that a pass counts by.
const DIGIT: u32 = 11;
/// Above, three passes are faster than comparing what two leave tied.
const THREE_PASSES: usize = 20_000;

/// The memory of the sort.
#[derive(Debug, Default)]
pub struct Ordering {
    words: Vec<u64>,
    spare: Vec<u64>,
}

impl Ordering {
    /// Makes room for the words of `n` rows.
    pub fn reserve(&mut self, n: usize) {
        for words in [&mut self.words, &mut self.spare] {
            words.clear();
            words.reserve(n);
        }
    }

    /// Sorts rows by all objectives from one on, each ascending, then by row.
    pub fn by_all(&mut self, objectives: Objectives<'_>, first_objective: usize, rows: &mut [u32]) {
        if rows.len() < FEW {
            return rows.sort_unstable_by(|&a, &b| objectives.compare(a, b, first_objective).then(a.cmp(&b)));
        }
        let may_tie = self.by_one(objectives, first_objective, rows);
        if !may_tie || first_objective + 1 == objectives.n_objectives() {
            return;
        }
        let value = |row: u32| objectives.value(row, first_objective);
        for tied in rows.chunk_by_mut(|&a, &b| value(a) == value(b)) {
            if tied.len() > 1 {
                self.by_all(objectives, first_objective + 1, tied);
            }
        }
    }

    /// Sorts rows by one objective, ascending, then by row; false if no values are equal.
    pub fn by_one(&mut self, objectives: Objectives<'_>, objective: usize, rows: &mut [u32]) -> bool {
        let key = |row: u32| key(objectives.value(row, objective));
        let by_key = |a: &u32, b: &u32| key(*a).cmp(&key(*b)).then(a.cmp(b));
        if rows.len() < FEW {
            rows.sort_unstable_by(by_key);
            return true;
        }
        self.by_leading_bits(rows, key);
        sort_ties(&self.words, rows, by_key)
    }

    /// Sorts rows by a number that each has, ascending, then by row.
    pub fn by_number(&mut self, numbers: &[u32], rows: &mut [u32]) {
        self.by_leading_bits(rows, |row| u64::from(numbers[row as usize]));
    }

    /// Sorts rows by the leading bits of their keys, as far as the keys differ at all, then by row.
    fn by_leading_bits(&mut self, rows: &mut [u32], key: impl Fn(u32) -> u64) {
        let (mut least, mut most) = (u64::MAX, 0);
        self.words.clear();
        self.words.extend(rows.iter().map(|&row| {
            let key = key(row);
            (least, most) = (key.min(least), key.max(most));
            key
        }));
        let shift = most.saturating_sub(least).leading_zeros().min(63);
        for (word, &row) in self.words.iter_mut().zip(&*rows) {
            *word = (*word - least) << shift >> 32 << 32 | u64::from(row);
        }
        sort_words(&mut self.words, &mut self.spare);
        for (row, word) in rows.iter_mut().zip(&self.words) {
            *row = *word as u32;
        }
    }
}

/// Doubles in ascending order as whole numbers; both zeros are the same.
#[inline]
pub fn key(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    bits ^ ((bits as i64 >> 63) as u64 | 1 << 63)
}

/// Puts rows in order whose words have equal leading bits; false if there are none.
fn sort_ties(words: &[u64], rows: &mut [u32], by_key: impl Fn(&u32, &u32) -> std::cmp::Ordering) -> bool {
    let (mut start, mut are_there) = (0, false);
    for end in 1..=words.len() {
        if end == words.len() || words[end] >> 32 != words[start] >> 32 {
            if end - start > 1 {
                rows[start..end].sort_unstable_by(&by_key);
                are_there = true;
            }
            start = end;
        }
    }
    are_there
}

/// Sorts whole words, ascending.
fn sort_words(words: &mut Vec<u64>, spare: &mut Vec<u64>) {
    if words.len() < MANY {
        return words.sort_unstable();
    }
    let n_passes = if words.len() < THREE_PASSES { 2 } else { 3 };
    let lowest = u64::BITS - n_passes * DIGIT;
    spare.resize(words.len(), 0);
    for pass in 0..n_passes {
        if distribute(words, spare, lowest + pass * DIGIT) {
            std::mem::swap(words, spare);
        }
    }
    for tied in words.chunk_by_mut(|a, b| a >> lowest == b >> lowest) {
        if tied.len() > 1 {
            tied.sort_unstable();
        }
    }
}

/// Distributes words by a digit, keeping their order otherwise; false if all have the same digit.
fn distribute(words: &[u64], sorted: &mut [u64], shift: u32) -> bool {
    let digit = |word: u64| (word >> shift) as usize % (1 << DIGIT);
    let mut places = [0u32; 1 << DIGIT];
    for &word in words {
        places[digit(word)] += 1;
    }
    if places[digit(words[0])] as usize == words.len() {
        return false;
    }
    let mut total = 0;
    for place in &mut places {
        total += std::mem::replace(place, total);
    }
    for &word in words {
        let place = &mut places[digit(word)];
        sorted[*place as usize] = word;
        *place += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Draws, Purpose};

    /// Values that differ early, late or not at all.
    fn values(n: usize, kind: usize) -> Vec<f64> {
        let draws = Draws::at(n as u64, Purpose::Survival, kind as u64, 0);
        let value = |index: usize| match kind {
            0 => draws.uniform(index as u64) - 0.5,
            1 => (draws.uniform(index as u64) * 3.0).floor() * if index.is_multiple_of(2) { 0.0 } else { -1.0 },
            2 => 1.0 + (draws.uniform(index as u64) * 50.0).floor() * f64::EPSILON,
            3 => [-1e9, 1e9, f64::INFINITY][index.min(2)] * (1.0 + draws.uniform(index as u64) * 1e-12),
            _ => 7.0,
        };
        (0..n).map(value).collect()
    }

    #[test]
    fn rows_are_sorted_by_value_and_then_by_row() {
        let mut ordering = Ordering::default();
        for n in [0, 1, 2, FEW - 1, FEW, FEW + 1, MANY - 1, MANY, MANY + 1, 5_000, THREE_PASSES, THREE_PASSES + 1] {
            for kind in 0..5 {
                let values = values(n, kind);
                let mut expected: Vec<u32> = (0..n as u32).collect();
                expected.sort_by(|&a, &b| values[a as usize].partial_cmp(&values[b as usize]).expect("no NaN"));
                let mut rows: Vec<u32> = (0..n as u32).rev().collect();
                ordering.by_one(Objectives::new(&values, 1), 0, &mut rows);
                assert_eq!(rows, expected, "kind {kind}, {n} rows");
            }
        }
    }

    #[test]
    fn ties_are_sorted_by_the_next_objective() {
        let mut ordering = Ordering::default();
        for n in [10, 300, 2_000] {
            let columns = [values(n, 1), values(n, 2), values(n, 4)];
            let flat: Vec<f64> = (0..n).flat_map(|row| columns.each_ref().map(|column| column[row])).collect();
            let objectives = Objectives::new(&flat, 3);
            let mut expected: Vec<u32> = (0..n as u32).collect();
            expected.sort_by(|&a, &b| objectives.row(a).partial_cmp(objectives.row(b)).expect("no NaN"));
            let mut rows: Vec<u32> = (0..n as u32).rev().collect();
            ordering.by_all(objectives, 0, &mut rows);
            assert_eq!(rows, expected, "{n} rows");
        }
    }

    #[test]
    fn rows_are_sorted_by_any_number() {
        let numbers: Vec<u32> = (0..3_000).map(|row: u32| row.wrapping_mul(2_654_435_761) >> 3 << 3).collect();
        for n in [1, 20, 3_000] {
            let mut expected: Vec<u32> = (0..n).collect();
            expected.sort_by_key(|&row| numbers[row as usize]);
            let mut rows: Vec<u32> = (0..n).rev().collect();
            Ordering::default().by_number(&numbers, &mut rows);
            assert_eq!(rows, expected);
        }
    }
}
