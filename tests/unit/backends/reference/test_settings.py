"""Settings from JSON."""

import json
from dataclasses import FrozenInstanceError

import pytest
from tests.parity.strategies import as_json, settings_with

from speciate.backends.reference.settings import parse


def test_names_become_numbers() -> None:
    settings = parse(as_json(settings_with(genome={"activation": "sigmoid", "aggregation": "max"})))
    assert (settings.genome.activation, settings.genome.aggregation) == (1, 3)
    assert settings.mutation.activation_options == (3, 4, 11)


def test_a_missing_key_is_named() -> None:
    values = settings_with()
    del values["mutation"]["add_node_rate"]
    with pytest.raises(ValueError, match=r"settings\.mutation: 'add_node_rate' is missing"):
        parse(json.dumps(values))


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(ValueError, match="unknown key 'pop_size'"):
        parse(json.dumps(settings_with() | {"pop_size": 1}))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("genome", "founders", "some"),
        ("genome", "recurrent", 1),
        ("genome", "activation", "sigmiod"),
        ("mutation", "activation_options", []),
        ("mutation", "add_node_rate", "often"),
        ("speciation", "target_species", 1.5),
        ("speciation", "target_species", -1),
        ("speciation", "target_species", True),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(section: str, key: str, value: object) -> None:
    with pytest.raises(ValueError, match=rf"{key}|unknown activation 'sigmiod'"):
        parse(as_json(settings_with(**{section: {key: value}})))


def test_a_whole_number_will_do_for_a_fraction() -> None:
    assert parse(as_json(settings_with(genome={"weight_limit": 8}))).genome.weight_limit == 8.0


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        parse(as_json(settings_with())).seed = 2  # type: ignore[misc]
