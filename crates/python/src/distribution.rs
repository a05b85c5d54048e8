//! The distributions of species that weights are drawn from.

use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1, ToPyArray};
use pyo3::prelude::*;
use speciate_core::distribution::columns::{Distributions as Columns, Kind, NO_SPECIES};

use crate::arrays::check_length;
use crate::errors::ShapeError;

/// Columns, as `speciate.values.generation` has them.
#[derive(FromPyObject)]
pub struct Distributions<'py> {
    offsets: PyReadonlyArray1<'py, u64>,
    genes: PyReadonlyArray1<'py, u64>,
    means: PyReadonlyArray1<'py, f64>,
    steps: PyReadonlyArray1<'py, f64>,
    shares: PyReadonlyArray1<'py, f64>,
    ids: PyReadonlyArray1<'py, u64>,
    granted: PyReadonlyArray1<'py, u32>,
    kinds: PyReadonlyArray1<'py, u8>,
}

/// Columns for Python, in the same order.
pub type Given<'py> = (
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<u64>>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u8>>,
);

impl Distributions<'_> {
    /// The columns, if they fit together.
    pub fn read(&self) -> PyResult<Columns> {
        let columns = Columns {
            offsets: self.offsets.to_vec()?,
            genes: self.genes.to_vec()?,
            means: self.means.to_vec()?,
            steps: self.steps.to_vec()?,
            shares: self.shares.to_vec()?,
            ids: self.ids.to_vec()?,
            granted: self.granted.to_vec()?,
            kinds: self.kinds.to_vec()?,
            has_mean: Vec::new(),
        };
        check(&columns)?;
        Ok(columns)
    }
}

fn check(columns: &Columns) -> PyResult<()> {
    let (n_genes, n_offspring) = (columns.genes.len(), columns.ids.len());
    check_length("means", columns.means.len(), n_genes)?;
    check_length("steps", columns.steps.len(), n_genes)?;
    check_length("granted", columns.granted.len(), n_offspring)?;
    check_length("kinds", columns.kinds.len(), n_offspring)?;
    check_length("offsets", columns.offsets.len(), columns.shares.len() + 1)?;
    let ascend = columns.offsets.windows(2).all(|ends| ends[0] <= ends[1]);
    if !ascend || columns.offsets[0] != 0 || columns.offsets[columns.len()] != n_genes as u64 {
        return Err(ShapeError::new_err(format!("offsets must ascend from 0 to the {n_genes} genes")));
    }
    let known = |species: &u32| *species == NO_SPECIES || (*species as usize) < columns.len();
    if !columns.granted.iter().all(known) || columns.kinds.iter().any(|kind| *kind > Kind::AtMeans as u8) {
        return Err(ShapeError::new_err("granted or kinds name what is not there"));
    }
    Ok(())
}

/// The columns as arrays.
pub fn given<'py>(py: Python<'py>, columns: &Columns) -> Given<'py> {
    (
        columns.offsets.to_pyarray(py),
        columns.genes.to_pyarray(py),
        columns.means.to_pyarray(py),
        columns.steps.to_pyarray(py),
        columns.shares.to_pyarray(py),
        columns.ids.to_pyarray(py),
        columns.granted.to_pyarray(py),
        columns.kinds.to_pyarray(py),
    )
}
