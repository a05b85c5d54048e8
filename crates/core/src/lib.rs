//! The native core of `speciate`: neuroevolution on columns of genes.
//!
//! The modules stand in the order in which a generation uses them. `docs/semantics.md` defines what each does, to the bit.

pub mod arithmetic;
pub mod bits;
pub mod deviates;
pub mod draws;
pub mod error;
pub mod parallel;
pub mod settings;
pub mod simd;

pub mod population;

pub mod network;

pub mod evaluation;

pub mod selection;

pub mod novelty;

pub mod speciation;

pub mod reproduction;

pub mod distribution;

pub mod operators;

pub mod generation;

pub mod genetic;

pub mod map_elites;

pub mod vectors;
