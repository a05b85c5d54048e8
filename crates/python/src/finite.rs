//! The check of the numbers that users give.

use numpy::{PyArray2, PyArrayDyn, PyArrayMethods, PyUntypedArrayMethods};
use pyo3::prelude::*;

/// A copy of finite doubles of shape (`n_rows`, `n_columns`), or (`n_rows`,) for one column, without -0.0. None of anything
/// else, which is for the caller to convert or to refuse.
#[pyfunction]
pub fn finite<'py>(given: &Bound<'py, PyAny>, n_rows: usize, n_columns: usize) -> Option<Bound<'py, PyArray2<f64>>> {
    let given = given.cast::<PyArrayDyn<f64>>().ok()?;
    let fits = match *given.shape() {
        [n] => n == n_rows && n_columns == 1,
        [n, m] => n == n_rows && m == n_columns,
        _ => false,
    };
    if !fits || !given.is_c_contiguous() || !given.data().is_aligned() {
        return None;
    }
    let copy = PyArray2::zeros(given.py(), [n_rows, n_columns], false);
    let mut are_finite = true;
    for (copy, value) in
        copy.readwrite().as_slice_mut().ok()?.iter_mut().zip(given.try_readonly().ok()?.as_slice().ok()?)
    {
        *copy = value + 0.0;
        are_finite &= copy.is_finite(); // the copy, which no other thread changes
    }
    are_finite.then_some(copy)
}
