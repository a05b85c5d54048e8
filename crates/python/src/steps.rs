//! Single steps of a generation that no run takes alone: tests and measurements do.

use std::sync::Arc;

use numpy::{PyArray1, PyReadonlyArray1, ToPyArray};
use pyo3::prelude::*;
use speciate_core::reproduction::plan::{BreedingPool, Parentage};
use speciate_core::speciation::{Evaluated, Species as Columns};

use crate::arrays::{check_length, truths, values};
use crate::engine::Engine;
use crate::errors::ShapeError;
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

/// The species of a population.
#[pyfunction]
pub fn speciate<'py>(
    py: Python<'py>,
    engine: &Engine,
    population: &Population,
    previous: Option<&Species>,
    fronts: PyReadonlyArray1<'py, u32>,
    crowding: PyReadonlyArray1<'py, f64>,
    order: PyReadonlyArray1<'py, u32>,
    fitness: Option<PyReadonlyArray1<'py, f64>>,
    accepted: &Bound<'py, PyArray1<bool>>,
    generation: u32,
) -> PyResult<Species> {
    population.check_fits(engine)?;
    let (settings, pool) = (&engine.settings, &population.pool);
    if pool.is_empty() {
        return Err(ShapeError::new_err("no survivors: there is nothing to speciate"));
    }
    let none = Columns::none(settings);
    let previous = previous.map_or(Ok(&none), |species| species.fitting(engine))?;
    let ranking = ranking(&fronts, &crowding, &order)?;
    let fitness = fitness.as_ref().map(|array| values("fitness", array)).transpose()?;
    let accepted = &truths("accepted", accepted)?;
    check_length("fronts", ranking.fronts.len(), pool.len())?;
    check_length("fitness", fitness.map_or(pool.len(), <[f64]>::len), pool.len())?;
    check_length("accepted", accepted.len(), pool.len())?;
    let evaluated = Evaluated { population: pool, ranking: &ranking, fitness, accepted, generation };
    let mut workspace = engine.workspace(py);
    let mut next = workspace.species.take(|| Columns::none(settings));
    let (speciation, filled) = (&mut workspace.generation.speciation, Arc::make_mut(&mut next));
    py.detach(|| speciation.speciate(settings, &engine.threads, &evaluated, previous, filled));
    workspace.species.give(&next);
    Ok(Species::new(next, engine))
}

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
    let pool = BreedingPool {
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
    check_length("fitness", pool.fitness.map_or(n, <[f64]>::len), n)?;
    check_length("failed", pool.failed.len(), n)?;
    check_length("sizes", pool.sizes.len(), n)?;
    if n == 0 || species.is_empty() {
        return Err(ShapeError::new_err("no survivors: there is nothing to breed from"));
    }
    let mut parentage = Parentage::default();
    let planner = &mut engine.workspace(py).generation.planner;
    py.detach(|| planner.plan(&engine.settings, &pool, &mut parentage));
    Ok((
        parentage.parent_a.to_pyarray(py),
        parentage.parent_b.to_pyarray(py),
        parentage.fitter.to_pyarray(py),
        parentage.elite.to_pyarray(py),
        parentage.species.to_pyarray(py),
    ))
}
