//! NSGA-II over vectors of real numbers.

use std::sync::{Mutex, PoisonError};

use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods, ToPyArray};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use speciate_core::error::Error;
use speciate_core::vectors::nsga2::{Breeder, EvaluatedVectors, Survival};
use speciate_core::vectors::{Settings, Truncation};

use crate::arrays::{check_length, objectives, truths, values};
use crate::errors::{ShapeError, raise};

type Matrix<'py> = Bound<'py, PyArray2<f64>>;
type GivenVectors<'py> = (PyReadonlyArray2<'py, f64>, PyReadonlyArray2<'py, f64>, Bound<'py, PyArray1<bool>>);
type RankedVectors<'py> =
    (Matrix<'py>, Matrix<'py>, Bound<'py, PyArray1<bool>>, Bound<'py, PyArray1<u32>>, Bound<'py, PyArray1<f64>>);

/// The settings and memory of a run over vectors.
#[pyclass(frozen, module = "speciate._native")]
pub struct VectorEngine {
    settings: Settings,
    memory: Mutex<(Breeder, Survival)>,
}

#[pymethods]
impl VectorEngine {
    #[new]
    fn new(
        seed: u64,
        population_size: usize,
        lower: PyReadonlyArray1<'_, f64>,
        upper: PyReadonlyArray1<'_, f64>,
        crossover_rate: f64,
        crossover_eta: f64,
        mutation_rate: f64,
        mutation_eta: f64,
        truncation: &str,
    ) -> PyResult<Self> {
        let truncation = Truncation::of(truncation).ok_or_else(|| {
            raise(Error::Value(format!("truncation is {truncation}, but must be at_once or one_by_one")))
        })?;
        let (lower, upper) = (values("lower", &lower)?.to_vec(), values("upper", &upper)?.to_vec());
        let settings = Settings {
            seed,
            population_size,
            lower,
            upper,
            crossover_rate,
            crossover_eta,
            mutation_rate,
            mutation_eta,
            truncation,
        };
        settings.check().map_err(raise)?;
        Ok(Self { settings, memory: Mutex::default() })
    }
}

impl VectorEngine {
    /// A matrix with a row of variables for each of the population, filled without the GIL.
    fn matrix<'py>(&self, py: Python<'py>, fill: impl FnOnce(&mut [f64]) + Send) -> PyResult<Matrix<'py>> {
        let shape = [self.settings.population_size, self.settings.n_variables()];
        let matrix = PyArray2::zeros(py, shape, false);
        {
            let mut matrix = matrix.try_readwrite()?;
            let matrix = matrix.as_slice_mut()?;
            py.detach(|| fill(matrix));
        }
        Ok(matrix)
    }
}

/// The first vectors.
#[pyfunction]
pub fn vectors_found<'py>(py: Python<'py>, engine: &VectorEngine) -> PyResult<Matrix<'py>> {
    engine.matrix(py, |vectors| engine.settings.found(vectors))
}

/// The offspring of a population.
#[pyfunction]
pub fn vectors_offspring<'py>(
    py: Python<'py>,
    engine: &VectorEngine,
    vectors: PyReadonlyArray2<'py, f64>,
    fronts: PyReadonlyArray1<'py, u32>,
    crowding: PyReadonlyArray1<'py, f64>,
    generation: u64,
) -> PyResult<Matrix<'py>> {
    let settings = &engine.settings;
    let size = settings.population_size;
    check_shape(&vectors, size, settings)?;
    let (vectors, fronts, crowding) =
        (values("vectors", &vectors)?, values("fronts", &fronts)?, values("crowding", &crowding)?);
    check_length("fronts", fronts.len(), size)?;
    check_length("crowding", crowding.len(), size)?;
    settings.check_vectors(vectors).map_err(raise)?;
    let breeder = &mut engine.memory.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner).0;
    engine.matrix(py, |offspring| breeder.breed(settings, (vectors, fronts, crowding), generation, offspring))
}

/// The best of a population and its offspring, best first: vectors, objectives, failed, fronts and crowding.
#[pyfunction]
pub fn vectors_survive<'py>(
    py: Python<'py>,
    engine: &VectorEngine,
    population: GivenVectors<'py>,
    offspring: GivenVectors<'py>,
) -> PyResult<RankedVectors<'py>> {
    let settings = &engine.settings;
    let n_objectives = offspring.1.shape()[1];
    if population.1.shape()[1] != n_objectives {
        let n = population.1.shape()[1];
        return Err(ShapeError::new_err(format!(
            "population has {n} objectives, expected {n_objectives} of offspring"
        )));
    }
    let failed = [truths("failed", &population.2)?, truths("failed", &offspring.2)?];
    let pool = [evaluated(settings, &population, &failed[0])?, evaluated(settings, &offspring, &failed[1])?];
    let survival = &mut engine.memory.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner).1;
    py.detach(|| survival.survive(settings, n_objectives, pool));
    let survivors = &survival.survivors;
    let n = survivors.failed.len();
    Ok((
        survivors.vectors.to_pyarray(py).reshape([n, settings.n_variables()])?,
        survivors.objectives.to_pyarray(py).reshape([n, n_objectives])?,
        survivors.failed.to_pyarray(py),
        survivors.fronts.to_pyarray(py),
        survivors.crowding.to_pyarray(py),
    ))
}

/// Vectors, objectives and failures of equal length.
fn evaluated<'a>(
    settings: &Settings,
    (vectors, points, _): &'a GivenVectors<'_>,
    failed: &'a [bool],
) -> PyResult<EvaluatedVectors<'a>> {
    check_length("objectives", objectives(points, failed)?.len(), failed.len())?;
    check_shape(vectors, failed.len(), settings)?;
    Ok(EvaluatedVectors { vectors: values("vectors", vectors)?, objectives: values("objectives", points)?, failed })
}

fn check_shape(vectors: &PyReadonlyArray2<'_, f64>, n: usize, settings: &Settings) -> PyResult<()> {
    let (shape, n_variables) = (vectors.shape(), settings.n_variables());
    if shape == [n, n_variables] {
        return Ok(());
    }
    Err(ShapeError::new_err(format!("vectors have shape {shape:?}, expected [{n}, {n_variables}]")))
}
