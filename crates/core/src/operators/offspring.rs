//! The offspring that is being made: it grows and shrinks, and the next one uses its memory again.

use crate::deviates::Changes;
use crate::draws::{Draws, Purpose};
use crate::population::columns::{ConnectionColumns, NodeColumns};
use crate::population::genome::Genome;

/// Where the draws of one offspring are found.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    /// Seed of the run.
    pub seed: u64,
    /// Generation that breeds.
    pub generation: u64,
    /// Row of the offspring in the next population.
    pub row: u64,
}

impl Address {
    /// The draws for one decision.
    #[inline(always)]
    pub fn draws(self, purpose: Purpose) -> Draws {
        Draws::at(self.seed, purpose, self.generation, self.row)
    }
}

/// What stands in for the numbers that the ledger has not given out yet.
pub const UNNUMBERED: u32 = u32::MAX;

/// Offspring in the making: the last genome of the columns grows and shrinks, those before it are finished.
#[derive(Debug, Default)]
pub struct Offspring {
    /// Nodes of all.
    pub nodes: NodeColumns,
    /// Connections of all; new ones of a genome come last, unnumbered.
    pub connections: ConnectionColumns,
    /// Weights that will change.
    pub weight_changes: Changes,
    /// Biases that will change.
    pub bias_changes: Changes,
    first_node: usize,
    first_connection: usize,
    /// Ends of connections that a search looks at.
    pub(crate) ends: Ends,
    /// Genes of the second parent that an equal crossover accepts, by position.
    pub(crate) accepted: Vec<bool>,
}

impl Offspring {
    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.connections.clear();
        self.weight_changes.clear();
        self.bias_changes.clear();
        self.begin();
    }

    /// Starts a genome after those that there are.
    pub fn begin(&mut self) {
        self.first_node = self.nodes.len();
        self.first_connection = self.connections.len();
    }

    /// Starts a copy of a genome.
    pub fn copy(&mut self, genome: Genome<'_>) {
        self.begin();
        self.nodes.extend(genome.nodes);
        self.connections.extend(genome.connections);
    }

    /// The genome in the making.
    pub fn genome(&self) -> Genome<'_> {
        Genome {
            nodes: self.nodes.view(self.first_node..self.nodes.len()),
            connections: self.connections.view(self.first_connection..self.connections.len()),
        }
    }

    /// Number of its nodes.
    pub fn n_nodes(&self) -> usize {
        self.nodes.len() - self.first_node
    }

    /// Number of its connections.
    pub fn n_connections(&self) -> usize {
        self.connections.len() - self.first_connection
    }

    /// Its weights.
    pub fn weights(&mut self) -> &mut [f32] {
        &mut self.connections.weight[self.first_connection..]
    }

    /// Which of its connections are enabled.
    pub fn enabled(&mut self) -> &mut [bool] {
        &mut self.connections.enabled[self.first_connection..]
    }

    /// Its biases.
    pub fn biases(&mut self) -> &mut [f32] {
        &mut self.nodes.bias[self.first_node..]
    }

    /// Lets its weights change.
    pub fn change_weights(&mut self, draws: Draws) {
        self.weight_changes.push(draws, self.first_connection..self.connections.len());
    }

    /// Lets its biases change.
    pub fn change_biases(&mut self, draws: Draws) {
        self.bias_changes.push(draws, self.first_node..self.nodes.len());
    }

    /// Where among the connections of all one of its own is.
    pub fn position_of(&self, connection: usize) -> usize {
        self.first_connection + connection
    }

    /// Its activations.
    pub fn activations(&mut self) -> &mut [u8] {
        &mut self.nodes.activation[self.first_node..]
    }

    /// Its aggregations.
    pub fn aggregations(&mut self) -> &mut [u8] {
        &mut self.nodes.aggregation[self.first_node..]
    }

    /// Removes its node at a position.
    pub fn remove_node(&mut self, position: usize) {
        self.nodes.remove(self.first_node + position);
    }

    /// Removes its hidden nodes that no connection uses.
    pub fn remove_unconnected(&mut self, n_outputs: usize) {
        for position in (n_outputs..self.n_nodes()).rev() {
            let Genome { nodes, connections } = self.genome();
            let id = nodes.id[position];
            if !connections.source.contains(&id) && !connections.target.contains(&id) {
                self.remove_node(position);
            }
        }
    }

    /// Removes its connection at a position.
    pub fn remove_connection(&mut self, position: usize) {
        self.connections.remove(self.first_connection + position);
    }
}

/// A list of joined nodes, and the memory to search it.
#[derive(Debug, Default)]
pub struct Ends {
    sources: Vec<u32>,
    targets: Vec<u32>,
    reached: Vec<u32>,
}

impl Ends {
    /// Starts anew with the connections of a genome.
    pub fn restart(&mut self, sources: &[u32], targets: &[u32]) {
        self.sources.clear();
        self.targets.clear();
        self.sources.extend_from_slice(sources);
        self.targets.extend_from_slice(targets);
    }

    /// Adds one.
    pub fn push(&mut self, source: u32, target: u32) {
        self.sources.push(source);
        self.targets.push(target);
    }

    /// Whether the two nodes are joined.
    pub fn joins(&self, source: u32, target: u32) -> bool {
        self.sources.iter().zip(&self.targets).any(|(&from, &to)| from == source && to == target)
    }

    /// Whether a node is an end of any connection from position `start` on.
    pub fn touches(&self, node: u32, start: usize) -> bool {
        self.sources[start..].contains(&node) || self.targets[start..].contains(&node)
    }

    /// Whether a connection from `source` to `target` would close a cycle: a walk from the target that
    /// comes to the source.
    pub fn closes_cycle(&mut self, source: u32, target: u32) -> bool {
        if source != target && !self.targets.contains(&source) {
            return false; // nothing leads to the source, so no walk ends there
        }
        self.reached.clear();
        self.reached.push(target);
        let mut next = 0;
        while next < self.reached.len() {
            let node = self.reached[next];
            if node == source {
                return true;
            }
            next += 1;
            for (_, &to) in self.sources.iter().zip(&self.targets).filter(|(from, _)| **from == node) {
                if !self.reached.contains(&to) {
                    self.reached.push(to);
                }
            }
        }
        false
    }
}
