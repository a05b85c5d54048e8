//! Compiled networks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use numpy::ndarray::{Array2, Array3, ShapeError as ShapeFailure};
use numpy::{IntoPyArray, PyReadonlyArray3, PyReadonlyArrayDyn, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use speciate_core::error::Result;
use speciate_core::network::networks::Networks as Compiled;
use speciate_core::network::states::States;
use speciate_core::network::views::{Stack, Views as SharedViews};
use speciate_core::parallel::Threads;

use crate::arrays::values;
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::population::Population;

/// Through which networks see and answer.
#[pyclass(frozen, module = "speciate._native")]
pub struct Views {
    views: Arc<SharedViews>,
}

#[pymethods]
impl Views {
    #[new]
    fn new(looks: PyReadonlyArray3<'_, f32>, merges: PyReadonlyArray3<'_, f32>) -> PyResult<Self> {
        let views = SharedViews::new(stack("looks", &looks)?, stack("merges", &merges)?).map_err(raise)?;
        Ok(Self { views: Arc::new(views) })
    }
}

fn stack<'a>(name: &str, array: &'a PyReadonlyArray3<'_, f32>) -> PyResult<Stack<'a>> {
    let shape = [array.shape()[0], array.shape()[1], array.shape()[2]];
    Ok(Stack { shape, numbers: values(name, array)? })
}

/// The runnable networks of a population.
#[pyclass(frozen, module = "speciate._native")]
pub struct Networks {
    running: Arc<Running>,
    threads: Arc<Threads>,
}

/// Networks and their values between steps, whose memory is used again together.
#[derive(Debug, Default)]
pub struct Running {
    pub compiled: Compiled,
    states: Mutex<States>,
}

impl Clone for Running {
    /// The same networks, as after a reset.
    fn clone(&self) -> Self {
        Self { compiled: self.compiled.clone(), states: Mutex::default() }
    }
}

impl Running {
    fn lock(&self) -> MutexGuard<'_, States> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Networks {
    fn __len__(&self) -> usize {
        self.compiled().len()
    }

    #[getter]
    fn n_inputs(&self) -> usize {
        self.compiled().shape.n_inputs
    }

    #[getter]
    fn n_outputs(&self) -> usize {
        self.compiled().shape.n_outputs
    }

    #[getter]
    fn recurrent(&self) -> bool {
        self.compiled().shape.recurrent
    }

    fn forward<'py>(&self, py: Python<'py>, observations: PyReadonlyArrayDyn<'py, f32>) -> PyResult<Bound<'py, PyAny>> {
        let (shared, n_observations) = self.check_shape(observations.shape())?;
        let values = values("observations", &observations)?;
        let (n, n_outputs) = (self.compiled().len(), self.compiled().shape.n_outputs);
        let mut outputs = vec![0.0; n * n_observations * n_outputs];
        match self.running.states.try_lock() {
            // less work than letting other Python threads go on meanwhile
            Ok(mut states) if n * n_observations == 1 => {
                self.run(&mut states, values, shared, n_observations, &mut outputs)?;
            }
            free => {
                drop(free);
                py.detach(|| self.run(&mut self.running.lock(), values, shared, n_observations, &mut outputs))?;
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
        self.running.states.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner).reset();
    }
}

impl Networks {
    /// Networks that `compile` makes in memory that nobody holds any more, as after a reset.
    pub fn made(
        py: Python<'_>,
        engine: &Engine,
        views: Option<&Views>,
        compile: impl FnOnce(&mut Compiled) -> Result<()> + Send,
    ) -> PyResult<Self> {
        let mut workspace = engine.workspace(py);
        let mut running = workspace.networks.take(Running::default);
        let Running { compiled, states } = Arc::make_mut(&mut running);
        states.get_mut().unwrap_or_else(PoisonError::into_inner).reset();
        py.detach(|| compile(compiled)).map_err(raise)?;
        if let Some(views) = views {
            compiled.see_through(Arc::clone(&views.views)).map_err(raise)?;
        }
        workspace.networks.give(&running);
        Ok(Self { running, threads: Arc::clone(&engine.threads) })
    }

    /// The compiled networks.
    pub fn compiled(&self) -> &Compiled {
        &self.running.compiled
    }

    /// Whether all networks see one observation, and how many each sees.
    fn check_shape(&self, shape: &[usize]) -> PyResult<(bool, usize)> {
        let (n, n_inputs) = (self.compiled().len(), self.compiled().shape.n_inputs);
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
        states: &mut States,
        observations: &[f32],
        shared: bool,
        n_observations: usize,
        outputs: &mut [f32],
    ) -> PyResult<()> {
        let compiled = self.compiled();
        compiled.forward_all(&self.threads, observations, shared, n_observations, states, outputs).map_err(raise)
    }
}

/// The networks of a population.
#[pyfunction]
#[pyo3(signature = (engine, population, views=None))]
pub fn compile(py: Python<'_>, engine: &Engine, population: &Population, views: Option<&Views>) -> PyResult<Networks> {
    population.check_fits(engine)?;
    Networks::made(py, engine, views, |compiled| {
        compiled.compile(&engine.threads, &population.pool, engine.settings.genome.recurrent);
        Ok(())
    })
}
