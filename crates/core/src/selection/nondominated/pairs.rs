//! Few points against few points: each with every earlier one, eight at a time.

use crate::selection::nondominated::points::Points;
use crate::simd::kernel;

const LANES: usize = 8;

/// The better points of a comparison: for eight at a time their fronts, then each objective from the second on.
#[derive(Debug, Default)]
pub struct Pairs {
    blocks: Vec<f64>,
    target: Vec<f64>,
}

kernel! {
    /// Raises the fronts of `worse` above those of the `better` that dominate them in objectives up to the last.
    /// Both ascend, which decides the first objective.
    pub fn raise(pairs: &mut Pairs, points: &mut Points, better: &[u32], worse: &[u32], last_objective: usize) {
        pairs.gather(points, better, last_objective);
        let mut n_earlier = 0;
        for &point in worse {
            while n_earlier < better.len() && better[n_earlier] < point {
                n_earlier += 1;
            }
            pairs.raise_one(points, point, n_earlier, last_objective);
        }
    }
}

kernel! {
    /// Finds the fronts of points that only each other can still raise.
    pub fn settle(pairs: &mut Pairs, points: &mut Points, members: &[u32], last_objective: usize) {
        pairs.gather(points, members, last_objective);
        for (index, &point) in members.iter().enumerate() {
            let front = pairs.raise_one(points, point, index, last_objective);
            pairs.blocks[index / LANES * LANES * (last_objective + 1) + index % LANES] = front;
        }
    }
}

impl Pairs {
    #[inline(always)]
    fn gather(&mut self, points: &Points, better: &[u32], last_objective: usize) {
        let n_blocks = better.len().div_ceil(LANES);
        self.blocks.clear();
        self.blocks.resize(n_blocks * LANES * (last_objective + 1), 0.0);
        let blocks = self.blocks.chunks_exact_mut(LANES * (last_objective + 1));
        for (members, block) in better.chunks(LANES).zip(blocks) {
            for (objective, lanes) in block.chunks_exact_mut(LANES).enumerate() {
                let column = points.column(objective);
                for (lane, &member) in lanes.iter_mut().zip(members) {
                    *lane = column[member as usize];
                }
            }
        }
    }

    #[inline(always)]
    fn raise_one(&mut self, points: &mut Points, point: u32, n_earlier: usize, last_objective: usize) -> f64 {
        self.target.clear();
        self.target.extend((0..=last_objective).map(|objective| points.column(objective)[point as usize]));
        let mut front = self.target[0];
        let groups = self.blocks.as_chunks::<LANES>().0;
        let blocks = groups.chunks_exact(last_objective + 1);
        let (full, rest) = (n_earlier / LANES, n_earlier % LANES);
        if rest > 0 {
            front = raised(&groups[full * (last_objective + 1)..][..=last_objective], &self.target, front, rest);
        }
        for block in blocks.take(full).rev() {
            front = raised(block, &self.target, front, LANES);
        }
        points.set_front(point, front);
        front
    }
}

/// The front above those of the first `n` lanes that dominate the target.
#[inline(always)]
fn raised(block: &[[f64; LANES]], target: &[f64], front: f64, n: usize) -> f64 {
    let mut alive = at_least(&block[0], front) & (0xff >> (LANES - n)) as u8;
    for (lanes, &value) in block.iter().zip(target).skip(1) {
        if alive == 0 {
            return front;
        }
        alive &= at_least(lanes, value);
    }
    let mut result = front;
    while alive != 0 {
        result = result.max(block[0][alive.trailing_zeros() as usize] + 1.0);
        alive &= alive - 1;
    }
    result
}

/// A bit for each lane that is at least as good as a value.
#[inline(always)]
fn at_least(lanes: &[f64; LANES], value: f64) -> u8 {
    let mut bits = 0;
    for (lane, other) in lanes.iter().enumerate() {
        bits |= u8::from(*other >= value) << lane;
    }
    bits
}
