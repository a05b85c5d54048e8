//! The invariants of genomes. Populations from outside (files, arrays) are checked here before anything reads them.

use crate::error::{Error, Result};
use crate::network::activation::{ACTIVATIONS, AGGREGATIONS};
use crate::population::columns::Population;
use crate::population::genome::Genome;
use crate::settings::GenomeSettings;

/// Checks every invariant of a population whose columns may come from anywhere.
///
/// # Errors
/// `Error::Value` or `Error::Shape`, naming the row, the column and what is wrong.
pub fn check(population: &Population, settings: &GenomeSettings) -> Result<()> {
    check_lengths(population)?;
    check_offsets("node_offsets", &population.node_offsets, population.len(), population.nodes.len())?;
    check_offsets(
        "connection_offsets",
        &population.connection_offsets,
        population.len(),
        population.connections.len(),
    )?;
    let mut walk = Vec::new();
    for row in 0..population.len() {
        let genome = population.genome(row);
        let checks = Checks { population, genome, recurrent: settings.recurrent, limit: settings.weight_limit as f32 };
        checks
            .nodes()
            .and_then(|()| checks.connections())
            .and_then(|()| checks.structure(&mut walk))
            .map_err(|what| Error::Value(format!("genome {row}: {what}")))?;
    }
    Ok(())
}

fn check_lengths(population: &Population) -> Result<()> {
    let (nodes, connections) = (&population.nodes, &population.connections);
    let columns = [
        ("node_bias", nodes.bias.len(), nodes.len()),
        ("node_activation", nodes.activation.len(), nodes.len()),
        ("node_aggregation", nodes.aggregation.len(), nodes.len()),
        ("source", connections.source.len(), connections.len()),
        ("target", connections.target.len(), connections.len()),
        ("weight", connections.weight.len(), connections.len()),
        ("enabled", connections.enabled.len(), connections.len()),
    ];
    for (name, length, expected) in columns {
        if length != expected {
            return Err(Error::Shape(format!("column {name} has {length} entries, expected {expected}")));
        }
    }
    Ok(())
}

fn check_offsets(name: &str, offsets: &[u64], n_genomes: usize, n_entries: usize) -> Result<()> {
    let ends = offsets.first() == Some(&0) && offsets.last() == Some(&(n_entries as u64));
    if offsets.len() != n_genomes + 1 || !ends || !offsets.is_sorted() {
        return Err(Error::Value(format!(
            "{name} must be {} ascending numbers from 0 to {n_entries}, one more than there are genomes",
            n_genomes + 1
        )));
    }
    Ok(())
}

struct Checks<'a> {
    population: &'a Population,
    genome: Genome<'a>,
    recurrent: bool,
    limit: f32,
}

type Check = std::result::Result<(), String>;

fn ascending(values: &[u32]) -> bool {
    values.windows(2).all(|pair| pair[0] < pair[1])
}

impl Checks<'_> {
    fn within_limit(&self, name: &str, values: &[f32]) -> Check {
        match values.iter().find(|value| value.is_nan() || value.abs() > self.limit) {
            None => Ok(()),
            Some(value) => Err(format!("{name} is {value}, but must lie within weight_limit, {}", self.limit)),
        }
    }

    fn nodes(&self) -> Check {
        let nodes = self.genome.nodes;
        let first = self.population.n_inputs as u32;
        let outputs = nodes.id.iter().take(self.population.n_outputs);
        if nodes.id.len() < self.population.n_outputs
            || !outputs.copied().eq(first..first + self.population.n_outputs as u32)
        {
            return Err("node_id must begin with every output".into());
        }
        if nodes.id.last() == Some(&u32::MAX) {
            return Err(format!("node_id {} is not given to nodes", u32::MAX));
        }
        if !ascending(nodes.id) {
            return Err("node_id must be strictly ascending".into());
        }
        self.within_limit("node_bias", nodes.bias)?;
        if nodes.activation.iter().any(|&number| number as usize >= ACTIVATIONS.len()) {
            return Err(format!("node_activation must be below {}", ACTIVATIONS.len()));
        }
        if nodes.aggregation.iter().any(|&number| number as usize >= AGGREGATIONS.len()) {
            return Err(format!("node_aggregation must be below {}", AGGREGATIONS.len()));
        }
        Ok(())
    }

    fn connections(&self) -> Check {
        let connections = self.genome.connections;
        if !ascending(connections.innovation) {
            return Err("innovation must be strictly ascending".into());
        }
        if connections.innovation.last() == Some(&u32::MAX) {
            return Err(format!("innovation {} is not given to connections", u32::MAX));
        }
        self.within_limit("weight", connections.weight)?;
        for (&source, &target) in connections.source.iter().zip(connections.target) {
            let is_input = (source as usize) < self.population.n_inputs;
            if !is_input && self.genome.node_position(source).is_none() {
                return Err(format!("source {source} is neither an input nor a node of the genome"));
            }
            if self.genome.node_position(target).is_none() {
                return Err(format!("target {target} is not a node of the genome"));
            }
            if !self.recurrent && !is_input && (source as usize) < self.population.n_inputs + self.population.n_outputs
            {
                return Err(format!("source {source} is an output, which a feed-forward genome may not have"));
            }
        }
        Ok(())
    }

    fn structure(&self, walk: &mut Vec<(u32, u32)>) -> Check {
        let connections = self.genome.connections;
        walk.clear();
        walk.extend(connections.source.iter().copied().zip(connections.target.iter().copied()));
        walk.sort_unstable();
        if let Some(pair) = walk.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("nodes {} and {} are joined twice", pair[0].0, pair[0].1));
        }
        for &hidden in &self.genome.nodes.id[self.population.n_outputs..] {
            if !connections.source.contains(&hidden) && !connections.target.contains(&hidden) {
                return Err(format!("hidden node {hidden} has no connection"));
            }
        }
        if !self.recurrent && self.has_cycle() {
            return Err("its connections form a cycle, which a feed-forward genome may not have".into());
        }
        Ok(())
    }

    /// Whether repeatedly removing nodes without unremoved sources gets stuck (Kahn 1962).
    fn has_cycle(&self) -> bool {
        let connections = self.genome.connections;
        let n_nodes = self.genome.nodes.id.len();
        let position = |id: u32| self.genome.node_position(id);
        let mut incoming = vec![0usize; n_nodes];
        for (&source, &target) in connections.source.iter().zip(connections.target) {
            if position(source).is_some() {
                incoming[position(target).unwrap_or_default()] += 1;
            }
        }
        let mut ready: Vec<usize> = (0..n_nodes).filter(|&node| incoming[node] == 0).collect();
        let mut removed = 0;
        while let Some(node) = ready.pop() {
            removed += 1;
            let id = self.genome.nodes.id[node];
            for (_, &target) in connections.source.iter().zip(connections.target).filter(|(source, _)| **source == id) {
                let target = position(target).unwrap_or_default();
                incoming[target] -= 1;
                if incoming[target] == 0 {
                    ready.push(target);
                }
            }
        }
        removed < n_nodes
    }
}
