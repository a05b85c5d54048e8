"""The mutation operators: one module each, and the table that mutation walks.

A new operator is a module beside these and a line of the table. Its decision number is the next unused
one; see ``Operator``.
"""

from typing import Final

from speciate.backends.reference.operators.mutations import (
    activations,
    add_connection,
    add_node,
    aggregations,
    biases,
    delete_connection,
    delete_node,
    re_enable,
    toggle_enable,
    weights,
)
from speciate.backends.reference.operators.mutations.operator import Operator

OPERATORS: Final[tuple[Operator, ...]] = (
    delete_node.RECORD,
    delete_connection.RECORD,
    toggle_enable.RECORD,
    re_enable.RECORD,
    weights.RECORD,
    biases.RECORD,
    activations.RECORD,
    aggregations.RECORD,
    add_connection.RECORD,
    add_node.RECORD,
)
"""All operators, in the order in which they apply to an offspring."""
