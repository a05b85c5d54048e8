//! Breeding: the plan's rows become the next population.
//!
//! Rows are bred in blocks. A block proposes structural changes, and the ledger numbers them in row order. One thread breeds
//! offspring where they stay. Several threads breed a wave of blocks in parallel, each block in memory of its own. Then the
//! ledger numbers the wave, the only serial step, and the threads copy the blocks to their places. All memory is used again.

use crate::error::{Error, Result};
use crate::operators::crossover::{Crossing, Fitter, crossover};
use crate::operators::mutate::Mutator;
use crate::operators::mutations::operator::Proposal;
use crate::operators::mutations::{biases, weights};
use crate::operators::offspring::{Address, Offspring};
use crate::parallel::Threads;
use crate::population::columns::{ConnectionColumns, NodeColumns, Population};
use crate::population::genome::Genome;
use crate::population::innovation::Ledger;
use crate::population::next_pool::{FinishedGenomes, NextPool};
use crate::reproduction::plan::{NO_PARENT, Parentage};
use crate::settings::Settings;

/// Rows that one piece of work breeds: few enough to stay in the cache until they are finished.
const BLOCK: usize = 32;

#[derive(Debug, Default)]
struct Block {
    offspring: Offspring,
    genomes: Vec<(u64, usize, usize)>,
    proposals: Vec<Proposal>,
    stranger: Option<u64>,
}

impl FinishedGenomes for Block {
    fn nodes(&self) -> &NodeColumns {
        &self.offspring.nodes
    }

    fn connections(&self) -> &ConnectionColumns {
        &self.offspring.connections
    }

    fn genomes(&self) -> &[(u64, usize, usize)] {
        &self.genomes
    }
}

/// Breeds generations; its memory is used again in every one.
#[derive(Debug)]
pub struct Breeder {
    blocks: Vec<Block>,
    ledger: Ledger,
}

impl Default for Breeder {
    fn default() -> Self {
        Self { blocks: Vec::new(), ledger: Ledger::starting_at(0, 0) }
    }
}

/// Whose genes the rows of a parentage speak of: survivors, then archive members.
#[derive(Clone, Copy, Debug)]
pub struct Parents<'a> {
    /// The survivors.
    pub survivors: &'a Population,
    /// The archive, if there is one.
    pub archive: Option<&'a Population>,
}

impl<'a> Parents<'a> {
    fn genome(&self, row: u32) -> Genome<'a> {
        let (row, n) = (row as usize, self.survivors.len());
        match self.archive {
            Some(archive) if row >= n => archive.genome(row - n),
            _ => self.survivors.genome(row),
        }
    }

    fn id(&self, row: u32) -> u64 {
        let (row, n) = (row as usize, self.survivors.len());
        match self.archive {
            Some(archive) if row >= n => archive.ids[row - n],
            _ => self.survivors.ids[row],
        }
    }

    fn len(&self) -> usize {
        self.survivors.len() + self.archive.map_or(0, Population::len)
    }
}

/// What a generation breeds from.
#[derive(Clone, Copy, Debug)]
pub struct Breeding<'a> {
    /// The genomes that have offspring.
    pub parents: Parents<'a>,
    /// The parents of each offspring.
    pub parentage: &'a Parentage,
    /// The generation that breeds.
    pub generation: u64,
    /// The next unused innovation.
    pub next_innovation: u32,
    /// The next unused node id.
    pub next_node_id: u32,
}

