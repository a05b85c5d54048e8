//! Novelty and local competition.

use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use speciate_core::novelty::{Places, Rating, rate};

use crate::arrays::{check_length, values};
use crate::engine::Engine;
use crate::errors::{EvaluationError, ShapeError};

type Rated<'py> = (Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<u32>>);

/// Novelty of the first rows, and how many of their neighbours they beat.
#[pyfunction]
pub fn rate_novelty<'py>(
    py: Python<'py>,
    engine: &Engine,
    measures: PyReadonlyArray2<'py, f64>,
    quality: PyReadonlyArray1<'py, f64>,
    n_rated: usize,
    n_neighbors: usize,
) -> PyResult<Rated<'py>> {
    let n_measures = measures.shape()[1];
    let (measures, quality) = (places(&measures)?, values("quality", &quality)?);
    if n_measures == 0 || n_neighbors == 0 {
        return Err(PyValueError::new_err("expected at least one measure and one neighbour"));
    }
    check_length("quality", quality.len(), measures.len() / n_measures)?;
    if n_rated > quality.len() {
        return Err(ShapeError::new_err(format!("n_rated is {n_rated}, but there are {} places", quality.len())));
    }
    let mut ratings = vec![Rating::default(); n_rated];
    py.detach(|| rate(&engine.threads, Places { measures, n_measures, quality }, n_neighbors, &mut ratings));
    let novelty: Vec<f64> = ratings.iter().map(|rating| rating.novelty).collect();
    let n_beaten: Vec<u32> = ratings.iter().map(|rating| rating.n_beaten).collect();
    Ok((novelty.to_pyarray(py), n_beaten.to_pyarray(py)))
}

/// Measures of shape (`n_places`, `n_measures`), all of them finite.
pub fn places<'a>(measures: &'a PyReadonlyArray2<'_, f64>) -> PyResult<&'a [f64]> {
    let n_measures = measures.shape()[1].max(1);
    let measures = values("measures", measures)?;
    match measures.iter().position(|measure| !measure.is_finite()) {
        None => Ok(measures),
        Some(position) => {
            Err(EvaluationError::new_err(format!("measures of row {} are not finite", position / n_measures)))
        }
    }
}
