//! A whole generation of NEAT in one call.

use std::sync::Arc;

use numpy::{PyArray1, PyReadonlyArray2, ToPyArray};
use pyo3::prelude::*;
use speciate_core::distribution::columns::Distributions as Drawn;
use speciate_core::generation::{self, Next};
use speciate_core::population::columns::Population as Pool;
use speciate_core::speciation::Species as Columns;

use crate::arrays::{check_length, objectives, read_truths};
use crate::distribution::{Distributions, Given, given};
use crate::engine::{Engine, Workspace};
use crate::errors::{ShapeError, raise};
use crate::population::Population;
use crate::speciation::Species;

/// Rows that survive and their genomes (none if all survive), fronts, crowding, order, species, offspring, the next unused
/// innovation and node id, and the distributions that offspring were drawn from.
type Advanced<'py> = (
    Option<(Bound<'py, PyArray1<u32>>, Population)>,
    Bound<'py, PyArray1<u32>>,
    Bound<'py, PyArray1<f64>>,
    Bound<'py, PyArray1<u32>>,
    Species,
    Population,
    (u32, u32),
    Option<Given<'py>>,
);

/// A generation that was evaluated, as `speciate.values.generation` has it.
#[derive(FromPyObject)]
pub struct EvaluatedGeneration<'py> {
    carried: Option<Bound<'py, Population>>,
    asked: Bound<'py, Population>,
    objectives: PyReadonlyArray2<'py, f64>,
    failed: Bound<'py, PyArray1<bool>>,
    accepted: Bound<'py, PyArray1<bool>>,
    archive: Option<Bound<'py, Population>>,
    species: Option<Bound<'py, Species>>,
    ledger: (u32, u32),
    generation: u32,
    stagnant_generations: u32,
    distributions: Option<Distributions<'py>>,
}

/// Survives, ranks, speciates, plans and breeds.
#[pyfunction]
pub fn advance<'py>(py: Python<'py>, engine: &Engine, evaluated: EvaluatedGeneration<'py>) -> PyResult<Advanced<'py>> {
    let [carried, archive] = [&evaluated.carried, &evaluated.archive].map(|one| one.as_ref().map(Bound::get));
    let asked = evaluated.asked.get();
    for population in [Some(asked), carried, archive].into_iter().flatten() {
        population.check_fits(engine)?;
    }
    let none;
    let species = if let Some(species) = &evaluated.species {
        species.get().fitting(engine)?
    } else {
        none = Columns::none(&engine.settings);
        &none
    };
    let mut workspace = engine.workspace(py);
    let Workspace {
        generation: steps, next, failed: failures, accepted: accepts, populations, species: spares, ..
    } = &mut *workspace;
    let distributions = evaluated.distributions.as_ref().map(Distributions::read).transpose()?;
    read_truths("failed", &evaluated.failed, failures)?;
    read_truths("accepted", &evaluated.accepted, accepts)?;
    let evaluated = generation::EvaluatedGeneration {
        carried: carried.map(|population| &*population.pool),
        asked: &asked.pool,
        objectives: objectives(&evaluated.objectives, failures)?,
        failed: failures,
        accepted: accepts,
        archive: archive.map(|population| &*population.pool),
        species,
        generation: evaluated.generation,
        stagnant_generations: evaluated.stagnant_generations,
        numbers: evaluated.ledger,
        distributions: distributions.as_ref(),
    };
    check(engine, &evaluated)?;
    let next = next.get_or_insert_with(|| nothing(engine));
    let mut survivors = carried.map(|_| populations.take(|| empty(engine)));
    let mut offspring = populations.take(|| empty(engine));
    let mut species = spares.take(|| Columns::none(&engine.settings));
    let mut exchange = |next: &mut Next| {
        if let Some(survivors) = &mut survivors {
            std::mem::swap(Arc::make_mut(survivors), &mut next.survivors);
        }
        std::mem::swap(Arc::make_mut(&mut offspring), &mut next.offspring);
        std::mem::swap(Arc::make_mut(&mut species), &mut next.species);
    };
    exchange(next); // the memory of genomes that nobody holds any more is filled again
    py.detach(|| steps.advance(&engine.settings, &engine.threads, &evaluated, next)).map_err(raise)?;
    exchange(next);
    let survivors = survivors.map(|survivors| {
        populations.give(&survivors);
        (next.rows.to_pyarray(py), Population::new(survivors, engine))
    });
    populations.give(&offspring);
    spares.give(&species);
    let ranking = &steps.ranking;
    let (fronts, crowding) = (ranking.fronts.to_pyarray(py), ranking.crowding.to_pyarray(py));
    let order = ranking.order.to_pyarray(py);
    let (species, offspring) = (Species::new(species, engine), Population::new(offspring, engine));
    let drawn = engine.settings.draws_weights().then(|| given(py, &next.distributions));
    Ok((survivors, fronts, crowding, order, species, offspring, next.numbers, drawn))
}

fn check(engine: &Engine, evaluated: &generation::EvaluatedGeneration<'_>) -> PyResult<()> {
    let n = evaluated.asked.len() + evaluated.carried.map_or(0, Pool::len);
    if evaluated.asked.is_empty() {
        return Err(ShapeError::new_err("no genomes were asked: there is nothing to breed from"));
    }
    check_length("objectives", evaluated.objectives.len(), n)?;
    check_length("failed", evaluated.failed.len(), n)?;
    check_length("accepted", evaluated.accepted.len(), n)?;
    let (found, expected) = (evaluated.objectives.n_objectives(), engine.settings.n_objectives);
    if found != expected {
        return Err(ShapeError::new_err(format!("objectives have {found} columns, but the run has {expected}")));
    }
    Ok(())
}

/// Nothing, to be filled.
fn nothing(engine: &Engine) -> Next {
    let species = Columns::none(&engine.settings);
    Next {
        rows: Vec::new(),
        survivors: empty(engine),
        species,
        offspring: empty(engine),
        numbers: (0, 0),
        distributions: Drawn::default(),
    }
}

fn empty(engine: &Engine) -> Pool {
    Pool::empty(engine.settings.n_inputs, engine.settings.n_outputs)
}
