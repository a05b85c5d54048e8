"""Founders."""

import pytest
from tests.unit.backends.reference.genomes import settings

from speciate.backends.reference.population.founders import found
from speciate.values.generation import Ledger


def test_full_founders_join_every_pair_in_order() -> None:
    founders, ledger = found(settings(n_inputs=2, n_outputs=2))
    for genome in founders.genomes:
        pairs = [(c.innovation, c.source, c.target) for c in genome.connections]
        assert pairs == [(0, 0, 2), (1, 1, 2), (2, 0, 3), (3, 1, 3)]
        assert [node.id for node in genome.nodes] == [2, 3]
    assert ledger == Ledger(next_innovation=4, next_node_id=4)
    assert [genome.id for genome in founders.genomes] == list(range(12))


@pytest.mark.parametrize(
    ("fraction", "expected"), [(0.0, 0), (0.04, 0), (0.05, 1), (0.5, 5), (0.55, 6), (1.0, 10)]
)
def test_partial_founders_have_exactly_the_fraction(fraction: float, expected: int) -> None:
    genome = {"founders": "partial", "founder_fraction": fraction}
    founders, ledger = found(settings(n_inputs=5, n_outputs=2, genome=genome))
    assert set(founders.sizes.tolist()) == {expected}
    assert ledger.next_innovation == 10


def test_partial_founders_differ() -> None:
    founders, _ = found(settings(n_inputs=9, genome={"founders": "partial", "founder_fraction": 0.5}))
    assert len({tuple(c.innovation for c in genome.connections) for genome in founders.genomes}) > 6


def test_unconnected_founders_have_outputs_only() -> None:
    founders, ledger = found(settings(genome={"founders": "unconnected"}))
    assert founders.sizes.tolist() == [0] * 12
    assert ledger.next_innovation == 2


def test_founders_of_one_input_have_one_connection_per_output() -> None:
    founders, _ = found(settings(n_inputs=6, n_outputs=3, genome={"founders": "one_input"}))
    for genome in founders.genomes:
        assert [c.target for c in genome.connections] == [6, 7, 8]
        assert all(c.innovation == (c.target - 6) * 6 + c.source for c in genome.connections)


def test_weights_and_biases_stay_within_the_limit() -> None:
    genome = {"weight_limit": 0.5, "founder_weight_sigma": 5.0, "founder_bias_sigma": 5.0}
    founders, _ = found(settings(n_inputs=9, genome=genome))
    columns = founders.columns()
    for column in ("weight", "node_bias"):
        assert abs(columns[column]).max() == 0.5


def test_founders_with_a_hidden_layer_join_inputs_to_outputs_through_it() -> None:
    genome = {"founders": "hidden_layer", "least_founder_hidden_nodes": 2, "most_founder_hidden_nodes": 2}
    founders, ledger = found(settings(n_inputs=2, n_outputs=1, genome=genome))
    for founder in founders.genomes:
        assert [node.id for node in founder.nodes] == [2, 3, 4]
        pairs = [(c.innovation, c.source, c.target) for c in founder.connections]
        assert pairs == [(2, 0, 3), (3, 1, 3), (4, 3, 2), (5, 0, 4), (6, 1, 4), (8, 4, 2)]
    assert ledger == Ledger(next_innovation=9, next_node_id=5)


def test_random_founders_have_as_many_hidden_nodes_as_allowed_and_a_fraction_of_the_pairs() -> None:
    genome = {"founders": "random", "least_founder_hidden_nodes": 1, "most_founder_hidden_nodes": 4}
    rules = settings(n_inputs=20, n_outputs=2, population_size=200, genome=genome)
    founders, ledger = found(rules)
    n_hidden = [len(founder.nodes) - 2 for founder in founders.genomes]
    assert set(n_hidden) == {1, 2, 3, 4}
    n_pairs = sum(40 + n * 22 + n * (n - 1) // 2 for n in n_hidden)
    assert abs(founders.sizes.sum() / n_pairs - 0.5) < 0.02
    assert ledger == Ledger(next_innovation=40 + 4 * 22 + 6, next_node_id=26)


def test_random_founders_drop_hidden_nodes_without_connections() -> None:
    genome = {"founders": "random", "founder_fraction": 0.0}
    founders, _ = found(settings(genome=genome))
    assert founders.sizes.tolist() == [0] * 12
    assert all(len(founder.nodes) == 1 for founder in founders.genomes)


def test_the_same_pair_has_the_same_number_however_many_hidden_nodes_a_founder_has() -> None:
    genome = {"founders": "random", "least_founder_hidden_nodes": 1, "most_founder_hidden_nodes": 9}
    founders, _ = found(settings(genome=genome))
    ends: dict[int, set[tuple[int, int]]] = {}
    for founder in founders.genomes:
        for c in founder.connections:
            ends.setdefault(c.innovation, set()).add((c.source, c.target))
    assert all(len(pairs) == 1 for pairs in ends.values())
