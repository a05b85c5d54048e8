//! The nodes of a genome in the order in which a network runs them, and the connections that each node reads.

use crate::population::genome::Genome;

/// Nodes and connections of one genome after the other; the memory is used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct NodeOrder {
    /// Positions of both ends of enabled connections between nodes.
    inner: Vec<(u32, u32)>,
    /// Node position of each connection's source (inputs come before nodes) and target, and its weight.
    edges: Vec<(u32, u32, f32)>,
    kept: Vec<bool>,
    depth: Vec<u32>,
    pub(crate) order: Vec<u32>,
    pub(crate) slot: Vec<u32>,
    pub(crate) ends: Vec<usize>,
    pub(crate) incoming: Vec<(u32, f32)>,
}

impl NodeOrder {
    /// Finds the ends of enabled connections, and the nodes from which an output can be reached.
    pub(crate) fn read(&mut self, genome: Genome<'_>, n_inputs: usize, n_outputs: usize) {
        let n_nodes = genome.nodes.id.len();
        let first_hidden = (n_inputs + n_outputs) as u32;
        let position = |id: u32| {
            if id < first_hidden { Some(id as usize) } else { genome.node_position(id).map(|place| n_inputs + place) }
        };
        self.edges.clear();
        self.inner.clear();
        let connections = genome.connections;
        for index in (0..genome.size()).filter(|&index| connections.enabled[index]) {
            let ends = (position(connections.source[index]), position(connections.target[index]));
            if let (Some(source), Some(target)) = ends {
                let target = (target - n_inputs) as u32;
                self.edges.push((source as u32, target, connections.weight[index]));
                if source >= n_inputs {
                    self.inner.push(((source - n_inputs) as u32, target));
                }
            }
        }
        self.kept.clear();
        self.kept.resize(n_nodes, false);
        self.kept[..n_outputs].fill(true);
        let mut changed = true;
        while changed {
            changed = false;
            for &(source, target) in &self.inner {
                if self.kept[target as usize] && !self.kept[source as usize] {
                    self.kept[source as usize] = true;
                    changed = true;
                }
            }
        }
    }

    pub(crate) fn order_nodes(&mut self, genome: Genome<'_>, recurrent: bool) {
        let n_nodes = genome.nodes.id.len();
        self.order.clear();
        self.order.extend((0..n_nodes as u32).filter(|&node| self.kept[node as usize]));
        if recurrent {
            return;
        }
        self.depth.clear();
        self.depth.resize(n_nodes, 1);
        let mut changed = true;
        while changed {
            changed = false;
            for &(source, target) in self.inner.iter().filter(|(source, _)| self.kept[*source as usize]) {
                let depth = self.depth[source as usize] + 1;
                if self.depth[target as usize] < depth {
                    self.depth[target as usize] = depth;
                    changed = true;
                }
            }
        }
        let depth = &self.depth;
        self.order.sort_unstable_by_key(|&node| (depth[node as usize], node));
    }

    pub(crate) fn ends_layer(&self, place: usize, recurrent: bool) -> bool {
        let depth = |place: usize| self.depth[self.order[place] as usize];
        place + 1 == self.order.len() || !recurrent && depth(place) != depth(place + 1)
    }

    /// Groups connections by target node in order (a counting sort); `ends[k]` is where the k-th group ends.
    pub(crate) fn sort_by_target(&mut self, n_inputs: usize) {
        self.slot.clear();
        self.slot.resize(self.kept.len(), u32::MAX);
        for (place, &node) in self.order.iter().enumerate() {
            self.slot[node as usize] = (n_inputs + place) as u32;
        }
        let place = |slot: &[u32], target: u32| slot[target as usize] as usize - n_inputs;
        let is_kept = |kept: &[bool], source: u32| (source as usize) < n_inputs || kept[source as usize - n_inputs];
        self.ends.clear();
        self.ends.resize(self.order.len() + 1, 0);
        self.edges.retain(|&(source, target, _)| self.kept[target as usize] && is_kept(&self.kept, source));
        for &(_, target, _) in &self.edges {
            self.ends[place(&self.slot, target) + 1] += 1;
        }
        for index in 0..self.order.len() {
            self.ends[index + 1] += self.ends[index];
        }
        self.incoming.clear();
        self.incoming.resize(self.edges.len(), (0, 0.0));
        for &(source, target, weight) in &self.edges {
            let end = &mut self.ends[place(&self.slot, target)];
            let source_slot = if (source as usize) < n_inputs { source } else { self.slot[source as usize - n_inputs] };
            self.incoming[*end] = (source_slot, weight);
            *end += 1;
        }
        // the starts have moved along to the ends; the extra last entry repeats the total
    }
}
