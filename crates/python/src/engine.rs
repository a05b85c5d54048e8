//! What the steps of a run share: settings, threads, and memory that is used again in every generation.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use speciate_core::generation::{Generation, Next};
use speciate_core::parallel::Threads;
use speciate_core::population::columns::Population;
use speciate_core::settings::Settings;
use speciate_core::speciation::Species;

use crate::errors::raise;
use crate::network::Running;

/// More than a loop holds at a time: asked and carried genomes, the archive, and those they replace.
const N_REMEMBERED: usize = 6;

/// Values that Python may still hold; those it has dropped are filled again.
#[derive(Debug)]
pub struct Spares<T> {
    given_out: Vec<Arc<T>>,
}

impl<T> Default for Spares<T> {
    fn default() -> Self {
        Self { given_out: Vec::new() }
    }
}

impl<T> Spares<T> {
    /// A value that nobody else holds any more, or a new one.
    pub fn take(&mut self, new: impl FnOnce() -> T) -> Arc<T> {
        let free = self.given_out.iter_mut().position(|value| Arc::get_mut(value).is_some());
        free.map_or_else(|| Arc::new(new()), |free| self.given_out.swap_remove(free))
    }

    /// Remembers a value that is given out.
    pub fn give(&mut self, value: &Arc<T>) {
        if self.given_out.len() == N_REMEMBERED {
            self.given_out.remove(0);
        }
        self.given_out.push(Arc::clone(value));
    }
}

/// Memory of the steps.
#[derive(Debug, Default)]
pub struct Workspace {
    pub generation: Generation,
    /// What comes of a generation, before it is given out; nothing before the first.
    pub next: Option<Next>,
    /// Whose evaluation failed.
    pub failed: Vec<bool>,
    /// Which genomes the archive accepted.
    pub accepted: Vec<bool>,
    pub populations: Spares<Population>,
    pub species: Spares<Species>,
    pub networks: Spares<Running>,
}

/// The settings of a run, and the text that they were read from, of which Python makes another engine.
#[derive(Debug)]
pub struct ReadSettings {
    settings: Settings,
    pub text: String,
}

impl Deref for ReadSettings {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

/// The settings, threads and memory of a run.
#[pyclass(frozen, module = "speciate._native")]
pub struct Engine {
    pub settings: Arc<ReadSettings>,
    pub threads: Arc<Threads>,
    workspace: Mutex<Workspace>,
}

impl Engine {
    /// The memory of the steps, for one step at a time; waiting for it does not hold up other Python threads.
    pub fn workspace(&self, py: Python<'_>) -> MutexGuard<'_, Workspace> {
        self.workspace.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Engine {
    #[new]
    fn new(settings: &str) -> PyResult<Self> {
        let text = settings.to_owned();
        let settings: Settings =
            serde_json::from_str(settings).map_err(|error| PyValueError::new_err(format!("settings: {error}")))?;
        settings.check().map_err(raise)?;
        let threads = Arc::new(Threads::new(settings.threads).map_err(raise)?);
        Ok(Self { settings: Arc::new(ReadSettings { settings, text }), threads, workspace: Mutex::default() })
    }

    /// How many threads work.
    #[getter]
    fn threads(&self) -> usize {
        self.threads.count()
    }
}
