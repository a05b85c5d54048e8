//! The grid of MAP-Elites, and parents from it.

use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use speciate_core::map_elites::{self, Axis, Grid};
use speciate_core::reproduction::plan::Parentage;

use crate::arrays::{check_length, values};
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::novelty::places;

type Inserted<'py> = (Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<u32>>);
type Planned<'py> = (Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<u8>>);

/// The rows that stay, and their cells.
#[pyfunction]
pub fn grid_insert<'py>(
    py: Python<'py>,
    axes: Vec<(f64, f64, u32)>,
    cells: PyReadonlyArray1<'py, u32>,
    measures: PyReadonlyArray2<'py, f64>,
    objective: PyReadonlyArray1<'py, f64>,
) -> PyResult<Inserted<'py>> {
    let axes = axes.into_iter().map(|(lower, upper, n_cells)| Axis { lower, upper, n_cells });
    let grid = Grid::new(axes.collect()).map_err(raise)?;
    let shape = [measures.shape()[0], measures.shape()[1]];
    if shape[1] != grid.n_measures() {
        return Err(ShapeError::new_err(format!(
            "measures have shape {shape:?}, expected {} columns",
            grid.n_measures()
        )));
    }
    let (mut cells, objective) = (values("cells", &cells)?.to_vec(), numbers(&objective)?);
    check_length("objective", objective.len(), cells.len() + shape[0])?;
    let (measures, mut rows) = (places(&measures)?, Vec::new());
    py.detach(|| grid.insert(&mut cells, measures, objective, &mut rows));
    Ok((rows.to_pyarray(py), cells.to_pyarray(py)))
}

/// One row per offspring: parents, and which is fitter.
#[pyfunction]
pub fn grid_plan<'py>(
    py: Python<'py>,
    engine: &Engine,
    objective: PyReadonlyArray1<'py, f64>,
    sizes: PyReadonlyArray1<'py, u32>,
    generation: u64,
) -> PyResult<Planned<'py>> {
    let (objective, sizes) = (numbers(&objective)?, values("sizes", &sizes)?);
    check_length("sizes", sizes.len(), objective.len())?;
    if objective.is_empty() {
        return Err(ShapeError::new_err("no genomes: there is nothing to breed from"));
    }
    let mut parentage = Parentage::default();
    py.detach(|| map_elites::plan(&engine.settings, objective, sizes, generation, &mut parentage));
    Ok((parentage.parent_a.to_pyarray(py), parentage.parent_b.to_pyarray(py), parentage.fitter.to_pyarray(py)))
}

/// One number per row, none of them NaN.
fn numbers<'a>(objective: &'a PyReadonlyArray1<'_, f64>) -> PyResult<&'a [f64]> {
    let objective = values("objective", objective)?;
    match objective.iter().position(|value| value.is_nan()) {
        None => Ok(objective),
        Some(row) => Err(PyValueError::new_err(format!("the objective of row {row} is not a number"))),
    }
}
