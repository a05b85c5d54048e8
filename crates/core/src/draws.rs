//! Random numbers by address: a draw is a pure function of
//! (seed, generation, genome row, purpose, index).
//!
//! The generator is Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
//! Word `i` of an address equals
//! `numpy.random.Philox(key=[seed, purpose], counter=[0, row, generation, 0]).random_raw(i + 1)[i]`.
//! Draws have no state: nothing needs to be saved, and any thread may make them in any order.
//!
//! Everything is made of `+ - * /` and `sqrt` on IEEE doubles, and nothing calls libm, so equal addresses give equal
//! bits on every machine.

mod normal;
mod purpose;

pub use normal::inverse_normal;
pub use purpose::Purpose;

const MULTIPLIER_0: u64 = 0xD2E7_470E_E14C_6C93;
const MULTIPLIER_1: u64 = 0xCA5A_8263_9512_1157;
const WEYL_0: u64 = 0x9E37_79B9_7F4A_7C15;
const WEYL_1: u64 = 0xBB67_AE85_84CA_A73B;
const UNIT: f64 = 1.0 / (1u64 << 53) as f64;
const HALF_UNIT: f64 = 1.0 / (1u64 << 32) as f64;

#[inline(always)]
fn multiply(a: u64, b: u64) -> (u64, u64) {
    let product = a as u128 * b as u128;
    ((product >> 64) as u64, product as u64)
}

/// The Philox4x64-10 block function.
#[inline(always)]
pub fn philox(mut counter: [u64; 4], mut key: [u64; 2]) -> [u64; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL_0), key[1].wrapping_add(WEYL_1)];
        }
        let (high_0, low_0) = multiply(MULTIPLIER_0, counter[0]);
        let (high_1, low_1) = multiply(MULTIPLIER_1, counter[2]);
        counter = [high_1 ^ counter[1] ^ key[0], low_1, high_0 ^ counter[3] ^ key[1], low_0];
    }
    counter
}

/// The draws of one (seed, purpose, generation, row). Cheap to make, holds no state.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    key: [u64; 2],
    row: u64,
    generation: u64,
}

impl Draws {
    /// The draws at an address.
    #[inline(always)]
    pub fn at(seed: u64, purpose: Purpose, generation: u64, row: u64) -> Self {
        Self { key: [seed, purpose as u64], row, generation }
    }

    /// Four words: those at indices `4 * block` to `4 * block + 3`.
    #[inline(always)]
    pub fn block(&self, block: u64) -> [u64; 4] {
        philox([block + 1, self.row, self.generation, 0], self.key)
    }

    /// Fills `words` with those from index 0 on.
    pub fn fill(&self, words: &mut [u64]) {
        let (blocks, rest) = words.as_chunks_mut::<4>();
        for (block, words) in blocks.iter_mut().enumerate() {
            *words = self.block(block as u64);
        }
        if !rest.is_empty() {
            rest.copy_from_slice(&self.block(blocks.len() as u64)[..rest.len()]);
        }
    }

    /// The 64 random bits at `index`.
    #[inline(always)]
    pub fn word(&self, index: u64) -> u64 {
        self.block(index / 4)[(index % 4) as usize]
    }

    /// A uniform double in [0, 1) at `index`: the upper 53 bits of the word.
    #[inline(always)]
    pub fn uniform(&self, index: u64) -> f64 {
        unit(self.word(index))
    }

    /// A standard normal deviate at `index`.
    #[inline(always)]
    pub fn normal(&self, index: u64) -> f64 {
        normal_of(self.word(index))
    }

    /// A whole number in `0..n` at `index`: the upper 64 bits of `word * n`. `n` must not be 0.
    #[inline(always)]
    pub fn below(&self, index: u64, n: usize) -> usize {
        below_of(self.word(index), n)
    }
}

/// A uniform double in [0, 1) from 64 random bits.
#[inline(always)]
pub fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * UNIT
}

/// The 32 bits at `index`, by its remainder of 8, of the words of a block, the lower half of each word first.
#[inline(always)]
pub fn half_of(words: &[u64; 4], index: usize) -> u32 {
    (words[index / 2 % 4] >> (index % 2 * 32)) as u32
}

/// Whether 32 random bits, as a number in [0, 1), are below a rate.
#[inline(always)]
pub fn hits(half: u32, rate: f64) -> bool {
    f64::from(half) * HALF_UNIT < rate
}

/// A whole number in `0..n` from 64 random bits: the upper 64 bits of `word * n`.
#[inline(always)]
pub fn below_of(word: u64, n: usize) -> usize {
    multiply(word, n as u64).0 as usize
}

/// A standard normal deviate from 64 random bits, by the inverse distribution function.
#[inline(always)]
pub fn normal_of(word: u64) -> f64 {
    inverse_normal(((word >> 12) as f64 + 0.5) * (2.0 * UNIT)) // 52 bits: the sum is exact, never 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_has_deviate_zero_and_quantiles_match_tables() {
        assert_eq!(inverse_normal(0.5), 0.0);
        for (p, expected) in [
            (0.975, 1.959_963_984_540_054),
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
        ] {
            assert!((inverse_normal(p) - expected).abs() < 1e-14 * expected.abs().max(1.0) * 4.0, "{p}");
        }
    }

    #[test]
    fn half_words_hit_below_their_rate_only() {
        assert_eq!([0, 1, 6, 7].map(|index| half_of(&[0x2_0000_0001, 0, 0, 0x8_0000_0007], index)), [1, 2, 7, 8]);
        for (half, rate, expected) in [
            (0, 0.0, false),
            (0, 1e-12, true),
            ((1 << 31) - 1, 0.5, true),
            (1 << 31, 0.5, false),
            (u32::MAX, 1.0, true),
        ] {
            assert_eq!(hits(half, rate), expected, "{half} {rate}");
        }
    }

    #[test]
    fn words_do_not_depend_on_how_they_are_asked_for() {
        let draws = Draws::at(7, Purpose::Parent, 3, 5);
        for index in 0..11 {
            assert_eq!(draws.block(index / 4)[(index % 4) as usize], draws.word(index));
        }
        let mut words = [0; 11];
        draws.fill(&mut words);
        assert!((0..11).all(|index| words[index as usize] == draws.word(index)));
    }
}
