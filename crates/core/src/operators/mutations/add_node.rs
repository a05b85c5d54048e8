//! Splits a random enabled connection by a new node.
//!
//! The connection behind the new node gets the weight of the old one when the ledger numbers it: until then that weight
//! may still change.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;
use crate::operators::offspring::UNNUMBERED;
use crate::population::genome::clip;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(7), rate: |rates| rates.add_node_rate, precedence: Some(0), apply };

fn apply(mutation: &mut Mutation<'_>) {
    // a connection that was proposed just now has no number yet and cannot be split
    let among = mutation.offspring.n_connections() - usize::from(mutation.proposal.connection.is_some());
    let Some(index) = mutation.draw_connection(Purpose::AddNode, true, among) else { return };
    let genome = &mutation.settings.genome;
    let offspring = &mut *mutation.offspring;
    offspring.enabled()[index] = false;
    let old = offspring.genome().connections;
    let (source, target, weight) = (old.source[index], old.target[index], old.weight[index]);
    let connections = &mut offspring.connections;
    connections.push(UNNUMBERED, source, UNNUMBERED, clip(1.0, genome.weight_limit), true);
    connections.push(UNNUMBERED, UNNUMBERED, target, weight, true);
    offspring.nodes.push(UNNUMBERED, 0.0, genome.activation, genome.aggregation);
    mutation.proposal.split = Some(offspring.position_of(index));
}
