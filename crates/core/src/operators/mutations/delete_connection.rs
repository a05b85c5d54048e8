//! Deletes a connection, and the hidden nodes that no connection uses afterwards.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(1), rate: |rates| rates.delete_connection_rate, precedence: Some(3), apply };

fn apply(mutation: &mut Mutation<'_>) {
    let n_connections = mutation.offspring.n_connections();
    if n_connections > 0 {
        let index = mutation.draws(Purpose::DeleteConnection).below(0, n_connections);
        mutation.offspring.remove_connection(index);
        mutation.offspring.remove_unconnected(mutation.settings.n_outputs);
    }
}
