//! One genome, borrowed from the columns of its population.

use std::ops::Range;

/// The node columns of one genome.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // as in `NodeColumns`
pub struct Nodes<'a> {
    pub id: &'a [u32],
    pub bias: &'a [f32],
    pub activation: &'a [u8],
    pub aggregation: &'a [u8],
}

/// The connection columns of one genome.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // as in `ConnectionColumns`
pub struct Connections<'a> {
    pub innovation: &'a [u32],
    pub source: &'a [u32],
    pub target: &'a [u32],
    pub weight: &'a [f32],
    pub enabled: &'a [bool],
}

/// One genome, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Genome<'a> {
    /// Outputs and hidden nodes.
    pub nodes: Nodes<'a>,
    /// Connections by innovation.
    pub connections: Connections<'a>,
}

impl Nodes<'_> {
    /// A view of a range.
    #[inline]
    #[must_use]
    pub fn view(&self, range: Range<usize>) -> Self {
        Self {
            id: &self.id[range.clone()],
            bias: &self.bias[range.clone()],
            activation: &self.activation[range.clone()],
            aggregation: &self.aggregation[range],
        }
    }
}

impl Connections<'_> {
    /// A view of a range.
    #[inline]
    #[must_use]
    pub fn view(&self, range: Range<usize>) -> Self {
        Self {
            innovation: &self.innovation[range.clone()],
            source: &self.source[range.clone()],
            target: &self.target[range.clone()],
            weight: &self.weight[range.clone()],
            enabled: &self.enabled[range],
        }
    }
}

impl Genome<'_> {
    /// Position of a hidden node's id among the nodes, by binary search.
    pub fn node_position(&self, id: u32) -> Option<usize> {
        self.nodes.id.binary_search(&id).ok()
    }

    /// Number of connections.
    pub fn size(&self) -> usize {
        self.connections.innovation.len()
    }
}

/// Limits a weight or bias and rounds it to what genomes store.
#[inline]
pub fn clip(value: f64, limit: f64) -> f32 {
    value.max(-limit).min(limit) as f32
}
