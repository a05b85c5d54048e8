//! Sorting, ranking and survival.

use std::cell::Cell;

use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2, ToPyArray};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use speciate_core::generation::Generation;
use speciate_core::selection::fitness::Ranking;
use speciate_core::selection::survival::Pool;
use speciate_core::selection::thinning::Thinning;

use crate::arrays::{check_length, numbers, objectives, read_truths, truths, values};
use crate::engine::{Engine, Workspace};
use crate::errors::ShapeError;

type Ranked<'py> = (Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<f64>>, Bound<'py, PyArray1<u32>>);

/// Above, memory goes back to the system after a call.
const MOST_KEPT: usize = 1 << 20;

thread_local! {
    /// Kept for the next call of the thread: memory from the system can take as long as a sort.
    static RANKING: Cell<Ranking> = Cell::default();
    static THINNING: Cell<(Thinning, Vec<u32>)> = Cell::default();
}

/// Calls with the memory of this thread, or with new one within another call.
fn with_ranking<T>(work: impl FnOnce(&mut Ranking) -> T) -> T {
    let mut ranking = RANKING.take();
    let result = work(&mut ranking);
    if ranking.crowding.capacity().max(ranking.fronts.capacity()) <= MOST_KEPT {
        RANKING.set(ranking);
    }
    result
}

/// The front of each point.
#[pyfunction]
pub fn fronts<'py>(py: Python<'py>, points: PyReadonlyArray2<'py, f64>) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let points = numbers(&points)?;
    with_ranking(|ranking| {
        py.detach(|| ranking.find_fronts(points));
        Ok(ranking.fronts.to_pyarray(py))
    })
}

/// The crowding of each point within its front.
#[pyfunction]
pub fn crowding<'py>(
    py: Python<'py>,
    points: PyReadonlyArray2<'py, f64>,
    fronts: PyReadonlyArray1<'py, u32>,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let (points, fronts) = (numbers(&points)?, values("fronts", &fronts)?);
    check_length("fronts", fronts.len(), points.len())?;
    with_ranking(|ranking| {
        py.detach(|| ranking.find_crowding(points, fronts));
        Ok(ranking.crowding.to_pyarray(py))
    })
}

/// The best `n` points by front, crowding and row.
#[pyfunction]
pub fn best<'py>(py: Python<'py>, points: PyReadonlyArray2<'py, f64>, n: usize) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let points = numbers(&points)?;
    with_ranking(|ranking| {
        py.detach(|| ranking.rank_best(points, n));
        Ok(ranking.order.to_pyarray(py))
    })
}

/// The rows of one front that stay when the most crowded one leaves at a time, until `n` are left.
#[pyfunction]
pub fn thinned<'py>(
    py: Python<'py>,
    points: PyReadonlyArray2<'py, f64>,
    n: usize,
) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let points = numbers(&points)?;
    let (mut thinning, mut rows) = THINNING.take();
    rows.clear();
    rows.extend(0..points.len() as u32);
    py.detach(|| thinning.thin(points, &mut rows, n));
    let stay = rows.to_pyarray(py);
    if points.len() <= MOST_KEPT {
        THINNING.set((thinning, rows));
    }
    Ok(stay)
}

/// Fronts, crowding and order.
#[pyfunction]
pub fn rank<'py>(
    py: Python<'py>,
    engine: &Engine,
    points: PyReadonlyArray2<'py, f64>,
    failed: &Bound<'py, PyArray1<bool>>,
    sizes: PyReadonlyArray1<'py, u32>,
    ids: PyReadonlyArray1<'py, u64>,
) -> PyResult<Ranked<'py>> {
    let mut workspace = engine.workspace(py);
    let Workspace { generation: Generation { ranking, .. }, failed: failures, .. } = &mut *workspace;
    read_truths("failed", failed, failures)?;
    let points = objectives(&points, failures)?;
    let (sizes, ids) = (values("sizes", &sizes)?, values("ids", &ids)?);
    check_length("failed", failures.len(), points.len())?;
    check_length("sizes", sizes.len(), points.len())?;
    check_length("ids", ids.len(), points.len())?;
    py.detach(|| ranking.rank(points, failures, sizes, ids));
    Ok((ranking.fronts.to_pyarray(py), ranking.crowding.to_pyarray(py), ranking.order.to_pyarray(py)))
}

/// Rows of the pool that survive.
#[pyfunction]
pub fn survive<'py>(
    py: Python<'py>,
    engine: &Engine,
    points: PyReadonlyArray2<'py, f64>,
    failed: &Bound<'py, PyArray1<bool>>,
    order: PyReadonlyArray1<'py, u32>,
    n_carried: usize,
    generation: u64,
) -> PyResult<Bound<'py, PyArray1<u32>>> {
    let failed = truths("failed", failed)?;
    let points = objectives(&points, &failed)?;
    let order = checked_order(&order, points.len())?;
    check_length("failed", failed.len(), points.len())?;
    if n_carried > points.len() {
        return Err(ShapeError::new_err(format!("n_carried is {n_carried}, but the pool has {}", points.len())));
    }
    let pool = Pool { objectives: points, failed: &failed, order, n_carried };
    let mut survivors = Vec::new();
    let survivor = &mut engine.workspace(py).generation.survivor;
    py.detach(|| survivor.survive(&engine.settings, &pool, generation, &mut survivors));
    Ok(survivors.to_pyarray(py))
}

/// An order from outside: it names every genome once.
pub fn checked_order<'a>(order: &'a PyReadonlyArray1<'_, u32>, n: usize) -> PyResult<&'a [u32]> {
    let order = values("order", order)?;
    check_length("order", order.len(), n)?;
    let mut seen = vec![false; n];
    for &row in order {
        if seen.get(row as usize) != Some(&false) {
            return Err(PyValueError::new_err(format!("order must name each of {n} rows once, but see {row}")));
        }
        seen[row as usize] = true;
    }
    Ok(order)
}

/// A ranking from its columns.
pub fn ranking(
    fronts: &PyReadonlyArray1<'_, u32>,
    crowding: &PyReadonlyArray1<'_, f64>,
    order: &PyReadonlyArray1<'_, u32>,
) -> PyResult<Ranking> {
    let (fronts, crowding) = (values("fronts", fronts)?.to_vec(), values("crowding", crowding)?.to_vec());
    let order = checked_order(order, fronts.len())?.to_vec();
    check_length("crowding", crowding.len(), fronts.len())?;
    Ok(Ranking::from_columns(fronts, crowding, order))
}
