//! Views: one network that sees an observation from several places. The answers of all views are merged into one action.
//!
//! View i shows `looks[i] * observation`, and the action is the sum of `merges[i] * answer[i]`. Both are sparse. Numbers are
//! added one after the other, by view, row and column.

use crate::error::{Error, Result};
use crate::network::lanes::{N_OBSERVATIONS, WideValue};
use crate::simd::kernel;

/// A stack of matrices, as rows of numbers.
#[derive(Clone, Copy, Debug)]
pub struct Stack<'a> {
    /// Numbers of matrices, rows and columns.
    pub shape: [usize; 3],
    /// Matrix by matrix, row by row.
    pub numbers: &'a [f32],
}

/// One term of the sums of sixteen views side by side.
#[derive(Clone, Copy, Debug)]
struct Look {
    /// The input that each view reads. A view without a term reads the zero behind the observation.
    sources: [u32; N_OBSERVATIONS],
    weights: WideValue,
}

/// One term of an output.
#[derive(Clone, Copy, Debug)]
struct Merge {
    view: usize,
    answer: usize,
    weight: f32,
}

/// How an observation is seen from several places, and how the answers become one action.
#[derive(Clone, Debug)]
pub struct Views {
    /// Inputs and outputs of the networks that answer.
    inner: (usize, usize),
    /// Lengths of an observation and of an action.
    outer: (usize, usize),
    len: usize,
    looks: Vec<Look>,
    /// Where the terms of each input begin, sixteen views after the other; one more than inputs.
    look_ends: Vec<usize>,
    merges: Vec<Merge>,
    /// Where the terms of each output begin; one more than outputs.
    merge_ends: Vec<usize>,
}

/// Memory of networks that see through views.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The observation, and a zero behind it.
    observation: Vec<f32>,
    /// What one view sees.
    inputs: Vec<f32>,
    /// The answers, view by view.
    answers: Vec<f32>,
}

impl<'a> Stack<'a> {
    /// A row of a matrix.
    fn row(&self, matrix: usize, row: usize) -> &'a [f32] {
        let [_, n_rows, n_columns] = self.shape;
        &self.numbers[(matrix * n_rows + row) * n_columns..][..n_columns]
    }

    fn check(&self) -> Result<()> {
        let n_numbers: usize = self.shape.iter().product();
        if n_numbers != self.numbers.len() || n_numbers == 0 {
            return Err(Error::Shape(format!("views: {} numbers; expected {:?}", self.numbers.len(), self.shape)));
        }
        Ok(())
    }
}

impl Views {
    /// Views of stacks of shape (`n_views`, `n_view_inputs`, `n_inputs`) and (`n_views`, `n_outputs`, `n_view_outputs`).
    ///
    /// # Errors
    /// `Error::Shape` if a shape does not fit.
    pub fn new(looks: Stack<'_>, merges: Stack<'_>) -> Result<Self> {
        looks.check()?;
        merges.check()?;
        let ([n_views, n_view_inputs, n_inputs], [n_merged, n_outputs, n_view_outputs]) = (looks.shape, merges.shape);
        if n_views != n_merged {
            return Err(Error::Shape(format!("views: {n_views} of looks and {n_merged} of merges")));
        }
        let mut views = Self {
            inner: (n_view_inputs, n_view_outputs),
            outer: (n_inputs, n_outputs),
            len: n_views,
            looks: Vec::new(),
            look_ends: vec![0],
            merges: Vec::new(),
            merge_ends: vec![0],
        };
        for first in (0..n_views).step_by(N_OBSERVATIONS) {
            (0..n_view_inputs).for_each(|row| views.add_looks(looks, first, row));
        }
        (0..n_outputs).for_each(|output| views.add_merges(merges, output));
        Ok(views)
    }

    /// Number of views.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none; there always is one.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Lengths of an observation and of an action, for networks with so many inputs and outputs.
    ///
    /// # Errors
    /// `Error::Shape` if such networks cannot answer.
    pub(crate) fn ends(&self, inner: (usize, usize)) -> Result<(usize, usize)> {
        if inner == self.inner {
            return Ok(self.outer);
        }
        let (inputs, outputs) = inner;
        let (seen, answered) = self.inner;
        Err(Error::Shape(format!(
            "networks with {inputs} inputs and {outputs} outputs; views of {seen} inputs and {answered} answers"
        )))
    }

