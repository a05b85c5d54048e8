//! A dense number for each gene that any genome has, in the order of keys.

use crate::distribution::columns::FIRST_NODE;
use crate::population::columns::Population;

const ABSENT: u32 = u32::MAX;

/// The slots of the genes of a population.
#[derive(Debug, Default)]
pub(super) struct Slots {
    connections: Table,
    nodes: Table,
    /// Key of each slot, ascending.
    pub keys: Vec<u64>,
    /// Slot of each connection of the population.
    pub of_connections: Vec<u32>,
    /// Slot of each node of the population.
    pub of_nodes: Vec<u32>,
}

impl Slots {
    /// Numbers the genes of a population.
    pub fn number(&mut self, population: &Population) {
        self.keys.clear();
        self.connections.number(&population.connections.innovation, 0, &mut self.keys, &mut self.of_connections);
        self.nodes.number(&population.nodes.id, FIRST_NODE, &mut self.keys, &mut self.of_nodes);
    }

    /// Number of slots.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The slot of a key, if any genome has its gene.
    pub fn of(&self, key: u64) -> Option<usize> {
        if key < FIRST_NODE { self.connections.slot(key) } else { self.nodes.slot(key - FIRST_NODE) }
    }

    /// Slots of the genes of the genome at a row: those of its connections and those of its nodes.
    pub fn of_genome<'a>(&'a self, population: &Population, row: usize) -> (&'a [u32], &'a [u32]) {
        let ends = |offsets: &[u64]| offsets[row] as usize..offsets[row + 1] as usize;
        let (connections, nodes) = (ends(&population.connection_offsets), ends(&population.node_offsets));
        (&self.of_connections[connections], &self.of_nodes[nodes])
    }
}

/// The slot of each number from 0 on.
#[derive(Debug, Default)]
struct Table {
    slots: Vec<u32>,
}

impl Table {
    fn number(&mut self, numbers: &[u32], first_key: u64, keys: &mut Vec<u64>, slots: &mut Vec<u32>) {
        let n = numbers.iter().max().map_or(0, |most| *most as usize + 1);
        self.slots.clear();
        self.slots.resize(n, ABSENT);
        for &number in numbers {
            self.slots[number as usize] = 0; // present
        }
        for (number, slot) in self.slots.iter_mut().enumerate().filter(|(_, slot)| **slot != ABSENT) {
            *slot = keys.len() as u32;
            keys.push(first_key + number as u64);
        }
        slots.clear();
        slots.extend(numbers.iter().map(|&number| self.slots[number as usize]));
    }

    fn slot(&self, number: u64) -> Option<usize> {
        self.slots.get(number as usize).filter(|slot| **slot != ABSENT).map(|slot| *slot as usize)
    }
}
