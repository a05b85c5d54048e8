//! The innovation ledger: equal structural changes in one generation get equal numbers, and no number is given twice in
//! a run.

use std::collections::HashMap;

use crate::error::{Error, Result};

/// Gives out innovations and node ids.
#[derive(Clone, Debug)]
pub struct Ledger {
    next_innovation: u32,
    next_node_id: u32,
    connections: HashMap<(u32, u32), u32>,
    splits: HashMap<u32, Split>,
}

/// The numbers that the split of a connection got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Id of the new node.
    pub node_id: u32,
    /// Innovation of the connection into it.
    pub innovation_in: u32,
    /// Innovation of the connection out of it.
    pub innovation_out: u32,
}

impl Ledger {
    /// A ledger whose next numbers are given.
    pub fn starting_at(next_innovation: u32, next_node_id: u32) -> Self {
        Self { next_innovation, next_node_id, connections: HashMap::new(), splits: HashMap::new() }
    }

    /// The next unused innovation.
    pub fn next_innovation(&self) -> u32 {
        self.next_innovation
    }

    /// The next unused node id.
    pub fn next_node_id(&self) -> u32 {
        self.next_node_id
    }

    /// Starts a generation with the next unused numbers: earlier changes are forgotten, the memory is kept.
    pub fn begin_generation(&mut self, next_innovation: u32, next_node_id: u32) {
        self.next_innovation = next_innovation;
        self.next_node_id = next_node_id;
        self.connections.clear();
        self.splits.clear();
    }

    /// The innovation of a new connection.
    ///
    /// # Errors
    /// `Error::Limit` when the numbers have run out.
    pub fn connection(&mut self, source: u32, target: u32) -> Result<u32> {
        if let Some(&known) = self.connections.get(&(source, target)) {
            return Ok(known);
        }
        let innovation = self.innovation()?;
        self.connections.insert((source, target), innovation);
        Ok(innovation)
    }

    /// The numbers of the split of a connection.
    ///
    /// # Errors
    /// `Error::Limit` when the numbers have run out.
    pub fn split(&mut self, innovation: u32) -> Result<Split> {
        if let Some(&known) = self.splits.get(&innovation) {
            return Ok(known);
        }
        let node_id = take(&mut self.next_node_id, "node ids")?;
        let split = Split { node_id, innovation_in: self.innovation()?, innovation_out: self.innovation()? };
        self.splits.insert(innovation, split);
        Ok(split)
    }

    fn innovation(&mut self) -> Result<u32> {
        take(&mut self.next_innovation, "innovations")
    }
}

fn take(next: &mut u32, what: &str) -> Result<u32> {
    let number = *next;
    *next = number.checked_add(1).ok_or_else(|| {
        Error::Limit(format!("all 2**32 - 1 {what} of this run are used; start a new run from its champion"))
    })?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_changes_of_one_generation_get_equal_numbers() {
        let mut ledger = Ledger::starting_at(10, 5);
        assert_eq!(ledger.connection(1, 3), Ok(10));
        assert_eq!(ledger.connection(3, 1), Ok(11));
        assert_eq!(ledger.connection(1, 3), Ok(10));
        let split = Split { node_id: 5, innovation_in: 12, innovation_out: 13 };
        assert_eq!(ledger.split(4), Ok(split));
        assert_eq!(ledger.split(4), Ok(split));
    }

    #[test]
    fn the_same_change_in_a_later_generation_gets_a_new_number() {
        let mut ledger = Ledger::starting_at(10, 5);
        let first = ledger.connection(1, 3);
        ledger.begin_generation(ledger.next_innovation(), ledger.next_node_id());
        assert_ne!(ledger.connection(1, 3), first);
    }

    #[test]
    fn running_out_of_numbers_is_an_error() {
        let mut ledger = Ledger::starting_at(u32::MAX, 5);
        assert!(matches!(ledger.connection(0, 1), Err(Error::Limit(_))));
    }
}
