//! Sorting few points: each is compared with every earlier one, eight at a time.

use crate::selection::nondominated::points::Points;
use crate::simd::kernel;

const LANES: usize = 8;
/// Objectives that are compared at once.
const GROUP: usize = 4;
/// Below every front.
const NONE: f64 = -1.0;

type Lanes = [f64; LANES];

/// The memory of the comparisons. Objectives come in groups, from the second on; zeros fill the last.
#[derive(Debug, Default)]
pub struct Pairs {
    /// The fronts of the better points, as far as they come before the worse one.
    fronts: Vec<Lanes>,
    /// Their values: for eight points one group after the other.
    values: Vec<[Lanes; GROUP]>,
    /// The values of a worse point.
    worse: Vec<[f64; GROUP]>,
}

kernel! {
    /// Raises the fronts of `worse` above those of the `better` that dominate them in objectives up to the last.
    /// Both ascend, which decides the first objective.
    pub fn raise(pairs: &mut Pairs, points: &mut Points, better: &[u32], worse: &[u32], last_objective: usize) {
        pairs.gather(points, better, last_objective);
        let mut n_earlier = 0;
        for &point in worse {
            while n_earlier < better.len() && better[n_earlier] < point {
                pairs.fronts[n_earlier / LANES][n_earlier % LANES] = points.front(better[n_earlier]);
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
            pairs.fronts[index / LANES][index % LANES] = pairs.raise_one(points, point, index, last_objective);
        }
    }
}

impl Pairs {
    #[inline(always)]
    fn gather(&mut self, points: &Points, better: &[u32], last_objective: usize) {
        let n_groups = last_objective.div_ceil(GROUP);
        self.worse.clear();
        self.worse.resize(n_groups, [0.0; GROUP]);
        self.fronts.clear();
        self.fronts.resize(better.len().div_ceil(LANES), [NONE; LANES]);
        self.values.clear();
        self.values.resize(n_groups * self.fronts.len(), [[0.0; LANES]; GROUP]);
        for (members, block) in better.chunks(LANES).zip(self.values.chunks_exact_mut(n_groups)) {
            for (index, lanes) in block.as_flattened_mut()[..last_objective].iter_mut().enumerate() {
                *lanes = lanes_of(points.column(index + 1), members);
            }
        }
    }

    /// Raises the front of a point above those of the first `n_earlier` better ones that dominate it.
    #[inline(always)]
    fn raise_one(&mut self, points: &mut Points, point: u32, n_earlier: usize, last_objective: usize) -> f64 {
        for (index, value) in self.worse.as_flattened_mut()[..last_objective].iter_mut().enumerate() {
            *value = points.column(index + 1)[point as usize];
        }
        let n_groups = self.worse.len();
        let mut highest = [NONE; LANES];
        let earlier = &self.fronts[..n_earlier.div_ceil(LANES)];
        for (fronts, block) in earlier.iter().zip(self.values.chunks_exact(n_groups)) {
            let fronts = dominating(fronts, block, &self.worse);
            for lane in 0..LANES {
                highest[lane] = if fronts[lane] > highest[lane] { fronts[lane] } else { highest[lane] };
            }
        }
        let highest = highest.iter().fold(NONE, |highest, &front| if front > highest { front } else { highest });
        let front = points.front(point).max(highest + 1.0);
        points.set_front(point, front);
        front
    }
}

/// The values of up to eight points.
#[inline(always)]
fn lanes_of(column: &[f64], points: &[u32]) -> Lanes {
    let mut lanes = [0.0; LANES];
    for (lane, &point) in lanes.iter_mut().zip(points) {
        *lane = column[point as usize];
    }
    lanes
}

/// The fronts of those lanes that are at least as good as the worse point everywhere.
#[inline(always)]
fn dominating(fronts: &Lanes, values: &[[Lanes; GROUP]], worse: &[[f64; GROUP]]) -> Lanes {
    let mut fronts = *fronts;
    for (group, worse) in values.iter().zip(worse) {
        for lane in 0..LANES {
            let mut as_good = true;
            for objective in 0..GROUP {
                as_good &= group[objective][lane] >= worse[objective];
            }
            fronts[lane] = if as_good { fronts[lane] } else { NONE };
        }
    }
    fronts
}
