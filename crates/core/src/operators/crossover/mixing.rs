//! How matching genes and nodes of two parents mix: bits and chances that are drawn by position, and what they decide.

use crate::draws::{Draws, Purpose, half_of, hits};
use crate::operators::offspring::Address;

/// Bits that say from which parent genes or nodes come: the `N` words from `FIRST` on of each block. The last block is
/// kept, for they come in many short stretches.
pub(super) struct Bits<const FIRST: usize, const N: usize> {
    draws: Draws,
    block: usize,
    words: [u64; 4],
}

pub(super) type GeneBits = Bits<0, 2>;
pub(super) type NodeBits = Bits<2, 1>;

impl<const FIRST: usize, const N: usize> Bits<FIRST, N> {
    #[inline(always)]
    pub(super) fn of(address: Address, words: [u64; 4]) -> Self {
        Self { draws: address.draws(Purpose::Crossover), block: 0, words }
    }

    /// Up to 32 bits from a position on, the lowest first; not beyond the end of its half word.
    #[inline(always)]
    pub(super) fn from(&mut self, position: usize) -> u32 {
        let word = position / 64;
        if word / N != self.block {
            self.block = word / N;
            self.words = self.draws.block(self.block as u64);
        }
        (self.words[FIRST + word % N] >> (position % 64)) as u32
    }
}

/// 32 bits for each gene that not both parents have enabled, in order.
pub(super) struct Chances {
    draws: Draws,
    n: usize,
    words: [u64; 4],
}

impl Chances {
    #[inline(always)]
    pub(super) fn of(address: Address) -> Self {
        Self { draws: address.draws(Purpose::CrossoverEnable), n: 0, words: [0; 4] }
    }

    /// Decides which of up to 8 genes are enabled that not both parents have so.
    #[inline(always)]
    pub(super) fn take(&mut self, others: &[bool], enabled: &mut [bool], disable_rate: f64) {
        let mut open = disabled_in_either(enabled, others);
        while open != 0 {
            if self.n.is_multiple_of(8) {
                self.words = self.draws.block(self.n as u64 / 8);
            }
            enabled[open.trailing_zeros() as usize] = !hits(half_of(&self.words, self.n), disable_rate);
            self.n += 1;
            open &= open - 1;
        }
    }
}

#[inline(always)]
fn mean(a: f32, b: f32) -> f32 {
    ((f64::from(a) + f64::from(b)) * 0.5) as f32
}

/// A bit for each of up to 8 genes that not both parents have enabled, the lowest first.
#[inline(always)]
fn disabled_in_either(a: &[bool], b: &[bool]) -> u32 {
    a.iter().zip(b).rev().fold(0, |bits, (a, b)| bits << 1 | u32::from(!(a & b)))
}

/// Replaces weights by the means with others.
#[inline(always)]
pub(super) fn average(others: &[f32], weights: &mut [f32]) {
    for (weight, other) in weights.iter_mut().zip(others) {
        *weight = mean(*weight, *other);
    }
}

/// Replaces weights (or biases) by others where the bit of their position in the offspring, flipped by `flips`, is 1. The first is
/// at position `start`.
#[inline(always)]
pub(super) fn choose<const FIRST: usize, const N: usize>(
    bits: &mut Bits<FIRST, N>,
    start: usize,
    flips: u32,
    others: &[f32],
    weights: &mut [f32],
) {
    let mut done = 0;
    while done < weights.len() {
        let index = start + done;
        let n = (32 - index % 32).min(weights.len() - done);
        let bits = bits.from(index) ^ flips;
        choose_by(bits, &others[done..done + n], &mut weights[done..done + n]);
        done += n;
    }
}

/// As `choose`, for activations or aggregations, which seldom differ.
#[inline(always)]
pub(super) fn choose_functions(bits: &mut NodeBits, start: usize, flips: u32, others: &[u8], functions: &mut [u8]) {
    if others != functions {
        for (k, (function, other)) in functions.iter_mut().zip(others).enumerate() {
            *function = if (bits.from(start + k) ^ flips) & 1 == 1 { *other } else { *function };
        }
    }
}

/// Up to 32 weights by the bits of a number, the lowest first.
#[inline(always)]
fn choose_by(mut bits: u32, others: &[f32], weights: &mut [f32]) {
    let (groups, rest) = weights.as_chunks_mut::<8>();
    let (other_groups, other_rest) = others.as_chunks::<8>();
    for (weights, others) in groups.iter_mut().zip(other_groups) {
        for k in 0..8 {
            weights[k] = if bits & 1 << k != 0 { others[k] } else { weights[k] };
        }
        bits >>= 8;
    }
    for (k, (weight, other)) in rest.iter_mut().zip(other_rest).enumerate() {
        *weight = if bits >> k & 1 != 0 { *other } else { *weight };
    }
}
