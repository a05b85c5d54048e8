//! Populations: handles on pools, whose columns `NumPy` sees without a copy.

use std::sync::Arc;

use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use speciate_core::operators::distance::distance;
use speciate_core::population::columns::{ConnectionColumns, NodeColumns, Population as Pool};
use speciate_core::population::{founders, invariants};
use speciate_core::settings::Settings;

use crate::arrays::{truths, values, view};
use crate::engine::{Engine, ReadSettings};
use crate::errors::{ShapeError, raise};

/// A number of things, such as "1 output" or "2 outputs".
pub fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Genomes as columns.
#[pyclass(frozen, module = "speciate._native")]
pub struct Population {
    pub pool: Arc<Pool>,
    settings: Arc<ReadSettings>,
}

impl Population {
    pub fn new(pool: Arc<Pool>, engine: &Engine) -> Self {
        Self::of(pool, &engine.settings)
    }

    pub fn of(pool: Arc<Pool>, settings: &Arc<ReadSettings>) -> Self {
        Self { pool, settings: Arc::clone(settings) }
    }

    /// Checks that the genomes are of the kind that an engine's run has.
    pub fn check_fits(&self, engine: &Engine) -> PyResult<()> {
        let kind = |s: &Settings| (s.n_inputs, s.n_outputs, s.genome.recurrent, s.genome.weight_limit.to_bits());
        if kind(&self.settings) == kind(&engine.settings) {
            return Ok(());
        }
        Err(ShapeError::new_err(
            "the population belongs to a run with other inputs, outputs, weight_limit or recurrent; rebuild it with population()",
        ))
    }
}

#[pymethods]
impl Population {
    fn __len__(&self) -> usize {
        self.pool.len()
    }

    fn __repr__(&self) -> String {
        let pool = &self.pool;
        let [genomes, inputs, outputs, connections] = [
            (pool.len(), "genome"),
            (pool.n_inputs, "input"),
            (pool.n_outputs, "output"),
            (pool.connections.len(), "connection"),
        ]
        .map(|(n, noun)| counted(n, noun));
        format!("Population({genomes} of {inputs} and {outputs}, {connections})")
    }

    /// The settings of its engine, as JSON text: what another process needs besides the columns.
    #[getter]
    fn settings(&self) -> &str {
        &self.settings.text
    }

    #[getter]
    fn n_inputs(&self) -> usize {
        self.pool.n_inputs
    }

    #[getter]
    fn n_outputs(&self) -> usize {
        self.pool.n_outputs
    }

    #[getter]
    fn ids<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyArray1<u64>>> {
        view(slf.as_any(), &slf.get().pool.ids)
    }

    #[getter]
    fn n_nodes(&self) -> usize {
        self.pool.nodes.len()
    }

    #[getter]
    fn n_connections(&self) -> usize {
        self.pool.connections.len()
    }

    #[getter]
    fn sizes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray1<u32>>> {
        let sizes = PyArray1::zeros(py, self.pool.len(), false);
        for (row, size) in sizes.try_readwrite()?.as_slice_mut()?.iter_mut().enumerate() {
            *size = self.pool.size(row) as u32;
        }
        Ok(sizes)
    }

    fn columns<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let (owner, pool) = (slf.as_any(), &slf.get().pool);
        let columns = PyDict::new(slf.py());
        columns.set_item("ids", view(owner, &pool.ids)?)?;
        columns.set_item("node_offsets", view(owner, &pool.node_offsets)?)?;
        columns.set_item("connection_offsets", view(owner, &pool.connection_offsets)?)?;
        columns.set_item("node_id", view(owner, &pool.nodes.id)?)?;
        columns.set_item("node_bias", view(owner, &pool.nodes.bias)?)?;
        columns.set_item("node_activation", view(owner, &pool.nodes.activation)?)?;
        columns.set_item("node_aggregation", view(owner, &pool.nodes.aggregation)?)?;
        columns.set_item("innovation", view(owner, &pool.connections.innovation)?)?;
        columns.set_item("source", view(owner, &pool.connections.source)?)?;
        columns.set_item("target", view(owner, &pool.connections.target)?)?;
        columns.set_item("weight", view(owner, &pool.connections.weight)?)?;
        columns.set_item("enabled", view(owner, &pool.connections.enabled)?)?;
        Ok(columns)
    }

    fn select(&self, rows: PyReadonlyArray1<'_, u32>) -> PyResult<Self> {
        let selected = self.pool.select(values("rows", &rows)?).map_err(raise)?;
        Ok(Self::of(Arc::new(selected), &self.settings))
    }

    fn distance(&self, a: usize, b: usize) -> PyResult<f64> {
        let n = self.pool.len();
        if a >= n || b >= n {
            return Err(PyIndexError::new_err(format!("genome {} of a population of {n}", a.max(b))));
        }
        Ok(distance(self.pool.genome(a), self.pool.genome(b), &self.settings.distance))
    }
}

