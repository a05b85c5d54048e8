//! The mutation operators: one file each, and the table that mutation walks.
//!
//! A new operator is a file beside these and a line of the table. Its decision number is the next unused one; see
//! `Operator`.

pub(crate) mod activations;
pub(crate) mod add_connection;
pub(crate) mod add_node;
pub(crate) mod aggregations;
pub(crate) mod biases;
pub(crate) mod delete_connection;
pub(crate) mod delete_node;
pub mod operator;
pub(crate) mod re_enable;
pub(crate) mod toggle_enable;
pub(crate) mod weights;

use operator::Operator;

/// All operators, in the order in which they apply to an offspring.
pub(crate) const OPERATORS: [Operator; 10] = [
    delete_node::RECORD,
    delete_connection::RECORD,
    toggle_enable::RECORD,
    re_enable::RECORD,
    weights::RECORD,
    biases::RECORD,
    activations::RECORD,
    aggregations::RECORD,
    add_connection::RECORD,
    add_node::RECORD,
];
