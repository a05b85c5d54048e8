//! Rollouts: every network plays one episode per seed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};
use crate::evaluation::environment::{Environment, EnvironmentFactory, EnvironmentSpec};
use crate::network::networks::Networks;
use crate::network::values::Values;
use crate::parallel::Threads;

/// An environment with everything needed to play it.
struct Seat {
    environment: Box<dyn Environment>,
    values: Values,
    observation: Vec<f32>,
    action: Vec<f32>,
}

/// Plays an environment; environments and memory are kept from one rollout to the next.
pub struct Rollout<'a> {
    factory: &'a dyn EnvironmentFactory,
    spec: EnvironmentSpec,
    seats: Mutex<Vec<Seat>>,
}

impl<'a> Rollout<'a> {
    /// A rollout in environments of a factory.
    pub fn new(factory: &'a dyn EnvironmentFactory) -> Self {
        let environment = factory.make();
        Self { factory, spec: environment.spec(), seats: Mutex::default() }
    }

    /// What the environment takes and gives.
    pub fn spec(&self) -> &EnvironmentSpec {
        &self.spec
    }

    /// Plays one episode per network and seed; `results` gets a row per network and seed, in that order.
    /// Setting `stop` ends the rollout early.
    ///
    /// # Errors
    /// `Error::Shape` if networks and environment do not fit, `Error::Interrupted` when stopped.
    pub fn play(
        &self,
        threads: &Threads,
        networks: &Networks,
        seeds: &[u64],
        stop: &AtomicBool,
        results: &mut [f64],
    ) -> Result<()> {
        let (n_in, n_out) = (self.spec.n_observations, self.spec.n_actions);
        if (networks.shape.n_inputs, networks.shape.n_outputs) != (n_in, n_out) {
            return Err(Error::Shape(format!(
                "networks with {} inputs and {} outputs cannot play an environment with {n_in} observations and {n_out} actions",
                networks.shape.n_inputs, networks.shape.n_outputs
            )));
        }
        let n_results = self.spec.results.len();
        if results.len() != networks.len() * seeds.len() * n_results {
            return Err(Error::Shape("results must have a row per network and seed".into()));
        }
        threads.for_each_piece(results, n_results, |start, results| {
            if !stop.load(Ordering::Relaxed) {
                let episode = start / n_results;
                let mut seat = self.take_seat();
                let (network, seed) = (episode / seeds.len(), seeds[episode % seeds.len()]);
                seat.play(networks, network, seed, self.spec.max_steps, stop);
                seat.environment.results(results);
                self.lock().push(seat);
            }
        });
        if stop.load(Ordering::Relaxed) { Err(Error::Interrupted) } else { Ok(()) }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Seat>> {
        self.seats.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn take_seat(&self) -> Seat {
        let seat = self.lock().pop(); // the lock must not be held while an environment is made
        seat.unwrap_or_else(|| Seat {
            environment: self.factory.make(),
            values: Values::default(),
            observation: vec![0.0; self.spec.n_observations],
            action: vec![0.0; self.spec.n_actions],
        })
    }
}

impl Seat {
    fn play(&mut self, networks: &Networks, network: usize, seed: u64, max_steps: usize, stop: &AtomicBool) {
        self.values.reset(networks);
        self.environment.reset(seed, &mut self.observation);
        for _ in 0..max_steps {
            networks.forward(network, &mut self.values, &self.observation, &mut self.action);
            let over = self.environment.step(&self.action, &mut self.observation);
            if over || stop.load(Ordering::Relaxed) {
                return;
            }
        }
    }
}
