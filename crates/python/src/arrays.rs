//! Flat arrays across the border.

use numpy::ndarray::ArrayView1;
use numpy::{Element, PyArray1, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::errors::ShapeError;
use speciate_core::selection::nondominated::Objectives;

/// A read-only view of memory that `owner` keeps alive and never changes.
pub fn view<'py, T: Element>(owner: &Bound<'py, PyAny>, values: &[T]) -> Bound<'py, PyArray1<T>> {
    // SAFETY: `values` belongs to a frozen handle that only ever shares it, and the array holds that handle.
    #[allow(unsafe_code)]
    let array = unsafe { PyArray1::borrow_from_array(&ArrayView1::from(values), owner.clone()) };
    array.readwrite().make_nonwriteable();
    array
}

/// The values of a contiguous array.
pub fn values<'a, T: Element>(name: &str, array: &'a PyReadonlyArray1<'_, T>) -> PyResult<&'a [T]> {
    array.as_slice().map_err(|_| ShapeError::new_err(format!("{name} must be contiguous")))
}

/// Checks that an array has one entry per genome.
pub fn check_length(name: &str, length: usize, expected: usize) -> PyResult<()> {
    if length == expected {
        return Ok(());
    }
    Err(ShapeError::new_err(format!("{name} has {length} entries, expected {expected}")))
}

/// Objectives of shape (`n_genomes`, `n_objectives`).
pub fn objectives<'a>(array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<Objectives<'a>> {
    let n_objectives = array.as_array().ncols();
    let values = array.as_slice().map_err(|_| ShapeError::new_err("objectives must be contiguous"))?;
    if n_objectives == 0 {
        return Err(ShapeError::new_err("objectives must have at least one column"));
    }
    if let Some(index) = values.iter().position(|value| value.is_nan()) {
        let row = index / n_objectives;
        return Err(pyo3::exceptions::PyValueError::new_err(format!("objectives of row {row} are not a number")));
    }
    Ok(Objectives::new(values, n_objectives))
}
