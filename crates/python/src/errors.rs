//! Errors: the exceptions are defined in Python and raised here.

use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;
use speciate_core::error::Error;

pyo3::import_exception!(speciate.errors, ShapeError);
pyo3::import_exception!(speciate.errors, EvaluationError);
pyo3::import_exception!(speciate.errors, LimitError);

/// The Python exception of a core error.
pub fn raise(error: Error) -> PyErr {
    match error {
        Error::Value(message) => PyValueError::new_err(message),
        Error::Shape(message) => ShapeError::new_err(message),
        Error::Limit(message) => LimitError::new_err(message),
        Error::Interrupted => PyKeyboardInterrupt::new_err(()),
    }
}
