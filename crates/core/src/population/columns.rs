//! The genome pool: all genomes of a population as flat columns, with offsets per genome.
//!
//! One layout serves kernels, `NumPy` views, threads and checkpoints. A steady-state generation refills the
//! columns of a pool that is no longer needed and allocates nothing.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::population::genome::{Connections, Genome, Nodes};

/// Node attributes by column. Inputs have none and are implied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NodeColumns {
    /// Node ids, ascending within a genome: outputs, then hidden nodes.
    pub id: Vec<u32>,
    /// Added to the aggregated input.
    pub bias: Vec<f32>,
    /// Number of the activation.
    pub activation: Vec<u8>,
    /// Number of the aggregation.
    pub aggregation: Vec<u8>,
}

/// Connection attributes by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConnectionColumns {
    /// Historical markings, ascending within a genome.
    pub innovation: Vec<u32>,
    /// Node id that the connection comes from.
    pub source: Vec<u32>,
    /// Node id that the connection goes to.
    pub target: Vec<u32>,
    /// Weight.
    pub weight: Vec<f32>,
    /// Whether the network has the connection.
    pub enabled: Vec<bool>,
}

impl NodeColumns {
    /// A view of a range.
    #[inline]
    pub fn view(&self, range: Range<usize>) -> Nodes<'_> {
        Nodes {
            id: &self.id[range.clone()],
            bias: &self.bias[range.clone()],
            activation: &self.activation[range.clone()],
            aggregation: &self.aggregation[range],
        }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Forgets all nodes and keeps the memory.
    pub fn clear(&mut self) {
        self.id.clear();
        self.bias.clear();
        self.activation.clear();
        self.aggregation.clear();
    }

    fn reserve(&mut self, n: usize) {
        self.id.reserve(n);
        self.bias.reserve(n);
        self.activation.reserve(n);
        self.aggregation.reserve(n);
    }

    /// Appends one node.
    pub fn push(&mut self, id: u32, bias: f32, activation: u8, aggregation: u8) {
        self.id.push(id);
        self.bias.push(bias);
        self.activation.push(activation);
        self.aggregation.push(aggregation);
    }

    /// Appends all nodes of a view.
    #[inline]
    pub fn extend(&mut self, nodes: Nodes<'_>) {
        self.id.extend_from_slice(nodes.id);
        self.bias.extend_from_slice(nodes.bias);
        self.activation.extend_from_slice(nodes.activation);
        self.aggregation.extend_from_slice(nodes.aggregation);
    }

    /// Removes the node at a position.
    pub fn remove(&mut self, index: usize) {
        self.id.remove(index);
        self.bias.remove(index);
        self.activation.remove(index);
        self.aggregation.remove(index);
    }
}

impl ConnectionColumns {
    /// A view of a range.
    #[inline]
    pub fn view(&self, range: Range<usize>) -> Connections<'_> {
        Connections {
            innovation: &self.innovation[range.clone()],
            source: &self.source[range.clone()],
            target: &self.target[range.clone()],
            weight: &self.weight[range.clone()],
            enabled: &self.enabled[range],
        }
    }

    /// Number of connections.
    pub fn len(&self) -> usize {
        self.innovation.len()
    }

    /// Whether there is no connection.
    pub fn is_empty(&self) -> bool {
        self.innovation.is_empty()
    }

    /// Forgets all connections and keeps the memory.
    pub fn clear(&mut self) {
        self.innovation.clear();
        self.source.clear();
        self.target.clear();
        self.weight.clear();
        self.enabled.clear();
    }

    fn reserve(&mut self, n: usize) {
        self.innovation.reserve(n);
        self.source.reserve(n);
        self.target.reserve(n);
        self.weight.reserve(n);
        self.enabled.reserve(n);
    }

    /// Appends one connection.
    pub fn push(&mut self, innovation: u32, source: u32, target: u32, weight: f32, enabled: bool) {
        self.innovation.push(innovation);
        self.source.push(source);
        self.target.push(target);
        self.weight.push(weight);
        self.enabled.push(enabled);
    }

    /// Appends all connections of a view.
    #[inline]
    pub fn extend(&mut self, connections: Connections<'_>) {
        self.innovation.extend_from_slice(connections.innovation);
        self.source.extend_from_slice(connections.source);
        self.target.extend_from_slice(connections.target);
        self.weight.extend_from_slice(connections.weight);
        self.enabled.extend_from_slice(connections.enabled);
    }

    /// Removes the connection at a position.
    pub fn remove(&mut self, index: usize) {
        self.innovation.remove(index);
        self.source.remove(index);
        self.target.remove(index);
        self.weight.remove(index);
        self.enabled.remove(index);
    }
}

/// A population.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// Inputs of every genome: ids `0..n_inputs`.
    pub n_inputs: usize,
    /// Outputs of every genome: the ids that follow.
    pub n_outputs: usize,
    /// Genome ids, never reused within a run.
    pub ids: Vec<u64>,
    /// Where each genome's nodes begin; one more than genomes.
    pub node_offsets: Vec<u64>,
    /// Where each genome's connections begin; one more than genomes.
    pub connection_offsets: Vec<u64>,
    /// Nodes.
    pub nodes: NodeColumns,
    /// Connections.
    pub connections: ConnectionColumns,
}

