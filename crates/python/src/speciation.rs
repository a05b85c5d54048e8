//! Species.

use numpy::{PyArray1, PyArrayMethods, PyReadonlyArray1, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use speciate_core::population::columns::Population as Pool;
use speciate_core::speciation::{Evaluated, Species};
use std::sync::Arc;

use crate::arrays::{check_length, truths, values};
use crate::engine::Engine;
use crate::errors::ShapeError;
use crate::population::Population;
use crate::selection::ranking;

/// Reads the columns of a species value: a dictionary with the fields of `protocol.Species`.
pub fn read(engine: &Engine, columns: &Bound<'_, PyDict>) -> PyResult<Species> {
    let field = |name: &str| columns.get_item(name)?.ok_or_else(|| ShapeError::new_err(format!("species lack {name}")));
    let numbers = |name: &str| -> PyResult<Vec<u32>> { Ok(field(name)?.cast_into::<PyArray1<u32>>()?.to_vec()?) };
    let species = Species {
        ids: numbers("ids")?,
        created: numbers("created")?,
        last_improved: numbers("last_improved")?,
        best_fitness: field("best_fitness")?.cast_into::<PyArray1<f64>>()?.to_vec()?,
        assignment: numbers("assignment")?,
        representatives: representatives(engine, &field("representatives")?)?,
        threshold: field("threshold")?.extract()?,
        threshold_step: field("threshold_step")?.extract()?,
        next_id: field("next_id")?.extract()?,
    };
    let n = species.len();
    check_length("created", species.created.len(), n)?;
    check_length("last_improved", species.last_improved.len(), n)?;
    check_length("best_fitness", species.best_fitness.len(), n)?;
    check_length("representatives", species.representatives.len(), n)?;
    if species.assignment.iter().any(|position| *position as usize >= n) {
        return Err(ShapeError::new_err(format!("assignment names a species beyond the {n} there are")));
    }
    Ok(species)
}

fn representatives(engine: &Engine, field: &Bound<'_, PyAny>) -> PyResult<Arc<Pool>> {
    let population = field.cast::<Population>()?.get();
    population.check_fits(engine)?;
    Ok(Arc::clone(&population.pool))
}

fn write<'py>(py: Python<'py>, engine: &Engine, species: Species) -> PyResult<Bound<'py, PyDict>> {
    let columns = PyDict::new(py);
    columns.set_item("ids", species.ids.to_pyarray(py))?;
    columns.set_item("created", species.created.to_pyarray(py))?;
    columns.set_item("last_improved", species.last_improved.to_pyarray(py))?;
    columns.set_item("best_fitness", species.best_fitness.to_pyarray(py))?;
    columns.set_item("assignment", species.assignment.to_pyarray(py))?;
    columns.set_item("representatives", Population::new(species.representatives, engine))?;
    columns.set_item("threshold", species.threshold)?;
    columns.set_item("threshold_step", species.threshold_step)?;
    columns.set_item("next_id", species.next_id)?;
    Ok(columns)
}

/// The species of a population.
#[pyfunction]
pub fn speciate<'py>(
    py: Python<'py>,
    engine: &Engine,
    population: &Population,
    previous: Option<&Bound<'py, PyDict>>,
    fronts: PyReadonlyArray1<'py, u32>,
    crowding: PyReadonlyArray1<'py, f64>,
    order: PyReadonlyArray1<'py, u32>,
    fitness: Option<PyReadonlyArray1<'py, f64>>,
    accepted: &Bound<'py, PyArray1<bool>>,
    generation: u32,
) -> PyResult<Bound<'py, PyDict>> {
    population.check_fits(engine)?;
    let (settings, pool) = (&engine.settings, &population.pool);
    if pool.is_empty() {
        return Err(ShapeError::new_err("no survivors: there is nothing to speciate"));
    }
    let previous = previous.map_or_else(|| Ok(Species::none(settings)), |columns| read(engine, columns))?;
    let ranking = ranking(&fronts, &crowding, &order)?;
    let fitness = fitness.as_ref().map(|array| values("fitness", array)).transpose()?;
    let accepted = &truths("accepted", accepted)?;
    check_length("fronts", ranking.fronts.len(), pool.len())?;
    check_length("fitness", fitness.map_or(pool.len(), <[f64]>::len), pool.len())?;
    check_length("accepted", accepted.len(), pool.len())?;
    let evaluated = Evaluated { population: pool, ranking: &ranking, fitness, accepted, generation };
    let mut next = Species::none(settings);
    let workspace = &mut *engine.workspace(py);
    if let Some(spare) = workspace.representatives.take() {
        next.representatives = Arc::new(spare);
    }
    let speciation = &mut workspace.speciation;
    py.detach(|| speciation.speciate(settings, &engine.threads, &evaluated, &previous, &mut next));
    workspace.representatives.remember(&next.representatives);
    write(py, engine, next)
}
