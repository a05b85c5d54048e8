//! `speciate._native`: converts, calls one core function, fills. One file for each core module.

#![allow(clippy::needless_pass_by_value, clippy::too_many_arguments)] // as pyo3 hands values over

use pyo3::prelude::*;

mod arrays;
mod checksums;
mod dense;
mod distribution;
mod engine;
mod errors;
mod evaluation;
mod finite;
mod generation;
mod map_elites;
mod network;
mod novelty;
mod population;
mod reproduction;
mod selection;
mod simd;
mod speciation;
mod steps;
mod vectors;

#[pymodule(gil_used = false)]
#[pyo3(name = "_native")]
fn native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<engine::Engine>()?;
    module.add_class::<population::Population>()?;
    module.add_class::<network::Views>()?;
    module.add_class::<network::Networks>()?;
    module.add_class::<speciation::Species>()?;
    module.add_function(wrap_pyfunction!(simd::instruction_sets, module)?)?;
    module.add_function(wrap_pyfunction!(simd::instruction_set, module)?)?;
    module.add_function(wrap_pyfunction!(simd::use_instruction_set, module)?)?;
    module.add_function(wrap_pyfunction!(population::found, module)?)?;
    module.add_function(wrap_pyfunction!(population::population, module)?)?;
    module.add_function(wrap_pyfunction!(population::concatenate, module)?)?;
    module.add_function(wrap_pyfunction!(network::compile, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::environments, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::environment_spec, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::players, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::play, module)?)?;
    module.add_function(wrap_pyfunction!(evaluation::rollout, module)?)?;
    module.add_function(wrap_pyfunction!(selection::fronts, module)?)?;
    module.add_function(wrap_pyfunction!(selection::crowding, module)?)?;
    module.add_function(wrap_pyfunction!(selection::best, module)?)?;
    module.add_function(wrap_pyfunction!(selection::thinned, module)?)?;
    module.add_function(wrap_pyfunction!(selection::rank, module)?)?;
    module.add_function(wrap_pyfunction!(selection::survive, module)?)?;
    module.add_function(wrap_pyfunction!(novelty::rate_novelty, module)?)?;
    module.add_function(wrap_pyfunction!(generation::advance, module)?)?;
    module.add_function(wrap_pyfunction!(speciation::species, module)?)?;
    module.add_function(wrap_pyfunction!(steps::speciate, module)?)?;
    module.add_function(wrap_pyfunction!(steps::plan, module)?)?;
    module.add_function(wrap_pyfunction!(reproduction::breed, module)?)?;
    module.add_function(wrap_pyfunction!(map_elites::grid_insert, module)?)?;
    module.add_function(wrap_pyfunction!(map_elites::grid_plan, module)?)?;
    module.add_function(wrap_pyfunction!(dense::dense_found, module)?)?;
    module.add_function(wrap_pyfunction!(dense::dense_breed, module)?)?;
    module.add_function(wrap_pyfunction!(dense::dense_compile, module)?)?;
    module.add_function(wrap_pyfunction!(checksums::checksums, module)?)?;
    module.add_function(wrap_pyfunction!(finite::finite, module)?)?;
    module.add_class::<vectors::VectorEngine>()?;
    module.add_function(wrap_pyfunction!(vectors::vectors_found, module)?)?;
    module.add_function(wrap_pyfunction!(vectors::vectors_offspring, module)?)?;
    module.add_function(wrap_pyfunction!(vectors::vectors_survive, module)?)?;
    Ok(())
}
