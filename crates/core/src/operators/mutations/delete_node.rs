//! Deletes a hidden node with its connections.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(0), rate: |rates| rates.delete_node_rate, precedence: Some(2), apply };

fn apply(mutation: &mut Mutation<'_>) {
    let n_outputs = mutation.settings.n_outputs;
    let n_hidden = mutation.offspring.n_nodes() - n_outputs;
    if n_hidden == 0 {
        return;
    }
    let position = n_outputs + mutation.draws(Purpose::DeleteNode).below(0, n_hidden);
    let offspring = &mut *mutation.offspring;
    let id = offspring.genome().nodes.id[position];
    offspring.remove_node(position);
    for index in (0..offspring.n_connections()).rev() {
        let connections = offspring.genome().connections;
        if connections.source[index] == id || connections.target[index] == id {
            offspring.remove_connection(index);
        }
    }
    offspring.remove_unconnected(n_outputs);
}
