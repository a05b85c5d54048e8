//! Flat arrays across the border.

use numpy::ndarray::ArrayView1;
use numpy::ndarray::Dimension;
use numpy::{Element, PyArray1, PyArrayMethods, PyReadonlyArray, PyReadonlyArray2, PyUntypedArrayMethods};
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

/// The values of an array in C order. (`as_slice` alone takes Fortran order as well, which is another matrix.)
pub fn values<'a, T: Element, D: Dimension>(name: &str, array: &'a PyReadonlyArray<'_, T, D>) -> PyResult<&'a [T]> {
    let wrong = || ShapeError::new_err(format!("{name} must be contiguous, in C order; use np.ascontiguousarray"));
    if !array.is_c_contiguous() {
        return Err(wrong());
    }
    array.as_slice().map_err(|_| wrong())
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
    let values = values("objectives", array)?;
    if n_objectives == 0 {
        return Err(ShapeError::new_err("objectives must have at least one column"));
    }
    if let Some(index) = values.iter().position(|value| value.is_nan()) {
        let row = index / n_objectives;
        return Err(pyo3::exceptions::PyValueError::new_err(format!("objectives of row {row} are not a number")));
    }
    Ok(Objectives::new(values, n_objectives))
}
