//! Mutation of one offspring. New genes are proposed here and numbered by the ledger afterwards.

use crate::deviates::Change;
use crate::draws::{Draws, Purpose, half_of, hits};
use crate::operators::offspring::{Address, Offspring, UNNUMBERED};
use crate::population::columns::Genome;
use crate::population::founders::clip;
use crate::settings::{MutationSettings, Settings, StructuralMutations};

/// What the ledger has to number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Ends of a new connection.
    pub connection: Option<(u32, u32)>,
    /// Position, among the connections of all offspring, of the one that a new node splits.
    pub split: Option<usize>,
}

/// Half words of the decisions within `Purpose::Mutation`.
#[derive(Clone, Copy)]
#[repr(usize)]
enum Decision {
    DeleteNode = 0,
    DeleteConnection = 1,
    ToggleEnable = 2,
    ReEnable = 3,
    Weights = 4,
    Biases = 5,
    AddConnection = 6,
    AddNode = 7,
}

/// How often a random pair of nodes is tried before an offspring goes without a new connection.
const TRIES: u64 = 20;

/// How weights change.
pub fn change_of_weights(settings: &Settings) -> Change {
    let rates = &settings.mutation;
    Change {
        replace_rate: rates.weight_replace_rate,
        replace_sigma: rates.weight_replace_sigma,
        sigma: rates.weight_sigma,
        limit: settings.genome.weight_limit,
    }
}

/// How biases change.
pub fn change_of_biases(settings: &Settings) -> Change {
    let rates = &settings.mutation;
    Change {
        replace_rate: rates.bias_replace_rate,
        replace_sigma: rates.bias_replace_sigma,
        sigma: rates.bias_sigma,
        limit: settings.genome.weight_limit,
    }
}

/// Mutates `offspring`. Its weights and biases are only noted to change, because those of many offspring change together,
/// which is faster. So a connection behind a new node gets the weight that it takes over afterwards.
pub fn mutate(settings: &Settings, address: Address, offspring: &mut Offspring) -> Proposal {
    let words = address.draws(Purpose::Mutation).block(0);
    let hits = |decision: Decision, rate: f64| hits(half_of(&words, decision as usize), rate);
    let rates = &settings.mutation;
    let mut mutation = Mutation { settings, rates, address, offspring, proposal: Proposal::default() };
    match rates.structural_mutations {
        StructuralMutations::Independent => {
            if hits(Decision::DeleteNode, rates.delete_node_rate) {
                mutation.delete_node();
            }
            if hits(Decision::DeleteConnection, rates.delete_connection_rate) {
                mutation.delete_connection();
            }
            mutation.attributes(hits);
            if hits(Decision::AddConnection, rates.add_connection_rate) {
                mutation.add_connection();
            }
            if hits(Decision::AddNode, rates.add_node_rate) {
                mutation.add_node();
            }
        }
        StructuralMutations::Exclusive => {
            if hits(Decision::AddNode, rates.add_node_rate) {
                mutation.add_node();
            } else if hits(Decision::AddConnection, rates.add_connection_rate) {
                mutation.add_connection();
            } else if hits(Decision::DeleteNode, rates.delete_node_rate) {
                mutation.delete_node();
            } else if hits(Decision::DeleteConnection, rates.delete_connection_rate) {
                mutation.delete_connection();
            } else {
                mutation.attributes(hits);
            }
        }
    }
    mutation.proposal
}

struct Mutation<'a> {
    settings: &'a Settings,
    rates: &'a MutationSettings,
    address: Address,
    offspring: &'a mut Offspring,
    proposal: Proposal,
}

