//! Planning and breeding.

use std::sync::Arc;

use numpy::{PyArray1, PyReadonlyArray1, ToPyArray};
use pyo3::prelude::*;
use speciate_core::population::columns::Population as Pool;
use speciate_core::reproduction::breed::{Breeding, Parents};
use speciate_core::reproduction::plan::{Plan, Survivors};

use crate::arrays::{check_length, truths, values};
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::population::Population;
use crate::selection::ranking;
use crate::speciation::Species;

type Planned<'py> = (
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<u8>>,
    Bound<'py, PyArray1<bool>>,
    Bound<'py, PyArray1<u32>>,
);

/// One row per offspring: parents, which is fitter, elite, species.
#[pyfunction]
pub fn plan<'py>(
    py: Python<'py>,
    engine: &Engine,
    species: &Species,
    fronts: PyReadonlyArray1<'py, u32>,
    crowding: PyReadonlyArray1<'py, f64>,
    order: PyReadonlyArray1<'py, u32>,
    fitness: Option<PyReadonlyArray1<'py, f64>>,
    failed: &Bound<'py, PyArray1<bool>>,
    sizes: PyReadonlyArray1<'py, u32>,
    archive_sizes: PyReadonlyArray1<'py, u32>,
    generation: u32,
    stagnant_generations: u32,
) -> PyResult<Planned<'py>> {
    let (species, ranking) = (species.fitting(engine)?, ranking(&fronts, &crowding, &order)?);
    let failed = truths("failed", failed)?;
    let survivors = Survivors {
        species,
        ranking: &ranking,
        fitness: fitness.as_ref().map(|array| values("fitness", array)).transpose()?,
        failed: &failed,
        sizes: values("sizes", &sizes)?,
        archive_sizes: values("archive_sizes", &archive_sizes)?,
        generation,
        stagnant_generations,
    };
    let n = species.assignment.len();
    check_length("fronts", ranking.fronts.len(), n)?;
    check_length("fitness", survivors.fitness.map_or(n, <[f64]>::len), n)?;
    check_length("failed", survivors.failed.len(), n)?;
    check_length("sizes", survivors.sizes.len(), n)?;
    if n == 0 || species.is_empty() {
        return Err(ShapeError::new_err("no survivors: there is nothing to breed from"));
    }
    let mut plan = Plan::default();
    let planner = &mut engine.workspace(py).generation.planner;
    py.detach(|| planner.plan(&engine.settings, &survivors, &mut plan));
    Ok((
        plan.parent_a.to_pyarray(py),
        plan.parent_b.to_pyarray(py),
        plan.fitter.to_pyarray(py),
        plan.elite.to_pyarray(py),
        plan.species.to_pyarray(py),
    ))
}

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
    let plan = Plan {
        parent_a: values("parent_a", &parent_a)?.to_vec(),
        parent_b: values("parent_b", &parent_b)?.to_vec(),
        fitter: values("fitter", &fitter)?.to_vec(),
        elite: truths("elite", elite)?,
        species: Vec::new(),
    };
    let parents = Parents { survivors: &population.pool, archive: archive.map(|archive| archive.pool.as_ref()) };
    let breeding = Breeding { parents, plan: &plan, generation, next_innovation, next_node_id };
    let mut workspace = engine.workspace(py);
    let mut next = workspace.populations.take(|| Pool::empty(settings.n_inputs, settings.n_outputs));
    let (breeder, filled) = (&mut workspace.generation.breeder, Arc::make_mut(&mut next));
    let numbers = py.detach(|| breeder.breed(settings, &engine.threads, &breeding, filled)).map_err(raise)?;
    workspace.populations.give(&next);
    Ok((Population::new(next, engine), numbers.0, numbers.1))
}