    /// The terms of one input of sixteen views.
    fn add_looks(&mut self, looks: Stack<'_>, first: usize, row: usize) {
        let terms_of = |view: usize| {
            let numbers = if view < self.len { looks.row(view, row) } else { &[] };
            let terms = numbers.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
            terms.map(|(source, weight)| (source as u32, *weight)).collect::<Vec<_>>()
        };
        let terms: [_; N_OBSERVATIONS] = std::array::from_fn(|lane| terms_of(first + lane));
        let n_terms = terms.iter().map(Vec::len).max().unwrap_or(0);
        let nothing = (self.outer.0 as u32, 0.0);
        for position in 0..n_terms {
            let of_lanes = terms.each_ref().map(|terms| terms.get(position).copied().unwrap_or(nothing));
            self.looks.push(Look { sources: of_lanes.map(|term| term.0), weights: of_lanes.map(|term| term.1) });
        }
        self.look_ends.push(self.looks.len());
    }

    /// The terms of one output.
    fn add_merges(&mut self, merges: Stack<'_>, output: usize) {
        for view in 0..self.len {
            let numbers = merges.row(view, output).iter().enumerate();
            let terms = numbers.filter(|(_, weight)| **weight != 0.0);
            self.merges.extend(terms.map(|(answer, &weight)| Merge { view, answer, weight }));
        }
        self.merge_ends.push(self.merges.len());
    }

    /// Groups of sixteen views.
    pub(crate) fn n_groups(&self) -> usize {
        self.len.div_ceil(N_OBSERVATIONS)
    }

    /// Takes an observation, of which `show` and `show_one` then show what views see.
    pub(crate) fn take(&self, observation: &[f32], seen: &mut Seen) {
        seen.observation.clear();
        seen.observation.extend_from_slice(observation);
        seen.observation.push(0.0);
        seen.inputs.resize(self.inner.0, 0.0);
        seen.answers.resize(self.len * self.inner.1, 0.0);
    }

    /// What the views of a group see, side by side.
    pub(crate) fn show(&self, group: usize, seen: &Seen, slots: &mut [WideValue]) {
        show(&self.looks, self.ends_of(group), &seen.observation, slots);
    }

    /// What one view sees.
    pub(crate) fn show_one(&self, view: usize, seen: &mut Seen) {
        let (group, lane) = (view / N_OBSERVATIONS, view % N_OBSERVATIONS);
        let Seen { observation, inputs, .. } = seen;
        for (input, ends) in inputs.iter_mut().zip(self.ends_of(group).windows(2)) {
            *input = 0.0;
            for look in &self.looks[ends[0]..ends[1]] {
                *input += look.weights[lane] * observation[look.sources[lane] as usize];
            }
        }
    }

    /// Keeps the answers of a group, which stand side by side; `slot_of` says in which slot an answer stands.
    pub(crate) fn keep(&self, group: usize, slot_of: impl Fn(usize) -> usize, slots: &[WideValue], seen: &mut Seen) {
        let n_answers = self.inner.1;
        let answers = seen.answers[group * N_OBSERVATIONS * n_answers..].chunks_mut(n_answers);
        for (lane, answers) in answers.take(N_OBSERVATIONS).enumerate() {
            for (index, answer) in answers.iter_mut().enumerate() {
                *answer = slots[slot_of(index)][lane];
            }
        }
    }

    /// What one view saw last, and room for its answer.
    pub(crate) fn asked<'a>(&self, view: usize, seen: &'a mut Seen) -> (&'a [f32], &'a mut [f32]) {
        let Seen { inputs, answers, .. } = seen;
        (inputs, &mut answers[view * self.inner.1..][..self.inner.1])
    }

    /// The action of all answers.
    pub(crate) fn merge(&self, seen: &Seen, action: &mut [f32]) {
        for (output, ends) in action.iter_mut().zip(self.merge_ends.windows(2)) {
            let answer = |term: &Merge| seen.answers[term.view * self.inner.1 + term.answer];
            let terms = &self.merges[ends[0]..ends[1]];
            *output = terms.iter().fold(0.0, |sum, term| sum + term.weight * answer(term));
        }
    }

    /// Where the terms of a group's inputs begin, one after the other; one more than inputs.
    fn ends_of(&self, group: usize) -> &[usize] {
        &self.look_ends[group * self.inner.0..][..=self.inner.0]
    }
}

kernel! {
    fn show(looks: &[Look], ends: &[usize], observation: &[f32], slots: &mut [WideValue]) {
        for (slot, ends) in slots.iter_mut().zip(ends.windows(2)) {
            let mut sums = [0.0; N_OBSERVATIONS];
            for look in &looks[ends[0]..ends[1]] {
                let values = look.sources.map(|source| observation[source as usize]);
                for lane in 0..N_OBSERVATIONS {
                    sums[lane] += look.weights[lane] * values[lane];
                }
            }
            *slot = sums;
        }
    }
}
