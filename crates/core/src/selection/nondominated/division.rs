//! Divide and conquer over objectives (Jensen 2003; Fortin, Grenier & Parizeau 2013; Buzdalov & Shalyto 2014).

use std::ops::Range;

use crate::selection::nondominated::pairs::{self, Pairs};
use crate::selection::nondominated::points::Points;
use crate::selection::nondominated::stairs::Stairs;
use crate::selection::ordering::key;

/// Up to here, points are compared two by two.
const FEW: usize = 384;
/// The same with three objectives, where dividing leads to a sweep at once.
const FEW_TRIPLES: usize = 128;
/// Values that a pivot is chosen from.
const SAMPLE: usize = 31;

/// Finds the fronts of points.
#[derive(Debug, Default)]
pub struct Division {
    lists: Vec<u32>,
    stairs: Stairs,
    pairs: Pairs,
}

/// A list of points, ascending, within `lists`.
type List = Range<usize>;

impl Division {
    /// Finds the fronts of all points, which have this many objectives.
    pub fn settle_all(&mut self, points: &mut Points, n_objectives: usize) {
        self.lists.clear();
        self.lists.extend(0..points.len() as u32);
        if n_objectives == 1 {
            return self.lists.iter().for_each(|&point| points.set_front(point, f64::from(point)));
        }
        self.settle(points, 0..points.len(), n_objectives - 1);
    }

    /// Finds the fronts of members that only each other can still raise, and that are equal in later objectives.
    fn settle(&mut self, points: &mut Points, members: List, objective: usize) {
        if members.len() < 2 {
            return;
        }
        if objective == 1 {
            return self.sweep(points, members);
        }
        if members.len() <= few(objective) {
            return pairs::settle(&mut self.pairs, points, &self.lists[members], objective);
        }
        let Some(pivot) = self.pivot(points.column(objective), &members, &(0..0)) else {
            return self.settle(points, members, objective - 1);
        };
        let start = self.lists.len();
        let (better, worse) = self.split(points.column(objective), members, pivot);
        self.settle(points, better.clone(), objective);
        self.raise(points, better, worse.clone(), objective - 1);
        self.settle(points, worse, objective);
        self.lists.truncate(start);
    }

    /// Raises the worse above those of the better, whose fronts are found, that dominate them in objectives up to one;
    /// in later ones all of the better are at least as good.
    fn raise(&mut self, points: &mut Points, better: List, worse: List, objective: usize) {
        if better.is_empty() || worse.is_empty() {
            return;
        }
        if objective == 1 {
            return self.sweep_both(points, better, worse);
        }
        if better.len() * worse.len() <= few(objective).pow(2) {
            let (better, worse) = (&self.lists[better], &self.lists[worse]);
            return pairs::raise(&mut self.pairs, points, better, worse, objective);
        }
        let column = points.column(objective);
        let (least, most) = self.bounds(column, &better);
        let (least_worse, most_worse) = self.bounds(column, &worse);
        if most < least_worse {
            return;
        }
        if least >= most_worse {
            return self.raise(points, better, worse, objective - 1);
        }
        let Some(pivot) = self.pivot(column, &better, &worse) else {
            return self.raise(points, better, worse, objective - 1);
        };
        let start = self.lists.len();
        let (high_better, low_better) = self.split(column, better, pivot);
        let (high_worse, low_worse) = self.split(column, worse, pivot);
        self.raise(points, high_better.clone(), high_worse, objective);
        self.raise(points, high_better, low_worse.clone(), objective - 1);
        self.raise(points, low_better, low_worse, objective);
        self.lists.truncate(start);
    }

    fn bounds(&self, column: &[f64], list: &List) -> (f64, f64) {
        let values = self.lists[list.clone()].iter().map(|&point| column[point as usize]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
    }

    /// A value near the median such that some are as good and some are worse; None if all are equal.
    fn pivot(&self, column: &[f64], first: &List, second: &List) -> Option<f64> {
        let n = first.len() + second.len();
        let value = |index: usize| {
            let place = if index < first.len() { first.start + index } else { second.start + index - first.len() };
            column[self.lists[place] as usize]
        };
        let mut sample = [0.0; SAMPLE];
        for (index, sampled) in sample.iter_mut().enumerate() {
            *sampled = value((2 * index + 1) * n / (2 * SAMPLE));
        }
        sample.sort_unstable_by(f64::total_cmp);
        let median = sample[SAMPLE / 2];
        if (0..n).any(|index| value(index) < median) {
            return Some(median);
        }
        let above = (0..n).map(value).filter(|value| *value > median).fold(f64::INFINITY, f64::min);
        (0..n).any(|index| value(index) > median).then_some(above)
    }

    /// Appends the members that are as good as the pivot, and the others.
    fn split(&mut self, column: &[f64], members: List, pivot: f64) -> (List, List) {
        let start = self.lists.len();
        let middle = start + members.len();
        self.lists.resize(middle + members.len(), 0);
        let (mut n_better, mut n_worse) = (0, 0);
        let (from, to) = self.lists.split_at_mut(start);
        let (better, worse) = to.split_at_mut(middle - start);
        for &point in &from[members] {
            let is_better = usize::from(column[point as usize] >= pivot); // without a branch, which would be a toss
            better[n_better] = point;
            worse[n_worse] = point;
            n_better += is_better;
            n_worse += 1 - is_better;
        }
        self.lists.truncate(middle + n_worse);
        (start..start + n_better, middle..middle + n_worse)
    }

    /// `settle` by the first two objectives.
    fn sweep(&mut self, points: &mut Points, members: List) {
        self.stairs.clear();
        for &point in &self.lists[members] {
            let value = key(points.column(1)[point as usize]);
            let steps = self.stairs.steps(value);
            let front = points.front(point).max(self.stairs.next_front(steps));
            points.set_front(point, front);
            self.stairs.add(steps, value, front);
        }
    }

    /// `raise` by the first two objectives.
    fn sweep_both(&mut self, points: &mut Points, better: List, worse: List) {
        self.stairs.clear();
        let mut better = better;
        for &point in &self.lists[worse] {
            while better.start < better.end && self.lists[better.start] < point {
                let earlier = self.lists[better.start];
                let value = key(points.column(1)[earlier as usize]);
                self.stairs.add(self.stairs.steps(value), value, points.front(earlier));
                better.start += 1;
            }
            let front = self.stairs.next_front(self.stairs.steps(key(points.column(1)[point as usize])));
            points.set_front(point, points.front(point).max(front));
        }
    }
}

/// Up to how many points are compared two by two.
fn few(objective: usize) -> usize {
    if objective == 2 { FEW_TRIPLES } else { FEW }
}
