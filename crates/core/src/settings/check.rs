//! The invariants of settings that the core relies on.

use super::{Founders, GeneticSettings, GenomeSettings, Settings};
use crate::error::{Error, Result};

impl Settings {
    /// Checks what the core relies on.
    ///
    /// # Errors
    /// `Error::Value` naming the field.
    pub fn check(&self) -> Result<()> {
        let at_least_one = [
            ("population_size", self.population_size),
            ("n_inputs", self.n_inputs),
            ("n_outputs", self.n_outputs),
            ("n_objectives", self.n_objectives),
            ("activation_options", self.mutation.activation_options.len()),
            ("aggregation_options", self.mutation.aggregation_options.len()),
            ("tournament_size", self.genetic.tournament_size),
            ("spread_generations", self.genetic.spread_generations as usize),
            ("hidden_layers", self.dense.hidden_layers.iter().copied().min().unwrap_or(1)),
        ];
        for (name, value) in at_least_one {
            if value == 0 {
                return Err(Error::Value(format!("{name} must be at least 1")));
            }
        }
        if self.n_inputs.saturating_mul(self.n_outputs) > 1 << 30 || self.population_size > 1 << 31 {
            return Err(Error::Limit("n_inputs * n_outputs may be up to 2**30, population_size up to 2**31".into()));
        }
        self.check_founders()?;
        let finite = [
            ("weight_limit", self.genome.weight_limit),
            ("founder_weight_sigma", self.genome.founder_weight_sigma),
            ("founder_bias_sigma", self.genome.founder_bias_sigma),
            ("weight_sigma", self.mutation.weight_sigma),
            ("weight_replace_sigma", self.mutation.weight_replace_sigma),
            ("bias_sigma", self.mutation.bias_sigma),
            ("bias_replace_sigma", self.mutation.bias_replace_sigma),
            ("compatibility_threshold", self.speciation.compatibility_threshold),
            ("founder_gain", self.dense.founder_gain),
            ("mutation_sigma", self.genetic.mutation_sigma),
        ];
        self.check_genetic()?;
        for (name, value) in finite {
            if !(value.is_finite() && (0.0..=f64::from(f32::MAX)).contains(&value)) {
                return Err(Error::Value(format!("{name} is {value}, but must be finite and not negative")));
            }
        }
        Ok(())
    }

    fn check_founders(&self) -> Result<()> {
        let GenomeSettings { least_founder_hidden_nodes: least, most_founder_hidden_nodes: most, .. } = self.genome;
        if least > most || most > 1000 {
            return Err(Error::Value(format!(
                "least_founder_hidden_nodes is {least} and most_founder_hidden_nodes {most}, but they must be ascending \
                 and up to 1000"
            )));
        }
        let n_pairs = match self.genome.founders {
            Founders::Full => self.n_inputs * self.n_outputs,
            Founders::HiddenLayer | Founders::Random => self.founder_pairs(most),
            Founders::Partial | Founders::Unconnected | Founders::OneInput => 0,
        };
        let n_connections = n_pairs.saturating_mul(self.population_size);
        if n_connections > 1 << 31 {
            return Err(Error::Limit(format!(
                "{n_connections} founder connections are more than 2**31; use fewer genomes or founders = \"partial\""
            )));
        }
        Ok(())
    }

    fn check_genetic(&self) -> Result<()> {
        let GeneticSettings { tournament_size, mutation_rate, spread_growth, largest_spread, .. } = self.genetic;
        if tournament_size > 1 << 16 || self.dense.hidden_layers.iter().any(|&n_nodes| n_nodes > 1 << 20) {
            return Err(Error::Limit("tournament_size may be up to 2**16, a hidden layer up to 2**20".into()));
        }
        for (name, value, range) in [
            ("mutation_rate", mutation_rate, 0.0..=1.0),
            ("spread_growth", spread_growth, 1.0..=1e6),
            ("largest_spread", largest_spread, 1.0..=1e6),
        ] {
            if !range.contains(&value) {
                return Err(Error::Value(format!("genetic.{name} is {value}, but must be in {range:?}")));
            }
        }
        Ok(())
    }

    /// Checks that the weights of dense networks fit into memory that can be addressed.
    ///
    /// # Errors
    /// `Error::Limit` naming how many there are.
    pub fn check_dense(&self) -> Result<()> {
        let n_weights = self.layers().n_weights();
        if n_weights.saturating_mul(self.population_size) > 1 << 31 {
            return Err(Error::Limit(format!(
                "{n_weights} weights of each network are more than 2**31 in all; use fewer networks or smaller layers"
            )));
        }
        Ok(())
    }
}
