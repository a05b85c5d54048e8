"""Mutation, one decision at a time."""

from typing import Any

from tests.parity.strategies import DEFAULTS
from tests.unit.backends.reference.genomes import connection, genome, settings

from speciate.backends.reference.operators.mutate import mutate
from speciate.backends.reference.population.genome import Connection, Genome, Node
from speciate.draws.philox import Draws, Purpose
from speciate.values.generation import Ledger
from speciate.values.innovation import Innovations

NO_RATES = {name: 0.0 for name in DEFAULTS["mutation"] if name.endswith("_rate")}
GROWN = genome(
    connection(0, 0, 2, 0.5, enabled=False),
    connection(1, 1, 2, 0.25),
    connection(2, 0, 4, 1.0),
    connection(3, 4, 5, 2.0),
    connection(4, 5, 2, 3.0),
    hidden=(4, 5),
)


def mutated(
    of: Genome = GROWN,
    innovations: Innovations | None = None,
    row: int = 0,
    *,
    genome_settings: dict[str, Any] | None = None,
    **mutation: Any,
) -> Genome:
    rules = settings(genome=genome_settings or {}, mutation=NO_RATES | mutation)
    ledger = innovations or Innovations(Ledger(100, 50))
    return mutate(of, rules, ledger, lambda purpose: Draws(1, purpose, 0, row))


def test_without_rates_nothing_changes() -> None:
    assert mutated() == GROWN


def test_a_deleted_node_takes_its_connections_and_nodes_left_alone_along() -> None:
    chain = genome(connection(0, 0, 4), connection(1, 4, 5), connection(2, 1, 2), hidden=(4, 5))
    results = {mutated(chain, row=row, delete_node_rate=1.0) for row in range(20)}
    without_4 = genome(connection(2, 1, 2))
    without_5 = genome(connection(0, 0, 4), connection(2, 1, 2), hidden=(4,))
    assert results == {without_4, without_5}


def test_a_deleted_connection_takes_nodes_left_alone_along() -> None:
    spur = genome(connection(0, 0, 4), hidden=(4,))
    assert mutated(spur, delete_connection_rate=1.0) == genome()
    assert mutated(genome(), delete_connection_rate=1.0) == genome()
    assert mutated(genome(), delete_node_rate=1.0) == genome()


def test_toggling_changes_one_connection() -> None:
    toggled = mutated(toggle_enable_rate=1.0)
    pairs = zip(toggled.connections, GROWN.connections, strict=True)
    assert sum(new.enabled != old.enabled for new, old in pairs) == 1


def test_re_enabling_enables_a_disabled_connection() -> None:
    assert all(gene.enabled for gene in mutated(re_enable_rate=1.0).connections)
    assert mutated(genome(connection(0, 0, 2)), re_enable_rate=1.0) == genome(connection(0, 0, 2))


def test_replaced_weights_forget_the_old_ones() -> None:
    rates: dict[str, Any] = {
        "weight_mutation_rate": 1.0,
        "weight_replace_rate": 1.0,
        "weight_replace_sigma": 0.0,
    }
    assert {gene.weight for gene in mutated(**rates).connections} == {0.0}


def test_perturbed_weights_stay_near_the_old_ones_and_within_the_limit() -> None:
    rates: dict[str, Any] = {"weight_mutation_rate": 1.0, "weight_sigma": 1e-3}
    for new, old in zip(mutated(**rates).connections, GROWN.connections, strict=True):
        assert 0.0 < abs(new.weight - old.weight) < 0.01
    rates["weight_sigma"] = 1e6
    assert {abs(gene.weight) for gene in mutated(**rates).connections} == {8.0}


def test_biases_of_outputs_change_too() -> None:
    assert all(node.bias != 0.0 for node in mutated(bias_mutation_rate=1.0, bias_sigma=1.0).nodes)


