//! A whole generation of NEAT in one call.

use numpy::{PyArray1, PyReadonlyArray2, ToPyArray};
use pyo3::prelude::*;
use speciate_core::generation::{Next, Told};
use speciate_core::population::columns::Population as Pool;
use speciate_core::speciation::Species as Columns;

use crate::arrays::{check_length, objectives, truths};
use crate::engine::Engine;
use crate::errors::{ShapeError, raise};
use crate::population::Population;
use crate::speciation::Species;

/// Rows that survive and their genomes (none if all survive), fronts, crowding, order, species, offspring, and the next
/// unused innovation and node id.
type Advanced<'py> = (
    Option<(Bound<'py, PyArray1<u32>>, Population)>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<u32>>,
    Species,
    Population,
    (u32, u32),
);

/// Survives, ranks, speciates, plans and breeds.
#[pyfunction]
pub fn advance<'py>(
    py: Python<'py>,
    engine: &Engine,
    carried: Option<&Population>,
    asked: &Population,
    points: PyReadonlyArray2<'py, f64>,
    failed: &Bound<'py, PyArray1<bool>>,
    accepted: &Bound<'py, PyArray1<bool>>,
    archive: Option<&Population>,
    previous: Option<&Species>,
    numbers: (u32, u32),
    generation: u32,
    stagnant_generations: u32,
) -> PyResult<Advanced<'py>> {
    for population in [Some(asked), carried, archive].into_iter().flatten() {
        population.check_fits(engine)?;
    }
    let (failed, accepted) = (truths("failed", failed)?, truths("accepted", accepted)?);
    let none;
    let species = if let Some(species) = previous {
        species.fitting(engine)?
    } else {
        none = Columns::none(&engine.settings);
        &none
    };
    let told = Told {
        carried: carried.map(|population| &*population.pool),
        asked: &asked.pool,
        objectives: objectives(&points, &failed)?,
        failed: &failed,
        accepted: &accepted,
        archive: archive.map(|population| &*population.pool),
        species,
        generation,
        stagnant_generations,
        numbers,
    };
    check(engine, &told)?;
    let mut workspace = engine.workspace(py);
    let mut next = Next {
        rows: Vec::new(),
        survivors: carried.and_then(|_| workspace.populations.take()).unwrap_or_else(|| empty(engine)),
        species: workspace.species.take().unwrap_or_else(|| Columns::none(&engine.settings)),
        offspring: workspace.populations.take().unwrap_or_else(|| empty(engine)),
        numbers,
    };
    let steps = &mut workspace.generation;
    py.detach(|| steps.advance(&engine.settings, &engine.threads, &told, &mut next)).map_err(raise)?;
    let survivors = carried.map(|_| {
        let survivors = workspace.populations.give(std::mem::replace(&mut next.survivors, empty(engine)));
        (next.rows.to_pyarray(py), Population::new(survivors, engine))
    });
    let ranking = &workspace.generation.ranking;
    let (fronts, crowding) = (ranking.fronts.to_pyarray(py), ranking.crowding.to_pyarray(py));
    let order = ranking.order.to_pyarray(py);
    let species = Species::new(workspace.species.give(next.species), engine);
    let offspring = Population::new(workspace.populations.give(next.offspring), engine);
    Ok((survivors, fronts, crowding, order, species, offspring, next.numbers))
}

fn check(engine: &Engine, told: &Told<'_>) -> PyResult<()> {
    let n = told.asked.len() + told.carried.map_or(0, Pool::len);
    if told.asked.is_empty() {
        return Err(ShapeError::new_err("no genomes were asked: there is nothing to breed from"));
    }
    check_length("objectives", told.objectives.len(), n)?;
    check_length("failed", told.failed.len(), n)?;
    check_length("accepted", told.accepted.len(), n)?;
    let (found, expected) = (told.objectives.n_objectives(), engine.settings.n_objectives);
    if found != expected {
        return Err(ShapeError::new_err(format!("objectives have {found} columns, but the run has {expected}")));
    }
    Ok(())
}

fn empty(engine: &Engine) -> Pool {
    Pool::empty(engine.settings.n_inputs, engine.settings.n_outputs)
}
