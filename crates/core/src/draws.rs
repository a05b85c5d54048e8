//! Random numbers by address: a draw is a pure function of
//! (seed, generation, genome row, purpose, index).
//!
//! The generator is Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
//! Word `i` of an address equals
//! `numpy.random.Philox(key=[seed, purpose], counter=[0, row, generation, 0]).random_raw(i + 1)[i]`.
//! Nothing here has state, so nothing needs saving, and draws may be made in any order on any thread.
//!
//! Everything is built from `+ - * /` and `sqrt` on IEEE doubles, never from libm, so that equal
//! addresses give equal bits on every machine.

#![allow(clippy::inconsistent_digit_grouping, clippy::excessive_precision)] // AS241's coefficients as published

use crate::arithmetic::ln;

/// What a draw decides. Decisions that are made together share one; the number is part of the address.
/// 7, 9, 10, 12 and 14 to 17 meant something else once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Initial connection weights, by founder connection number.
    FounderWeight = 1,
    /// Initial biases, by node position.
    FounderBias = 2,
    /// Which pairs of nodes a partial or random founder joins.
    FounderConnection = 3,
    /// Seeds of the episodes that a generation plays.
    EpisodeSeed = 4,
    /// Seeds of the episodes that choose the champion.
    ValidationSeed = 5,
    /// Seeds of the episodes that judge the champion.
    HeldOutSeed = 6,
    /// How many parents an offspring has, and which.
    Parent = 8,
    /// Whether a gene that is disabled in either parent is disabled, 32 bits by such a gene.
    CrossoverEnable = 11,
    /// Which mutations an offspring gets, 32 bits each.
    Mutation = 13,
    /// Which nodes change their activation, and to which.
    Activation = 18,
    /// Which nodes change their aggregation, and to which.
    Aggregation = 19,
    /// The ends of a new connection.
    AddConnection = 20,
    /// The weight of a new connection.
    AddConnectionWeight = 21,
    /// The connection that a new node splits.
    AddNode = 22,
    /// The connection that is deleted.
    DeleteConnection = 23,
    /// The node that is deleted.
    DeleteNode = 24,
    /// The connection that is toggled.
    ToggleEnable = 25,
    /// The disabled connection that is enabled again.
    ReEnable = 26,
    /// The representative of a species.
    Representative = 27,
    /// Offspring that survive by chance.
    Survival = 28,
    /// The actions of a random player.
    RandomPlayer = 29,
    /// Everything inside an episode.
    Episode = 30,
    /// How connection weights change, 32 bits by connection.
    Weights = 31,
    /// How biases change, 32 bits by node.
    Biases = 32,
    /// Which parent genes and nodes come from, whether a crossover averages them, and whether mutation follows.
    Crossover = 33,
    /// The first vectors, by variable.
    VectorFounder = 40,
    /// In which order vectors meet in tournaments.
    VectorTournament = 41,
    /// Whether two vectors cross, and how in each variable.
    VectorCrossover = 42,
    /// Whether and how each variable of a vector mutates.
    VectorMutation = 43,
    /// The first weights of dense networks, by weight.
    DenseFounder = 50,
    /// The parents of a dense network.
    DenseParent = 51,
    /// Whether and how two dense networks cross.
    DenseCrossover = 52,
    /// Which weights of a dense network mutate, and how.
    DenseMutation = 53,
    /// The weights of dense networks that CMA-ES draws, in Python.
    DenseSample = 54,
    /// The weights of a network that is polished, in Python.
    Polish = 55,
    /// The seeds of islands, in Python.
    Island = 60,
    /// In which ring islands send migrants, in Python.
    Migration = 61,
    /// Which objectives count in a generation, in Python.
    Participation = 62,
    /// The genomes whose places the novelty archive takes, in Python.
    NoveltyArchive = 70,
    /// The parents of an offspring of MAP-Elites.
    MapElites = 71,
    /// How many hidden nodes a founder has.
    FounderHidden = 64,
}

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

/// Evaluates a polynomial, highest power first.
#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// The inverse of the standard normal distribution function: Wichura 1988, algorithm AS241 (PPND16).
/// `p` must lie strictly between 0 and 1.
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-ln(tail)).sqrt();
    let deviate = if r <= 5.0 {
        polynomial(&MIDDLE_NUMERATOR, r - 1.6) / polynomial(&MIDDLE_DENOMINATOR, r - 1.6)
    } else {
        polynomial(&FAR_NUMERATOR, r - 5.0) / polynomial(&FAR_DENOMINATOR, r - 5.0)
    };
    if q < 0.0 { -deviate } else { deviate }
}

const CENTRE_NUMERATOR: [f64; 8] = [
    2.509_080_928_730_122_6727e3,
    3.343_057_558_358_812_8105e4,
    6.726_577_092_700_870_0853e4,
    4.592_195_393_154_987_1457e4,
    1.373_169_376_550_946_1125e4,
    1.971_590_950_306_551_4427e3,
    1.331_416_678_917_843_7745e2,
    3.387_132_872_796_366_608,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    5.226_495_278_852_854_561e3,
    2.872_908_573_572_194_2674e4,
    3.930_789_580_009_271_061e4,
    2.121_379_430_158_659_5867e4,
    5.394_196_021_424_751_1077e3,
    6.871_870_074_920_579_083e2,
    4.231_333_070_160_091_1252e1,
    1.0,
];
const MIDDLE_NUMERATOR: [f64; 8] = [
    7.745_450_142_783_414_07640e-4,
    2.272_384_498_926_918_45833e-2,
    2.417_807_251_774_506_11770e-1,
    1.270_458_252_452_368_38258,
    3.647_848_324_763_204_60504,
    5.769_497_221_460_691_4055,
    4.630_337_846_156_545_29590,
    1.423_437_110_749_683_57734,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.050_750_071_644_416_84324e-9,
    5.475_938_084_995_344_946e-4,
    1.519_866_656_361_645_71966e-2,
    1.481_039_764_274_800_74590e-1,
    6.897_673_349_851_000_04550e-1,
    1.676_384_830_183_803_84940,
    2.053_191_626_637_758_82187,
    1.0,
];
const FAR_NUMERATOR: [f64; 8] = [
    2.010_334_399_292_288_13265e-7,
    2.711_555_568_743_487_57815e-5,
    1.242_660_947_388_078_43860e-3,
    2.653_218_952_657_612_30930e-2,
    2.965_605_718_285_048_91230e-1,
    1.784_826_539_917_291_33580,
    5.463_784_911_164_114_36990,
    6.657_904_643_501_103_77720,
];
const FAR_DENOMINATOR: [f64; 8] = [
    2.044_263_103_389_939_78564e-15,
    1.421_511_758_316_445_88870e-7,
    1.846_318_317_510_054_68180e-5,
    7.868_691_311_456_132_59100e-4,
    1.487_536_129_085_061_48525e-2,
    1.369_298_809_227_358_05310e-1,
    5.998_322_065_558_879_37690e-1,
    1.0,
];

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
