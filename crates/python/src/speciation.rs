//! Species.

use numpy::{PyArray1, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use speciate_core::population::columns::Population as Pool;
use speciate_core::speciation::Species as Columns;
use std::sync::Arc;

use crate::arrays::{check_length, view};
use crate::engine::{Engine, ReadSettings};
use crate::errors::ShapeError;
use crate::population::{Population, counted};

/// Species as columns.
#[pyclass(frozen, module = "speciate._native")]
pub struct Species {
    columns: Arc<Columns>,
    settings: Arc<ReadSettings>,
}

impl Species {
    pub fn new(columns: Arc<Columns>, engine: &Engine) -> Self {
        Self { columns, settings: Arc::clone(&engine.settings) }
    }

    /// The columns, if they are of the kind that an engine's run has.
    pub fn fitting(&self, engine: &Engine) -> PyResult<&Columns> {
        Population::of(Arc::clone(&self.columns.representatives), &self.settings).check_fits(engine)?;
        Ok(&self.columns)
    }
}

#[pymethods]
impl Species {
    fn __len__(&self) -> usize {
        self.columns.len()
    }

    fn __repr__(&self) -> String {
        let genomes = counted(self.columns.assignment.len(), "genome");
        format!("Species({} of {genomes}, threshold {:.3})", self.columns.len(), self.columns.threshold)
    }

    #[getter]
    fn ids<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        view(slf.as_any(), &slf.get().columns.ids)
    }

    #[getter]
    fn created<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        view(slf.as_any(), &slf.get().columns.created)
    }

    #[getter]
    fn last_improved<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        view(slf.as_any(), &slf.get().columns.last_improved)
    }

    #[getter]
    fn best_fitness<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<f64>>> {
        view(slf.as_any(), &slf.get().columns.best_fitness)
    }

    #[getter]
    fn assignment<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        view(slf.as_any(), &slf.get().columns.assignment)
    }

    #[getter]
    fn representatives(&self) -> Population {
        Population::of(Arc::clone(&self.columns.representatives), &self.settings)
    }

    #[getter]
    fn threshold(&self) -> f64 {
        self.columns.threshold
    }

    #[getter]
    fn threshold_step(&self) -> f64 {
        self.columns.threshold_step
    }

    #[getter]
    fn next_id(&self) -> u32 {
        self.columns.next_id
    }
}

/// Species from their columns: a dictionary with the fields of `protocol.Species`.
#[pyfunction]
pub fn species(engine: &Engine, columns: &Bound<'_, PyDict>) -> PyResult<Species> {
    let field = |name: &str| columns.get_item(name)?.ok_or_else(|| ShapeError::new_err(format!("species lack {name}")));
    let numbers = |name: &str| -> PyResult<Vec<u32>> { Ok(field(name)?.cast_into::<PyArray1<u32>>()?.to_vec()?) };
    let columns = Columns {
        ids: numbers("ids")?,
        created: numbers("created")?,
        last_improved: numbers("last_improved")?,
        best_fitness: field("best_fitness")?.cast_into::<PyArray1<f64>>()?.to_vec()?,
        assignment: numbers("assignment")?,
        representatives: representatives(engine, &field("representatives")?)?,
        threshold: field("threshold")?.extract()?,
        threshold_step: field("threshold_step")?.extract()?,
        next_id: field("next_id")?.extract()?,
    };
    let n = columns.len();
    check_length("created", columns.created.len(), n)?;
    check_length("last_improved", columns.last_improved.len(), n)?;
    check_length("best_fitness", columns.best_fitness.len(), n)?;
    check_length("representatives", columns.representatives.len(), n)?;
    if columns.assignment.iter().any(|position| *position as usize >= n) {
        return Err(ShapeError::new_err(format!("assignment names a species beyond the {n} there are")));
    }
    Ok(Species::new(Arc::new(columns), engine))
}

fn representatives(engine: &Engine, field: &Bound<'_, PyAny>) -> PyResult<Arc<Pool>> {
    let population = field.cast::<Population>()?.get();
    population.check_fits(engine)?;
    Ok(Arc::clone(&population.pool))
}
