//! Networks of one fixed topology, as rows of a matrix of weights.

use numpy::{PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use speciate_core::genetic::{self, Parents};

use crate::arrays::values;
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::network::{Networks, Views};

type Matrix<'py> = Bound<'py, PyArray2<f32>>;

/// The weights of the first networks.
#[pyfunction]
pub fn dense_found<'py>(py: Python<'py>, engine: &Engine) -> PyResult<Matrix<'py>> {
    filled(py, engine, |weights| genetic::found(&engine.threads, &engine.settings, weights))
}

/// The weights of the next networks.
#[pyfunction]
pub fn dense_breed<'py>(
    py: Python<'py>,
    engine: &Engine,
    weights: PyReadonlyArray2<'py, f32>,
    order: PyReadonlyArray1<'py, u32>,
    n_parents: usize,
    generation: u64,
    stagnant: u32,
) -> PyResult<Matrix<'py>> {
    check_width(engine, &weights)?;
    let (n, order) = (weights.shape()[0], values("order", &order)?);
    if n_parents == 0 || n_parents > order.len() {
        return Err(ShapeError::new_err(format!("n_parents is {n_parents}, expected 1 to {}", order.len())));
    }
    if let Some(row) = order.iter().find(|row| **row as usize >= n) {
        return Err(PyValueError::new_err(format!("order holds row {row} of {n}")));
    }
    let parents = Parents { weights: values("weights", &weights)?, order, n_parents };
    filled(py, engine, |offspring| {
        genetic::breed(&engine.threads, &engine.settings, parents, (generation, stagnant), offspring);
    })
}

/// The networks of rows of weights.
#[pyfunction]
#[pyo3(signature = (engine, weights, views=None))]
pub fn dense_compile(
    py: Python<'_>,
    engine: &Engine,
    weights: PyReadonlyArray2<'_, f32>,
    views: Option<&Views>,
) -> PyResult<Networks> {
    check_width(engine, &weights)?;
    let weights = values("weights", &weights)?;
    Networks::made(py, engine, views, |compiled| compiled.take_weights(&engine.settings.layers(), weights))
}

/// A matrix with a row of weights for each of the population, filled without the GIL.
fn filled<'py>(py: Python<'py>, engine: &Engine, fill: impl FnOnce(&mut [f32]) + Send) -> PyResult<Matrix<'py>> {
    engine.settings.check_dense().map_err(raise)?;
    let shape = [engine.settings.population_size, engine.settings.layers().n_weights()];
    let matrix = PyArray2::zeros(py, shape, false);
    {
        let mut matrix = matrix.try_readwrite()?;
        let matrix = matrix.as_slice_mut()?;
        py.detach(|| fill(matrix));
    }
    matrix.getattr("flags")?.setattr("writeable", false)?;
    Ok(matrix)
}

fn check_width(engine: &Engine, weights: &PyReadonlyArray2<'_, f32>) -> PyResult<()> {
    let (shape, n_weights) = (weights.shape(), engine.settings.layers().n_weights());
    if shape[1] == n_weights && shape[0] > 0 {
        return Ok(());
    }
    Err(ShapeError::new_err(format!("weights have shape {shape:?}, expected one row of {n_weights} or more")))
}
