//! Checksums of columns: CRC-32 as zlib has it, without holding the interpreter up.

use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

use crate::arrays::values;

/// The checksums of every started block of each column.
#[pyfunction]
pub fn checksums(py: Python<'_>, columns: Vec<PyReadonlyArray1<'_, u8>>, block: usize) -> PyResult<Vec<Vec<u32>>> {
    let columns = columns.iter().map(|column| values("column", column)).collect::<PyResult<Vec<_>>>()?;
    Ok(py.detach(|| columns.iter().map(|column| column.chunks(block.max(1)).map(crc32fast::hash).collect()).collect()))
}
