//! Running all networks of a population: their values between steps, and the memory that they need.

use crate::error::{Error, Result};
use crate::network::networks::{Networks, Shape};
use crate::network::values::Scratch;
use crate::network::wide;
use crate::parallel::Threads;

/// Networks that one piece of work runs at least.
const LEAST: usize = 8;

/// Pieces of work for each thread, so that none waits long for the last.
const PIECES: usize = 16;

/// What networks remember between steps, and memory to run them. One value serves one population after the other: the
/// memory is used again.
#[derive(Debug, Default)]
pub struct States {
    /// Observations that each network remembers; 0 after a reset.
    n_remembered: usize,
    /// Slots of each network and observation where networks are recurrent, else of each piece of work.
    slots: Vec<f32>,
    /// One for each piece of work.
    scratch: Vec<Scratch>,
}

/// How networks are divided among threads.
struct Pieces {
    /// Networks of each piece but the last.
    length: usize,
    /// Slots of each piece but the last.
    n_slots: usize,
}

impl States {
    /// Forgets all values and keeps the memory. What comes next may be other networks.
    pub fn reset(&mut self) {
        self.n_remembered = 0;
    }

    /// Makes room for networks. Recurrent ones find the values of `n_remembered` observations each: 0 if they were reset.
    fn prepare(&mut self, networks: &Networks, threads: &Threads, n_remembered: usize) -> Result<Pieces> {
        let n_threads = threads.count();
        let length = if n_threads == 1 { networks.len() } else { networks.len().div_ceil(PIECES * n_threads) };
        let length = length.max(LEAST);
        let n_pieces = networks.len().div_ceil(length);
        let recurrent = networks.shape.recurrent;
        if recurrent {
            self.remember(n_remembered, networks.len() * n_remembered * networks.n_slots())?;
        } else {
            self.n_remembered = 0;
            self.slots.resize(n_pieces * networks.n_slots(), 0.0);
        }
        if self.scratch.len() < n_pieces {
            self.scratch.resize_with(n_pieces, Scratch::default);
        }
        self.scratch[..n_pieces].iter_mut().for_each(|scratch| scratch.fit(networks));
        Ok(Pieces { length, n_slots: networks.n_slots() * if recurrent { length * n_remembered } else { 1 } })
    }

    /// Values that networks have, or new ones of 0.
    fn remember(&mut self, n_remembered: usize, n_slots: usize) -> Result<()> {
        let known = self.n_remembered;
        if known == 0 {
            self.slots.clear();
            self.slots.resize(n_slots, 0.0);
            self.n_remembered = n_remembered;
        } else if known != n_remembered {
            return Err(Error::Shape(format!(
                "recurrent networks remember {known} observations each, but got {n_remembered}; call reset() before a new episode"
            )));
        } else if self.slots.len() != n_slots {
            return Err(Error::Shape("the states are those of other networks; reset them first".into()));
        }
        Ok(())
    }
}

impl Networks {
    /// Runs every network on its observations.
    ///
    /// `observations` holds `n_observations` rows per network, or, if `shared`, the one row that all networks
    /// see. Recurrent networks find the values of the step before in `states`, which were reset before the first step.
    /// `outputs` has room for a row per network and observation.
    ///
    /// # Errors
    /// `Error::Shape` if a length does not fit, or if recurrent networks remember another number of observations.
    pub fn forward_all(
        &self,
        threads: &Threads,
        observations: &[f32],
        shared: bool,
        n_observations: usize,
        states: &mut States,
        outputs: &mut [f32],
    ) -> Result<()> {
        let Shape { n_inputs, n_outputs, recurrent } = self.shape;
        let (n_in, n_out) = (n_observations * n_inputs, n_observations * n_outputs);
        let expected_in = if shared { n_inputs } else { self.len() * n_in };
        let expected_out = self.len() * n_out;
        let one_for_all = !shared || n_observations == 1;
        if observations.len() != expected_in || outputs.len() != expected_out || !one_for_all {
            let (given_in, given_out) = (observations.len(), outputs.len());
            return Err(Error::Shape(format!(
                "{given_in} observation values and {given_out} outputs; expected {expected_in} and {expected_out}"
            )));
        }
        if n_out == 0 || self.is_empty() {
            return Ok(());
        }
        let pieces = states.prepare(self, threads, n_observations)?;
        let slots = (&mut states.slots[..], pieces.n_slots);
        let scratch = &mut states.scratch[..self.len().div_ceil(pieces.length)];
        threads.for_each_part(scratch, (outputs, pieces.length * n_out), slots, |piece, scratch, outputs, slots| {
            for (offset, outputs) in outputs.chunks_mut(n_out).enumerate() {
                let network = piece * pieces.length + offset;
                let several = if shared { observations } else { &observations[network * n_in..][..n_in] };
                let slots =
                    if recurrent { &mut slots[offset * n_observations * self.n_slots()..] } else { &mut *slots };
                self.forward_each(network, several, slots, scratch, outputs);
            }
        });
        Ok(())
    }

    /// Runs one network on all of its observations.
    fn forward_each(
        &self,
        network: usize,
        observations: &[f32],
        slots: &mut [f32],
        scratch: &mut Scratch,
        outputs: &mut [f32],
    ) {
        let Shape { n_inputs, n_outputs, recurrent } = self.shape;
        let n_observations = outputs.len() / n_outputs;
        let is_worth_it = n_observations >= wide::WORTH && self.views.is_none();
        if is_worth_it && self.forward_wide(network, scratch, observations, outputs) {
            return;
        }
        for (index, outputs) in outputs.chunks_mut(n_outputs).enumerate() {
            let first = if recurrent { index * self.n_slots() } else { 0 };
            let observation = &observations[index * n_inputs..][..n_inputs];
            self.run(network, &mut slots[first..][..self.n_slots()], scratch, observation, outputs);
        }
    }
}
