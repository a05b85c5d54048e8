//! Breeding.

use std::sync::Arc;

use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use speciate_core::population::columns::Population as Pool;
use speciate_core::reproduction::breed::{Breeding, Parents};
use speciate_core::reproduction::plan::Parentage;

use crate::arrays::{truths, values};
use crate::engine::Engine;
use crate::errors::raise;
use crate::population::Population;

/// The next population, and the next unused innovation and node id.
#[pyfunction]
pub fn breed<'py>(
    py: Python<'py>,
    engine: &Engine,
    population: &Population,
    archive: Option<&Population>,
    parent_a: PyReadonlyArray1<'py, u32>,
    parent_b: PyReadonlyArray1<'py, u32>,
    fitter: PyReadonlyArray1<'py, u8>,
    elite: &Bound<'py, PyArray1<bool>>,
    next_innovation: u32,
    next_node_id: u32,
    generation: u64,
) -> PyResult<(Population, u32, u32)> {
    population.check_fits(engine)?;
    archive.map_or(Ok(()), |archive| archive.check_fits(engine))?;
    let settings = &engine.settings;
    let parentage = Parentage {
        parent_a: values("parent_a", &parent_a)?.to_vec(),
        parent_b: values("parent_b", &parent_b)?.to_vec(),
        fitter: values("fitter", &fitter)?.to_vec(),
        elite: truths("elite", elite)?,
        species: Vec::new(),
    };
    let parents = Parents { survivors: &population.pool, archive: archive.map(|archive| archive.pool.as_ref()) };
    let breeding = Breeding { parents, parentage: &parentage, generation, next_innovation, next_node_id };
    let mut workspace = engine.workspace(py);
    let mut next = workspace.populations.take(|| Pool::empty(settings.n_inputs, settings.n_outputs));
    let (breeder, filled) = (&mut workspace.generation.breeder, Arc::make_mut(&mut next));
    let numbers = py.detach(|| breeder.breed(settings, &engine.threads, &breeding, filled)).map_err(raise)?;
    workspace.populations.give(&next);
    Ok((Population::new(next, engine), numbers.0, numbers.1))
}