impl Breeding<'_> {
    /// Checks that values from outside fit together.
    fn check(&self, settings: &Settings) -> Result<()> {
        let (parentage, n_parents) = (self.parentage, self.parents.len());
        let n = parentage.parent_a.len();
        if [parentage.parent_b.len(), parentage.fitter.len(), parentage.elite.len()] != [n; 3] {
            return Err(Error::Shape("the columns of a plan must be equally long".into()));
        }
        if n > settings.population_size {
            let size = settings.population_size;
            return Err(Error::Shape(format!("a plan of {n} offspring for a population of {size}")));
        }
        let exists = |row: u32| (row as usize) < n_parents;
        let mates = parentage.parent_b.iter().map(|&row| row == NO_PARENT || exists(row));
        let known = parentage.parent_a.iter().map(|&row| exists(row)).zip(mates);
        if let Some(row) = known.into_iter().position(|both| both != (true, true)) {
            return Err(Error::Value(format!(
                "row {row} of the plan names a parent that does not exist; there are {n_parents}"
            )));
        }
        if let Some(row) = parentage.fitter.iter().position(|&fitter| fitter > 2) {
            return Err(Error::Value(format!(
                "row {row} of the plan has fitter {}, expected 0, 1 or 2",
                parentage.fitter[row]
            )));
        }
        Ok(())
    }

    fn unknown_numbers(&self, id: u64) -> Error {
        Error::Value(format!(
            "genome {id} has numbers that the ledger ({}, {}) has not given out; it belongs to another run",
            self.next_innovation, self.next_node_id
        ))
    }

    /// Genes of a parent must all have been numbered before: new numbers may not collide with them.
    fn knows(&self, genome: Genome<'_>) -> bool {
        genome.connections.innovation.last().is_none_or(|last| *last < self.next_innovation)
            && genome.nodes.id.last().is_none_or(|last| *last < self.next_node_id)
    }
}

impl Breeder {
    /// Writes the offspring into `next` and returns the next unused innovation and node id.
    ///
    /// # Errors
    /// `Error::Limit` when the numbers have run out; `Error::Shape` or `Error::Value` if the plan does not fit.
    pub fn breed(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        breeding: &Breeding<'_>,
        next: &mut Population,
    ) -> Result<(u32, u32)> {
        breeding.check(settings)?;
        self.ledger.begin_generation(breeding.next_innovation, breeding.next_node_id);
        (next.n_inputs, next.n_outputs) = (settings.n_inputs, settings.n_outputs);
        if threads.count() == 1 {
            self.breed_in_place(settings, breeding, next)?;
        } else {
            self.breed_in_parallel(settings, threads, breeding, next)?;
        }
        Ok((self.ledger.next_innovation(), self.ledger.next_node_id()))
    }

    fn breed_in_place(&mut self, settings: &Settings, breeding: &Breeding<'_>, next: &mut Population) -> Result<()> {
        self.blocks.resize_with(1, Block::default);
        let (block, n_offspring) = (&mut self.blocks[0], breeding.parentage.parent_a.len());
        next.clear();
        block.clear();
        block.swap_columns(next);
        let numbered = (0..n_offspring).step_by(BLOCK).try_for_each(|start| {
            block.genomes.clear();
            block.breed(settings, breeding, start..n_offspring.min(start + BLOCK));
            next.close_all(&block.genomes);
            block.number(breeding, &mut self.ledger)
        });
        block.swap_columns(next);
        numbered.inspect_err(|_| next.clear())
    }

    fn breed_in_parallel(
        &mut self,
        settings: &Settings,
        threads: &Threads,
        breeding: &Breeding<'_>,
        next: &mut Population,
    ) -> Result<()> {
        let n_offspring = breeding.parentage.parent_a.len();
        let n_blocks = 8 * threads.count();
        self.blocks.resize_with(n_blocks, Block::default);
        let mut pool = NextPool::begin(next);
        for start in (0..n_offspring).step_by(BLOCK * n_blocks) {
            let n_busy = (n_offspring - start).div_ceil(BLOCK).min(n_blocks);
            let blocks = &mut self.blocks[..n_busy];
            threads.for_each_piece(blocks, 1, |index, block| {
                let first = start + index * BLOCK;
                block[0].clear();
                block[0].breed(settings, breeding, first..n_offspring.min(first + BLOCK));
            });
            for block in &mut *blocks {
                block.number(breeding, &mut self.ledger)?;
            }
            pool.append(threads, blocks, next);
        }
        pool.end(next);
        Ok(())
    }
}

impl Block {
    /// Forgets everything and keeps the memory.
    fn clear(&mut self) {
        self.offspring.clear();
        self.genomes.clear();
    }

