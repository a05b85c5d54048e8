//! Native environments and rollouts in them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use numpy::{IntoPyArray, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::{PyMemoryError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use speciate_core::evaluation::rollout::Rollout;
use speciate_games as games;

use crate::arrays::values;
use crate::engine::Engine;
use crate::errors::raise;
use crate::network::Networks;

/// Runs long work on another thread while this one listens for signals; a signal asks the work to stop.
#[allow(clippy::redundant_closure_for_method_calls)] // the method's lifetime is not general enough
fn interruptible<T: Send>(py: Python<'_>, work: impl FnOnce(&AtomicBool) -> T + Send) -> PyResult<T> {
    let stop = AtomicBool::new(false);
    py.detach(|| {
        std::thread::scope(|scope| {
            let (finished, wait) = mpsc::channel::<()>();
            let stop = &stop;
            let worker = std::thread::Builder::new().spawn_scoped(scope, move || {
                let _finished = finished; // dropped, and so heard of, when the work ends in whatever way
                work(stop)
            });
            let worker = worker.map_err(|error| PyMemoryError::new_err(format!("no room for a thread ({error})")))?;
            let mut signal = None;
            while wait.recv_timeout(Duration::from_millis(100)) == Err(mpsc::RecvTimeoutError::Timeout) {
                if let (None, Err(raised)) = (&signal, Python::attach(|py| py.check_signals())) {
                    stop.store(true, Ordering::Relaxed);
                    signal = Some(raised);
                }
            }
            let result = worker.join().map_err(|_| PyRuntimeError::new_err("a native worker failed; please report"))?;
            signal.map_or(Ok(result), Err)
        })
    })
}

/// Names of the native environments.
#[pyfunction]
pub fn environments() -> Vec<&'static str> {
    games::names()
}

/// What an environment takes and gives.
#[pyfunction]
pub fn environment_spec<'py>(py: Python<'py>, name: &str, options: &str) -> PyResult<Bound<'py, PyDict>> {
    let spec = games::make(name, options).map_err(raise)?.make().spec();
    let dict = PyDict::new(py);
    dict.set_item("n_observations", spec.n_observations)?;
    dict.set_item("n_actions", spec.n_actions)?;
    dict.set_item("results", spec.results.to_vec())?;
    dict.set_item("worst", spec.worst.to_vec())?;
    dict.set_item("max_steps", spec.max_steps)?;
    dict.set_item("solved", spec.solved)?;
    dict.set_item("stochastic", spec.stochastic)?;
    Ok(dict)
}

/// Names of the players without a network that an environment has.
#[pyfunction]
pub fn players(environment: &str) -> Vec<&'static str> {
    games::players::names(environment).to_vec()
}

/// Results of a player that is no network, one row per seed.
#[pyfunction]
pub fn play<'py>(
    py: Python<'py>,
    name: &str,
    options: &str,
    player: &str,
    seeds: PyReadonlyArray1<'py, u64>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let factory = games::make(name, options).map_err(raise)?;
    let player = games::players::named(name, player).map_err(raise)?;
    let seeds = values("seeds", &seeds)?;
    let mut environment = factory.make();
    let n_results = environment.spec().results.len();
    let played = interruptible(py, |stop| {
        let playing = seeds.iter().take_while(|_| !stop.load(Ordering::Relaxed));
        playing.flat_map(|&seed| games::players::play(environment.as_mut(), player, seed)).collect::<Vec<f64>>()
    })?;
    played.into_pyarray(py).reshape([seeds.len(), n_results])
}

/// One episode per network and seed: results of shape (`n_genomes`, `n_episodes`, `n_results`).
#[pyfunction]
pub fn rollout<'py>(
    py: Python<'py>,
    engine: &Engine,
    environment: &str,
    options: &str,
    networks: &Networks,
    seeds: PyReadonlyArray1<'py, u64>,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let factory = games::make(environment, options).map_err(raise)?;
    let seeds = values("seeds", &seeds)?;
    let compiled = networks.compiled();
    let rollout = Rollout::new(factory.as_ref());
    let n_results = rollout.spec().results.len();
    let mut results = vec![0.0; compiled.len() * seeds.len() * n_results];
    interruptible(py, |stop| rollout.play(&engine.threads, compiled, seeds, stop, &mut results))?.map_err(raise)?;
    results.into_pyarray(py).reshape([compiled.len(), seeds.len(), n_results])
}
