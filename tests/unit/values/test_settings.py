"""Settings as the steps of a generation read them."""

from dataclasses import FrozenInstanceError

import pytest
from tests.parity.strategies import as_settings, settings_with

from speciate.config import Config


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        as_settings(settings_with()).seed = 2  # type: ignore[misc]


def test_layers_are_inputs_hidden_layers_and_outputs() -> None:
    settings = as_settings(settings_with(n_inputs=5, n_outputs=2, dense={"hidden_layers": [7, 3]}))
    assert settings.layers.sizes == (5, 7, 3, 2)
    assert settings.layers.activations == ("tanh", "tanh", "sigmoid")


def test_equal_configs_give_equal_settings_that_can_be_told_apart_from_others() -> None:
    settings = Config().steps(3, 1)
    assert settings == Config().steps(3, 1)
    assert settings != Config().steps(3, 2)
    assert hash(settings) == hash(Config().steps(3, 1))