def test_functions_of_hidden_nodes_change_and_those_of_outputs_stay() -> None:
    changed = mutated(
        activation_mutation_rate=1.0,
        activation_options=["cube"],
        aggregation_mutation_rate=1.0,
        aggregation_options=["median"],
    )
    assert [(node.activation, node.aggregation) for node in changed.nodes] == [(0, 0), (16, 5), (16, 5)]


def test_a_new_connection_joins_nodes_that_were_not_joined_and_closes_no_cycle() -> None:
    for row in range(60):
        grown = mutated(row=row, add_connection_rate=1.0)
        for gene in grown.connections[5:]:
            assert (gene.source, gene.target) in {(1, 4), (0, 5), (1, 5), (4, 2)}
            assert gene.innovation == 100


def test_a_recurrent_genome_may_grow_any_connection() -> None:
    ends = set()
    for row in range(300):
        grown = mutated(row=row, add_connection_rate=1.0, genome_settings={"recurrent": True})
        ends |= {(gene.source, gene.target) for gene in grown.connections[5:]}
    joined = {(gene.source, gene.target) for gene in GROWN.connections}
    assert ends == {(s, t) for s in (0, 1, 2, 4, 5) for t in (2, 4, 5)} - joined


def test_where_every_pair_is_joined_no_connection_is_added() -> None:
    full = genome(connection(0, 0, 2), connection(1, 1, 2))
    assert mutated(full, add_connection_rate=1.0) == full


def test_a_new_node_splits_an_enabled_connection() -> None:
    lone = genome(connection(0, 0, 2, enabled=False), connection(1, 1, 2, 0.25))
    split = mutated(lone, add_node_rate=1.0)
    assert split.connections == (
        connection(0, 0, 2, enabled=False),
        connection(1, 1, 2, 0.25, enabled=False),
        Connection(100, 1, 50, 1.0, True),
        Connection(101, 50, 2, 0.25, True),
    )
    assert split.nodes[1:] == (Node(50, 0.0, 3, 0),)


def test_the_weight_into_a_new_node_is_within_the_limit() -> None:
    lone = genome(connection(1, 1, 2, 0.25))
    split = mutated(lone, add_node_rate=1.0, genome_settings={"weight_limit": 0.5})
    assert [gene.weight for gene in split.connections] == [0.25, 0.5, 0.25]


def test_a_connection_just_added_is_not_split() -> None:
    bare = genome()
    grown = mutated(bare, add_connection_rate=1.0, add_node_rate=1.0)
    assert len(grown.connections) == 1
    assert len(grown.nodes) == 1


def test_new_connections_are_sorted_where_an_earlier_row_made_the_split() -> None:
    innovations = Innovations(Ledger(100, 50))
    innovations.split(1)
    lone = genome(connection(1, 1, 2))
    grown = mutated(lone, innovations, add_connection_rate=1.0, add_node_rate=1.0)
    assert [gene.innovation for gene in grown.connections] == [1, 100, 101, 102]
    assert grown.connections[3] == Connection(102, 0, 2, grown.connections[3].weight, True)


def test_exclusive_structural_mutations_leave_everything_else_alone() -> None:
    rates: dict[str, Any] = {
        "structural_mutations": "exclusive",
        "weight_mutation_rate": 1.0,
        "bias_mutation_rate": 1.0,
    }
    grown = mutated(**rates, add_node_rate=1.0, add_connection_rate=1.0, delete_node_rate=1.0)
    assert len(grown.nodes) == 4
    assert len(grown.connections) == 7
    assert [gene.weight for gene in grown.connections[:5]] == [gene.weight for gene in GROWN.connections]
    assert mutated(**rates).nodes != GROWN.nodes


def test_a_decision_does_not_move_the_draws_of_another() -> None:
    alone = mutated(weight_mutation_rate=1.0)
    together = mutated(weight_mutation_rate=1.0, bias_mutation_rate=1.0, add_connection_rate=1.0)
    assert together.connections[:5] == alone.connections


def test_purposes_are_one_per_decision() -> None:
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose)