/// The founders, and the next unused innovation and node id.
#[pyfunction]
pub fn found(py: Python<'_>, engine: &Engine) -> (Population, u32, u32) {
    let (pool, ledger) = py.detach(|| founders::found(&engine.settings));
    (Population::new(Arc::new(pool), engine), ledger.next_innovation(), ledger.next_node_id())
}

fn flat<'py, T: numpy::Element>(columns: &Bound<'py, PyDict>, name: &str) -> PyResult<Bound<'py, PyArray1<T>>> {
    let wrong =
        |found: &str| PyValueError::new_err(format!("column {name} {found}; see docs/semantics.md for its type"));
    let array = columns.get_item(name)?.ok_or_else(|| wrong("is missing"))?;
    array.cast_into::<PyArray1<T>>().map_err(|_| wrong("has another type or is not flat"))
}

fn column<T: numpy::Element>(columns: &Bound<'_, PyDict>, name: &str) -> PyResult<Vec<T>> {
    let wrong = |_| PyValueError::new_err(format!("column {name} must be contiguous and aligned"));
    flat(columns, name)?.to_vec().map_err(wrong)
}

/// A population from its columns, every invariant checked.
#[pyfunction]
pub fn population(py: Python<'_>, engine: &Engine, columns: &Bound<'_, PyDict>) -> PyResult<Population> {
    let pool = Pool {
        n_inputs: engine.settings.n_inputs,
        n_outputs: engine.settings.n_outputs,
        ids: column(columns, "ids")?,
        node_offsets: column(columns, "node_offsets")?,
        connection_offsets: column(columns, "connection_offsets")?,
        nodes: NodeColumns {
            id: column(columns, "node_id")?,
            bias: column(columns, "node_bias")?,
            activation: column(columns, "node_activation")?,
            aggregation: column(columns, "node_aggregation")?,
        },
        connections: ConnectionColumns {
            innovation: column(columns, "innovation")?,
            source: column(columns, "source")?,
            target: column(columns, "target")?,
            weight: column(columns, "weight")?,
            enabled: truths("enabled", &flat(columns, "enabled")?)?,
        },
    };
    py.detach(|| invariants::check(&pool, &engine.settings.genome)).map_err(raise)?;
    Ok(Population::new(Arc::new(pool), engine))
}

/// The genomes of several populations, one after the other; of these the ones at `rows`, if given.
#[pyfunction]
#[pyo3(signature = (engine, populations, rows=None))]
pub fn concatenate(
    py: Python<'_>,
    engine: &Engine,
    populations: Vec<PyRef<'_, Population>>,
    rows: Option<PyReadonlyArray1<'_, u32>>,
) -> PyResult<Population> {
    for population in &populations {
        population.check_fits(engine)?;
    }
    let pools: Vec<&Pool> = populations.iter().map(|population| population.pool.as_ref()).collect();
    let mut workspace = engine.workspace(py);
    let mut joined = workspace.populations.take(|| Pool::empty(engine.settings.n_inputs, engine.settings.n_outputs));
    let filled = Arc::make_mut(&mut joined);
    let rows = rows.as_ref().map(|rows| values("rows", rows)).transpose()?;
    py.detach(|| {
        filled.clear();
        match rows {
            None => pools.iter().for_each(|pool| filled.extend(pool)),
            Some(rows) => filled.extend_with(&pools, rows)?,
        }
        Ok(())
    })
    .map_err(raise)?;
    workspace.populations.give(&joined);
    Ok(Population::new(joined, engine))
}