impl Population {
    /// A population without genomes.
    pub fn empty(n_inputs: usize, n_outputs: usize) -> Self {
        Self {
            n_inputs,
            n_outputs,
            ids: Vec::new(),
            node_offsets: vec![0],
            connection_offsets: vec![0],
            nodes: NodeColumns::default(),
            connections: ConnectionColumns::default(),
        }
    }

    /// Number of genomes.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no genome.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Number of connections of a genome.
    pub fn size(&self, row: usize) -> usize {
        (self.connection_offsets[row + 1] - self.connection_offsets[row]) as usize
    }

    /// The genome at a row.
    #[inline]
    pub fn genome(&self, row: usize) -> Genome<'_> {
        let range = |offsets: &[u64]| offsets[row] as usize..offsets[row + 1] as usize;
        Genome {
            nodes: self.nodes.view(range(&self.node_offsets)),
            connections: self.connections.view(range(&self.connection_offsets)),
        }
    }

    /// Forgets all genomes and keeps the memory.
    pub fn clear(&mut self) {
        self.ids.clear();
        self.node_offsets.truncate(1);
        self.connection_offsets.truncate(1);
        self.nodes.clear();
        self.connections.clear();
    }

    /// Appends a genome.
    pub fn push(&mut self, id: u64, genome: Genome<'_>) {
        self.nodes.extend(genome.nodes);
        self.connections.extend(genome.connections);
        self.close(id);
    }

    /// Ends the genome whose nodes and connections have been appended.
    pub fn close(&mut self, id: u64) {
        self.ids.push(id);
        self.node_offsets.push(self.nodes.len() as u64);
        self.connection_offsets.push(self.connections.len() as u64);
    }

    /// Ends genomes, given by id and by where their nodes and connections end in columns that are put in place later.
    pub fn close_all(&mut self, genomes: &[(u64, usize, usize)]) {
        for &(id, end_of_nodes, end_of_connections) in genomes {
            self.ids.push(id);
            self.node_offsets.push(end_of_nodes as u64);
            self.connection_offsets.push(end_of_connections as u64);
        }
    }

    /// Appends all genomes of another population.
    pub fn extend(&mut self, other: &Self) {
        let (nodes, connections) = (self.nodes.len() as u64, self.connections.len() as u64);
        self.ids.extend_from_slice(&other.ids);
        self.node_offsets.extend(other.node_offsets[1..].iter().map(|offset| offset + nodes));
        self.connection_offsets.extend(other.connection_offsets[1..].iter().map(|offset| offset + connections));
        self.nodes.extend(other.nodes.view(0..other.nodes.len()));
        self.connections.extend(other.connections.view(0..other.connections.len()));
    }

    /// The genomes at `rows`, in that order.
    ///
    /// # Errors
    /// `Error::Value` if a row does not exist.
    pub fn select(&self, rows: &[u32]) -> Result<Self> {
        let mut selected = Self::empty(self.n_inputs, self.n_outputs);
        selected.extend_with(&[self], rows)?;
        Ok(selected)
    }

    /// Appends genomes of several populations, whose rows go on from one to the next.
    ///
    /// # Errors
    /// `Error::Value` if a row does not exist.
    pub fn extend_with(&mut self, populations: &[&Self], rows: &[u32]) -> Result<()> {
        let (mut n_nodes, mut n_connections) = (0, 0);
        for &row in rows {
            let Some((holder, row)) = find(populations, row) else {
                let n: usize = populations.iter().map(|population| population.len()).sum();
                return Err(Error::Value(format!("row {row} of a population of {n} genomes")));
            };
            n_nodes += (holder.node_offsets[row + 1] - holder.node_offsets[row]) as usize;
            n_connections += holder.size(row);
        }
        self.reserve(rows.len(), n_nodes, n_connections);
        for (holder, row) in rows.iter().filter_map(|&row| find(populations, row)) {
            self.push(holder.ids[row], holder.genome(row));
        }
        Ok(())
    }

    /// Makes room for more, so that a population of few genomes takes memory but once.
    fn reserve(&mut self, n_genomes: usize, n_nodes: usize, n_connections: usize) {
        self.ids.reserve(n_genomes);
        self.node_offsets.reserve(n_genomes);
        self.connection_offsets.reserve(n_genomes);
        self.nodes.reserve(n_nodes);
        self.connections.reserve(n_connections);
    }
}

/// The population that holds the genome at a row, and its row there, when rows are counted over all populations.
fn find<'a>(populations: &[&'a Population], row: u32) -> Option<(&'a Population, usize)> {
    let mut rest = row as usize;
    for &population in populations {
        if rest < population.len() {
            return Some((population, rest));
        }
        rest -= population.len();
    }
    None
}
