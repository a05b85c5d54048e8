//! Compiled networks.

use std::sync::{Arc, Mutex, PoisonError};

use numpy::ndarray::{Array2, Array3, ShapeError as ShapeFailure};
use numpy::{IntoPyArray, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use speciate_core::network::compile::Networks as Compiled;
use speciate_core::network::sparse::Values;
use speciate_core::parallel::Threads;

use crate::arrays::values;
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::population::Population;

/// The runnable networks of a population.
#[pyclass(frozen, module = "speciate._native")]
pub struct Networks {
    pub compiled: Arc<Compiled>,
    threads: Arc<Threads>,
    /// Values between steps: observations per network, and one state for each.
    states: Mutex<(usize, Vec<Values>)>,
}

#[pymethods]
impl Networks {
    fn __len__(&self) -> usize {
        self.compiled.len()
    }

    #[getter]
    fn n_inputs(&self) -> usize {
        self.compiled.shape.n_inputs
    }

    #[getter]
    fn n_outputs(&self) -> usize {
        self.compiled.shape.n_outputs
    }

    #[getter]
    fn recurrent(&self) -> bool {
        self.compiled.shape.recurrent
    }

    fn forward<'py>(&self, py: Python<'py>, observations: PyReadonlyArrayDyn<'py, f32>) -> PyResult<Bound<'py, PyAny>> {
        let (shared, n_observations) = self.check_shape(observations.shape())?;
        let values = values("observations", &observations)?;
        let (n, n_outputs) = (self.compiled.len(), self.compiled.shape.n_outputs);
        let mut outputs = vec![0.0; n * n_observations * n_outputs];
        match self.states.try_lock() {
            // less work than letting other Python threads go on meanwhile
            Ok(mut states) if n * n_observations == 1 => {
                self.run(&mut states, values, shared, n_observations, &mut outputs)?;
            }
            free => {
                drop(free);
                py.detach(|| self.run(&mut self.lock(), values, shared, n_observations, &mut outputs))?;
            }
        }
        let wrong = |error: ShapeFailure| ShapeError::new_err(error.to_string());
        Ok(if observations.ndim() == 3 {
            let outputs = Array3::from_shape_vec((n, n_observations, n_outputs), outputs).map_err(wrong)?;
            outputs.into_pyarray(py).into_any()
        } else {
            Array2::from_shape_vec((n, n_outputs), outputs).map_err(wrong)?.into_pyarray(py).into_any()
        })
    }

    fn reset(&self, py: Python<'_>) {
        // waiting for a running `forward` does not hold up other Python threads
        self.states.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner).1.clear();
    }
}

impl Networks {
    /// Networks as after a reset.
    pub fn new(compiled: Arc<Compiled>, threads: &Arc<Threads>) -> Self {
        Self { compiled, threads: Arc::clone(threads), states: Mutex::default() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (usize, Vec<Values>)> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether all networks see one observation, and how many each sees.
    fn check_shape(&self, shape: &[usize]) -> PyResult<(bool, usize)> {
        let (n, n_inputs) = (self.compiled.len(), self.compiled.shape.n_inputs);
        match *shape {
            [inputs] if inputs == n_inputs => Ok((true, 1)),
            [networks, inputs] if networks == n && inputs == n_inputs => Ok((false, 1)),
            [networks, observations, inputs] if networks == n && inputs == n_inputs => Ok((false, observations)),
            _ => Err(ShapeError::new_err(format!(
                "observations have shape {shape:?}, expected ({n_inputs},), ({n}, {n_inputs}) or ({n}, n_observations, {n_inputs})"
            ))),
        }
    }

    fn run(
        &self,
        (known, states): &mut (usize, Vec<Values>),
        observations: &[f32],
        shared: bool,
        n_observations: usize,
        outputs: &mut [f32],
    ) -> PyResult<()> {
        let each = if self.compiled.shape.recurrent { n_observations } else { 1 };
        if states.is_empty() {
            *known = each;
            states.resize_with(self.compiled.len() * each, Values::default);
            for values in states.iter_mut() {
                values.reset(&self.compiled);
            }
        } else if *known != each {
            return Err(ShapeError::new_err(format!(
                "recurrent networks remember {known} observations each, but got {each}; call reset() before a new episode"
            )));
        }
        self.compiled.forward_all(&self.threads, observations, shared, n_observations, states, outputs).map_err(raise)
    }
}

/// The networks of a population.
#[pyfunction]
pub fn compile(py: Python<'_>, engine: &Engine, population: &Population) -> PyResult<Networks> {
    population.check_fits(engine)?;
    let mut workspace = engine.workspace(py);
    let mut compiled = workspace.networks.take().unwrap_or_default();
    py.detach(|| compiled.compile(&engine.threads, &population.pool, engine.settings.genome.recurrent));
    let compiled = workspace.networks.give(compiled);
    Ok(Networks::new(compiled, &engine.threads))
}
