//! Flat arrays across the border.

use numpy::ndarray::ArrayView1;
use numpy::ndarray::Dimension;
use numpy::{Element, PyArray1, PyArrayMethods, PyReadonlyArray, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::errors::{EvaluationError, ShapeError};
use speciate_core::selection::objectives::Objectives;

/// A read-only view of memory that `owner` keeps alive and never changes.
pub fn view<'py, T: Element>(owner: &Bound<'py, PyAny>, values: &[T]) -> PyResult<Bound<'py, PyArray1<T>>> {
    // SAFETY: `values` belongs to a frozen handle that only ever shares it, and the array holds that handle.
    #[allow(unsafe_code)]
    let array = unsafe { PyArray1::borrow_from_array(&ArrayView1::from(values), owner.clone()) };
    // not by a borrow for writing, which is refused while another thread reads the same column
    array.getattr("flags")?.setattr("writeable", false)?;
    Ok(array)
}

/// The values of an array in C order. (`as_slice` alone takes Fortran order as well, which is another matrix.)
pub fn values<'a, T: Element, D: Dimension>(name: &str, array: &'a PyReadonlyArray<'_, T, D>) -> PyResult<&'a [T]> {
    if !array.is_c_contiguous() {
        return Err(not_contiguous(name));
    }
    array.as_slice().map_err(|_| not_contiguous(name))
}

fn not_contiguous(name: &str) -> PyErr {
    ShapeError::new_err(format!("{name} must be contiguous, in C order; use np.ascontiguousarray"))
}

/// The truth values of an array; `NumPy` lets any byte pass for one, Rust only 0 and 1.
pub fn truths(name: &str, array: &Bound<'_, PyArray1<bool>>) -> PyResult<Vec<bool>> {
    let mut truths = Vec::new();
    read_truths(name, array, &mut truths)?;
    Ok(truths)
}

/// The same in memory that is used again.
pub fn read_truths(name: &str, array: &Bound<'_, PyArray1<bool>>, truths: &mut Vec<bool>) -> PyResult<()> {
    truths.clear();
    let _unchanged = array.try_readonly().map_err(|_| ShapeError::new_err(format!("{name} is being changed")))?;
    if !array.is_c_contiguous() {
        return Err(not_contiguous(name));
    }
    if array.is_empty() {
        return Ok(());
    }
    // SAFETY: a byte for each entry, one after the other, in an array that nobody writes to as long as it is borrowed.
    #[allow(unsafe_code)]
    let bytes = unsafe { std::slice::from_raw_parts(array.data().cast::<u8>(), array.len()) };
    if bytes.iter().any(|byte| *byte > 1) {
        return Err(PyValueError::new_err(format!("{name} holds bytes that are neither true nor false")));
    }
    truths.extend(bytes.iter().map(|byte| *byte == 1));
    Ok(())
}

/// Checks that an array has one entry per genome.
pub fn check_length(name: &str, length: usize, expected: usize) -> PyResult<()> {
    if length == expected {
        return Ok(());
    }
    Err(ShapeError::new_err(format!("{name} has {length} entries, expected {expected}")))
}

/// Objectives of shape (`n_genomes`, `n_objectives`), with numbers for all that did not fail.
pub fn objectives<'a>(array: &'a PyReadonlyArray2<'_, f64>, failed: &[bool]) -> PyResult<Objectives<'a>> {
    let objectives = rows("objectives", array)?;
    let failed = |row: u32| failed.get(row as usize).copied().unwrap_or(false);
    if let Some(row) = without_number(objectives, failed) {
        return Err(PyValueError::new_err(format!("objectives of row {row} are not a number, nor marked as failed")));
    }
    Ok(objectives)
}

/// Objectives of shape (`n_points`, `n_objectives`), all of them numbers.
pub fn numbers<'a>(array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<Objectives<'a>> {
    let objectives = rows("objectives", array)?;
    if let Some(row) = without_number(objectives, |_| false) {
        return Err(EvaluationError::new_err(format!("objectives of row {row} hold NaN; leave such points out")));
    }
    Ok(objectives)
}

fn rows<'a>(name: &str, array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<Objectives<'a>> {
    let n_objectives = array.shape()[1];
    if n_objectives == 0 {
        return Err(ShapeError::new_err(format!("{name} must have at least one column")));
    }
    Ok(Objectives::new(values(name, array)?, n_objectives))
}

/// The first row that holds NaN and is not excused.
fn without_number(objectives: Objectives<'_>, is_excused: impl Fn(u32) -> bool) -> Option<u32> {
    if !objectives.has_nan() {
        return None;
    }
    let is_missing = |row: u32| objectives.row(row).iter().any(|value| value.is_nan());
    (0..objectives.len() as u32).find(|&row| is_missing(row) && !is_excused(row))
}