impl Mutation<'_> {
    fn draws(&self, purpose: Purpose) -> Draws {
        self.address.draws(purpose)
    }

    /// Everything that leaves the set of genes as it is.
    fn attributes(&mut self, hits: impl Fn(Decision, f64) -> bool) {
        if hits(Decision::ToggleEnable, self.rates.toggle_enable_rate) {
            self.toggle_enable();
        }
        if hits(Decision::ReEnable, self.rates.re_enable_rate) {
            self.re_enable();
        }
        if hits(Decision::Weights, self.rates.weight_mutation_rate) {
            self.offspring.change_weights(self.draws(Purpose::Weights));
        }
        if hits(Decision::Biases, self.rates.bias_mutation_rate) {
            self.offspring.change_biases(self.draws(Purpose::Biases));
        }
        if self.rates.activation_mutation_rate > 0.0 {
            self.activations();
        }
        if self.rates.aggregation_mutation_rate > 0.0 {
            self.aggregations();
        }
    }

    fn delete_node(&mut self) {
        let n_outputs = self.settings.n_outputs;
        let n_hidden = self.offspring.n_nodes() - n_outputs;
        if n_hidden == 0 {
            return;
        }
        let position = n_outputs + self.draws(Purpose::DeleteNode).below(0, n_hidden);
        let id = self.offspring.genome().nodes.id[position];
        self.offspring.remove_node(position);
        for index in (0..self.offspring.n_connections()).rev() {
            let connections = self.offspring.genome().connections;
            if connections.source[index] == id || connections.target[index] == id {
                self.offspring.remove_connection(index);
            }
        }
        self.drop_unconnected();
    }

    fn delete_connection(&mut self) {
        let n_connections = self.offspring.n_connections();
        if n_connections > 0 {
            let index = self.draws(Purpose::DeleteConnection).below(0, n_connections);
            self.offspring.remove_connection(index);
            self.drop_unconnected();
        }
    }

    /// Removes hidden nodes that no connection uses.
    fn drop_unconnected(&mut self) {
        for position in (self.settings.n_outputs..self.offspring.n_nodes()).rev() {
            let Genome { nodes, connections } = self.offspring.genome();
            let id = nodes.id[position];
            if !connections.source.contains(&id) && !connections.target.contains(&id) {
                self.offspring.remove_node(position);
            }
        }
    }

    fn toggle_enable(&mut self) {
        let draws = self.draws(Purpose::ToggleEnable);
        let enabled = self.offspring.enabled();
        if !enabled.is_empty() {
            let index = draws.below(0, enabled.len());
            enabled[index] = !enabled[index];
        }
    }

    fn re_enable(&mut self) {
        if let Some(index) = self.draw_connection(Purpose::ReEnable, false, self.offspring.n_connections()) {
            self.offspring.enabled()[index] = true;
        }
    }

    /// Position of a random connection among the enabled or the disabled ones of the first `among`.
    fn draw_connection(&self, purpose: Purpose, enabled: bool, among: usize) -> Option<usize> {
        let flags = &self.offspring.genome().connections.enabled[..among];
        let n_candidates = flags.iter().filter(|flag| **flag == enabled).count();
        if n_candidates == 0 {
            return None;
        }
        let place = self.draws(purpose).below(0, n_candidates);
        flags.iter().enumerate().filter(|(_, flag)| **flag == enabled).nth(place).map(|(index, _)| index)
    }

    fn activations(&mut self) {
        let (rate, options) = (self.rates.activation_mutation_rate, &self.rates.activation_options);
        let draws = self.draws(Purpose::Activation);
        redraw(draws, rate, options, self.settings.n_outputs, self.offspring.activations());
    }

    fn aggregations(&mut self) {
        let (rate, options) = (self.rates.aggregation_mutation_rate, &self.rates.aggregation_options);
        let draws = self.draws(Purpose::Aggregation);
        redraw(draws, rate, options, self.settings.n_outputs, self.offspring.aggregations());
    }

    fn add_connection(&mut self) {
        let draws = self.draws(Purpose::AddConnection);
        let (n_inputs, recurrent) = (self.settings.n_inputs, self.settings.genome.recurrent);
        let mut ends = std::mem::take(&mut self.offspring.ends);
        let Genome { nodes, connections } = self.offspring.genome();
        let sources = &nodes.id[if recurrent { 0 } else { self.settings.n_outputs }..];
        ends.restart(connections.source, connections.target);
        let found = (0..TRIES).find_map(|attempt| {
            let drawn = draws.below(2 * attempt, n_inputs + sources.len());
            let source = if drawn < n_inputs { drawn as u32 } else { sources[drawn - n_inputs] };
            let target = nodes.id[draws.below(2 * attempt + 1, nodes.id.len())];
            let fits = !ends.joins(source, target) && (recurrent || !ends.closes_cycle(source, target));
            fits.then_some((source, target))
        });
        self.offspring.ends = ends;
        if let Some((source, target)) = found {
            let deviate = self.draws(Purpose::AddConnectionWeight).normal(0);
            let weight = clip(deviate * self.rates.weight_replace_sigma, self.settings.genome.weight_limit);
            self.offspring.connections.push(UNNUMBERED, source, target, weight, true);
            self.proposal.connection = found;
        }
    }

    fn add_node(&mut self) {
        // a connection that was proposed just now has no number yet and cannot be split
        let among = self.offspring.n_connections() - usize::from(self.proposal.connection.is_some());
        let Some(index) = self.draw_connection(Purpose::AddNode, true, among) else { return };
        let genome = &self.settings.genome;
        self.offspring.enabled()[index] = false;
        let old = self.offspring.genome().connections;
        let (source, target, weight) = (old.source[index], old.target[index], old.weight[index]);
        let connections = &mut self.offspring.connections;
        connections.push(UNNUMBERED, source, UNNUMBERED, clip(1.0, genome.weight_limit), true);
        connections.push(UNNUMBERED, UNNUMBERED, target, weight, true);
        self.offspring.nodes.push(UNNUMBERED, 0.0, genome.activation, genome.aggregation);
        self.proposal.split = Some(self.offspring.position_of(index));
    }
}

/// Draws a new option for hidden nodes, each with the given rate.
fn redraw(draws: Draws, rate: f64, options: &[u8], n_outputs: usize, values: &mut [u8]) {
    for (position, value) in values.iter_mut().enumerate().skip(n_outputs) {
        let index = 2 * position as u64;
        if draws.uniform(index) < rate {
            *value = options[draws.below(index + 1, options.len())];
        }
    }
}
