//! The instruction set of the kernels.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use speciate_core::simd::{NAMES, force, level, widest};

use crate::errors::raise;

/// Names of the instruction sets that this processor has, from narrow to wide.
#[pyfunction]
pub fn instruction_sets() -> Vec<&'static str> {
    NAMES.iter().filter(|(_, set)| *set <= widest()).map(|(name, _)| *name).collect()
}

/// Name of the instruction set in use.
#[pyfunction]
pub fn instruction_set() -> &'static str {
    NAMES.iter().find(|(_, set)| *set == level()).map_or("portable", |(name, _)| name)
}

/// Makes this process use an instruction set.
#[pyfunction]
pub fn use_instruction_set(name: &str) -> PyResult<()> {
    let known = NAMES.iter().find(|(known, _)| *known == name);
    let (_, set) = known.ok_or_else(|| PyValueError::new_err(format!("unknown instruction set \"{name}\"")))?;
    force(*set).map_err(raise)
}
