//! The pool that the next genomes are written into. It held a population before, and its memory is used again: nothing is
//! allocated or cleared, and several threads write at once.

use crate::parallel::Threads;
use crate::population::columns::{ConnectionColumns, NodeColumns, Population};
use crate::population::genome::{Connections, Nodes};

/// Where the next genomes go in a population that is being filled.
#[derive(Clone, Copy, Debug, Default)]
pub struct NextPool {
    n_nodes: usize,
    n_connections: usize,
}

/// Finished genomes: their columns, and for each its id and where its nodes and connections end.
pub trait FinishedGenomes: Sync {
    /// Nodes of all genomes.
    fn nodes(&self) -> &NodeColumns;
    /// Connections of all genomes.
    fn connections(&self) -> &ConnectionColumns;
    /// Id, and the ends of nodes and connections, of each genome.
    fn genomes(&self) -> &[(u64, usize, usize)];
}

impl NextPool {
    /// Starts to fill a population from its beginning.
    pub fn begin(next: &mut Population) -> Self {
        next.ids.clear();
        next.node_offsets.truncate(1);
        next.connection_offsets.truncate(1);
        Self::default()
    }

    /// Appends the genomes of all blocks, in order.
    pub fn append<B: FinishedGenomes>(&mut self, threads: &Threads, blocks: &[B], next: &mut Population) {
        let (first_node, first_connection) = (self.n_nodes, self.n_connections);
        for block in blocks {
            for &(id, nodes, connections) in block.genomes() {
                next.ids.push(id);
                next.node_offsets.push((self.n_nodes + nodes) as u64);
                next.connection_offsets.push((self.n_connections + connections) as u64);
            }
            self.n_nodes += block.nodes().len();
            self.n_connections += block.connections().len();
        }
        if next.nodes.len() < self.n_nodes {
            next.nodes.resize(self.n_nodes);
        }
        if next.connections.len() < self.n_connections {
            next.connections.resize(self.n_connections);
        }
        let room = Room {
            nodes: next.nodes.room(first_node, self.n_nodes),
            connections: next.connections.room(first_connection, self.n_connections),
        };
        room.fill(threads, blocks);
    }

    /// Drops what is left of the old genomes.
    pub fn end(self, next: &mut Population) {
        next.nodes.resize(self.n_nodes);
        next.connections.resize(self.n_connections);
    }
}

struct Room<'a> {
    nodes: NodeRoom<'a>,
    connections: ConnectionRoom<'a>,
}

impl Room<'_> {
    /// Copies blocks to their places, halves of them at the same time.
    fn fill<B: FinishedGenomes>(mut self, threads: &Threads, blocks: &[B]) {
        match blocks {
            [] => {}
            [block] => {
                self.nodes.copy(block.nodes().view(0..block.nodes().len()));
                self.connections.copy(block.connections().view(0..block.connections().len()));
            }
            _ => {
                let (first, second) = blocks.split_at(blocks.len() / 2);
                let n_nodes = first.iter().map(|block| block.nodes().len()).sum();
                let n_connections = first.iter().map(|block| block.connections().len()).sum();
                let rest = Room {
                    nodes: self.nodes.split_off(n_nodes),
                    connections: self.connections.split_off(n_connections),
                };
                threads.both(|| self.fill(threads, first), || rest.fill(threads, second));
            }
        }
    }
}

/// Defines the mutable view of some columns.
macro_rules! room {
    ($room:ident, $columns:ident, $view:ident, $($column:ident: $type:ty = $empty:expr),*) => {
        struct $room<'a> { $($column: &'a mut [$type]),* }

        impl $room<'_> {
            fn split_off(&mut self, at: usize) -> Self {
                $(let (first, $column) = std::mem::take(&mut self.$column).split_at_mut(at); self.$column = first;)*
                Self { $($column),* }
            }

            fn copy(&mut self, from: $view<'_>) {
                $(self.$column.copy_from_slice(from.$column);)*
            }
        }

        impl $columns {
            fn resize(&mut self, n: usize) {
                $(self.$column.resize(n, $empty);)*
            }

            fn room(&mut self, start: usize, end: usize) -> $room<'_> {
                $room { $($column: &mut self.$column[start..end]),* }
            }
        }
    };
}

room!(NodeRoom, NodeColumns, Nodes, id: u32 = 0, bias: f32 = 0.0, activation: u8 = 0, aggregation: u8 = 0);
room!(
    ConnectionRoom, ConnectionColumns, Connections,
    innovation: u32 = 0, source: u32 = 0, target: u32 = 0, weight: f32 = 0.0, enabled: bool = false
);