    /// Takes the columns of a population and gives it those of this block.
    fn swap_columns(&mut self, population: &mut Population) {
        std::mem::swap(&mut self.offspring.nodes, &mut population.nodes);
        std::mem::swap(&mut self.offspring.connections, &mut population.connections);
    }

    fn breed(&mut self, settings: &Settings, breeding: &Breeding<'_>, rows: std::ops::Range<usize>) {
        let Breeding { parents, parentage, generation, .. } = *breeding;
        self.proposals.clear();
        self.stranger = None;
        let mutator = Mutator::new(settings);
        for row in rows {
            let address = Address { seed: settings.seed, generation, row: row as u64 };
            let a = parents.genome(parentage.parent_a[row]);
            let mate = Some(parentage.parent_b[row]).filter(|mate| *mate != NO_PARENT);
            self.meet(breeding, parentage.parent_a[row], a);
            let mutates = if let Some(mate) = mate {
                let b = parents.genome(mate);
                self.meet(breeding, mate, b);
                let fitter = [Fitter::Equal, Fitter::A, Fitter::B][parentage.fitter[row] as usize];
                let crossing = Crossing::draw(&settings.crossover, address);
                crossover(a, b, fitter, settings.genome.recurrent, &crossing, &mut self.offspring);
                crossing.mutates
            } else {
                self.offspring.copy(a);
                true
            };
            let proposal = if mutates && !parentage.elite[row] {
                mutator.mutate(address, &mut self.offspring)
            } else {
                Proposal::default()
            };
            self.proposals.push(proposal);
            let id = (generation + 1) * settings.population_size as u64 + row as u64;
            self.genomes.push((id, self.offspring.nodes.len(), self.offspring.connections.len()));
        }
        let Offspring { nodes, connections, weight_changes, bias_changes, .. } = &mut self.offspring;
        weight_changes.apply(&weights::change(settings), &mut connections.weight);
        bias_changes.apply(&biases::change(settings), &mut nodes.bias);
    }

    /// Notes a parent that belongs to another run.
    fn meet(&mut self, breeding: &Breeding<'_>, row: u32, parent: Genome<'_>) {
        if !breeding.knows(parent) {
            self.stranger = self.stranger.or(Some(breeding.parents.id(row)));
        }
    }

    /// Gives the new genes at the end of each genome their numbers, and that behind a new node the weight of the old one.
    fn number(&mut self, breeding: &Breeding<'_>, ledger: &mut Ledger) -> Result<()> {
        if let Some(id) = self.stranger {
            return Err(breeding.unknown_numbers(id));
        }
        for (row, proposal) in self.proposals.iter().enumerate() {
            let (_, end_of_nodes, end) = self.genomes[row];
            let Offspring { nodes, connections, .. } = &mut self.offspring;
            if let Some(position) = proposal.split {
                if let Some((source, target)) = proposal.connection {
                    connections.innovation[end - 3] = ledger.connection(source, target)?;
                }
                let split = ledger.split(connections.innovation[position])?;
                connections.weight[end - 1] = connections.weight[position];
                connections.innovation[end - 2] = split.innovation_in;
                connections.target[end - 2] = split.node_id;
                connections.innovation[end - 1] = split.innovation_out;
                connections.source[end - 1] = split.node_id;
                nodes.id[end_of_nodes - 1] = split.node_id;
                if proposal.connection.is_some() && connections.innovation[end - 3] > split.innovation_in {
                    rotate(connections, end - 3, end);
                }
            } else if let Some((source, target)) = proposal.connection {
                connections.innovation[end - 1] = ledger.connection(source, target)?;
            }
        }
        Ok(())
    }
}

/// Moves the connection at `first` to the end of the range.
fn rotate(connections: &mut ConnectionColumns, first: usize, end: usize) {
    connections.innovation[first..end].rotate_left(1);
    connections.source[first..end].rotate_left(1);
    connections.target[first..end].rotate_left(1);
    connections.weight[first..end].rotate_left(1);
    connections.enabled[first..end].rotate_left(1);
}
