//! Sets of small numbers, as the bits of words.

/// Sets `n` bits from bit `first` on.
#[inline(always)]
pub fn set_bits(words: &mut [u64], first: usize, n: usize) {
    let mut bit = first;
    while bit < first + n {
        let count = (64 - bit % 64).min(first + n - bit);
        words[bit / 64] |= (u64::MAX >> (64 - count)) << (bit % 64);
        bit += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_set_and_nothing_else() {
        for first in 0..130 {
            for n in 0..=192 - first {
                let mut words = [0; 3];
                set_bits(&mut words, first, n);
                let is_set = |bit: usize| words[bit / 64] >> (bit % 64) & 1 == 1;
                assert!((0..192).all(|bit| is_set(bit) == (first..first + n).contains(&bit)), "{first} {n}");
            }
        }
    }
}
