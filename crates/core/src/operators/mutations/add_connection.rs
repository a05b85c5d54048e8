//! Joins two random nodes that are not joined yet by a new connection.

use super::operator::{Mutation, Operator};
use crate::draws::Purpose;
use crate::operators::offspring::UNNUMBERED;
use crate::population::genome::Genome;
use crate::population::genome::clip;

pub(crate) const RECORD: Operator =
    Operator { decision: Some(6), rate: |rates| rates.add_connection_rate, precedence: Some(1), apply };

/// How often a random pair of nodes is tried before an offspring goes without a new connection.
const TRIES: u64 = 20;

fn apply(mutation: &mut Mutation<'_>) {
    let found = draw_ends(mutation);
    if let Some((source, target)) = found {
        let deviate = mutation.draws(Purpose::AddConnectionWeight).normal(0);
        let settings = mutation.settings;
        let weight = clip(deviate * settings.mutation.weight_replace_sigma, settings.genome.weight_limit);
        mutation.offspring.connections.push(UNNUMBERED, source, target, weight, true);
        mutation.proposal.connection = found;
    }
}

/// Source and target of the new connection, if one of the tries finds a pair.
fn draw_ends(mutation: &mut Mutation<'_>) -> Option<(u32, u32)> {
    let draws = mutation.draws(Purpose::AddConnection);
    let (n_inputs, recurrent) = (mutation.settings.n_inputs, mutation.settings.genome.recurrent);
    let mut ends = std::mem::take(&mut mutation.offspring.ends);
    let Genome { nodes, connections } = mutation.offspring.genome();
    let sources = &nodes.id[if recurrent { 0 } else { mutation.settings.n_outputs }..];
    ends.restart(connections.source, connections.target);
    let found = (0..TRIES).find_map(|attempt| {
        let drawn = draws.below(2 * attempt, n_inputs + sources.len());
        let source = if drawn < n_inputs { drawn as u32 } else { sources[drawn - n_inputs] };
        let target = nodes.id[draws.below(2 * attempt + 1, nodes.id.len())];
        let fits = !ends.joins(source, target) && (recurrent || !ends.closes_cycle(source, target));
        fits.then_some((source, target))
    });
    mutation.offspring.ends = ends;
    found
}
