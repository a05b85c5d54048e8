"""Whether networks see through the views of their environment."""

from typing import Any

import numpy as np
import pytest

import speciate
from speciate import Config, Evolution, FunctionEnvironment, Views
from speciate.environments.native import BuiltInEnvironment
from speciate.errors import ConfigError
from speciate.values.environment_record import ENVIRONMENTS

MIRROR = Views.mirror([1, 0], [0])
ARENA, RETINA = (ENVIRONMENTS.get(name).views for name in ("arena", "retina"))  # type: ignore[attr-defined]


def resolved(views: Views | None = MIRROR, **settings: Any) -> Config:
    return Config.build(settings).resolved(n_inputs=2, n_outputs=1, views=views)


def test_networks_see_through_the_views_that_there_are() -> None:
    assert resolved().network.views == "environment"
    assert resolved().views_of(MIRROR) is MIRROR
    assert resolved(None).network.views == "none"


def test_views_can_be_left_out() -> None:
    config = resolved(network={"views": "none"})
    assert config.network.views == "none"
    assert config.views_of(MIRROR) is None


def test_the_config_of_a_version_that_did_not_know_views_has_none() -> None:
    written = {key: value for key, value in resolved().model_dump().items() if key != "network"}
    old = Config.written(written)
    assert old.network.views == "none"
    assert old.views_of(MIRROR) is None
    assert Config.written(resolved().model_dump()) == resolved()


@pytest.mark.parametrize(
    ("environment", "substrate", "views", "expected"),
    [
        ("", {}, MIRROR, "environment"),
        ("arena", {}, ARENA, "none"),
        ("retina", {}, RETINA, "none"),
        ("", {"input_x": [-1.0, 1.0]}, MIRROR, "environment"),
        ("", {"input_x": [-1.0, 0.0, 1.0]}, MIRROR, "none"),
        ("", {"output_x": [-1.0, 0.0, 1.0]}, MIRROR, "none"),
    ],
)
def test_hyperneat_sees_through_views_if_the_known_places_are_theirs(
    environment: str, substrate: dict[str, Any], views: Views, expected: str
) -> None:
    config = Config.build({"environment": environment, "algorithm": "hyperneat", "substrate": substrate})
    assert config.resolved(views=views).network.views == expected


def test_species_have_members_in_proportion_to_the_connections_of_the_network_behind_views() -> None:
    config = Config(population_size=300)
    spec = BuiltInEnvironment("arena", {}, "reference").spec
    ends: dict[str, Any] = {"n_inputs": spec.n_observations, "n_outputs": spec.n_actions}
    behind = config.resolved(n_inputs=23, n_outputs=5).speciation.target_species
    assert config.resolved(**ends, views=spec.views).speciation.target_species == behind
    without = config.changed(network={"views": "none"}).resolved(**ends, views=spec.views)
    assert without.speciation == config.resolved(**ends).speciation


def test_views_that_are_asked_for_and_missing_are_refused() -> None:
    with pytest.raises(ConfigError) as error:
        Evolution({"network": {"views": "environment"}, "backend": "reference"}, n_inputs=2, n_outputs=1)
    assert error.value.problems == (
        'network.views = "environment": the environment has no views; leave it out, or give views',
    )


def test_another_value_is_refused() -> None:
    with pytest.raises(ConfigError, match=r'network\.views = "some": expected one of'):
        Config.build({"network": {"views": "some"}})


@pytest.mark.parametrize(
    ("views", "line"),
    [
        (Views.mirror([0], [0]), "views: are of observations of length 1; expected 2, the length of"),
        (Views.mirror([1, 0], [1, 0]), "views: are of actions of length 2; expected 1, the length of"),
        ("ring", "views = 'ring': expected speciate.Views, or None for none"),
    ],
)
def test_views_that_do_not_fit_are_refused_in_one_line(views: Any, line: str) -> None:
    def function(networks: speciate.Networks) -> Any:
        return networks.forward(np.zeros(2))

    for call in (
        lambda: Evolution({"backend": "reference"}, n_inputs=2, n_outputs=1, views=views),
        lambda: speciate.Neat(n_inputs=2, n_outputs=1, views=views, backend="reference"),
        lambda: FunctionEnvironment(function, n_inputs=2, n_outputs=1, views=views),
    ):
        with pytest.raises(ConfigError) as error:
            call()
        (found,) = error.value.problems
        assert found.startswith(line)


def test_views_of_a_registered_environment_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def environment() -> FunctionEnvironment:
        return FunctionEnvironment(
            lambda networks: networks.forward(np.ones(2))[:, 0], n_inputs=2, n_outputs=1, views=MIRROR
        )

    monkeypatch.setattr(ENVIRONMENTS, "_registered", {})
    speciate.register(speciate.EnvironmentRecord(name="mirrored", factory=environment))
    for views, expected in (("environment", MIRROR), ("none", None)):
        config = {"network": {"views": views}, "population_size": 4, "generations": 1, "backend": "reference"}
        run = speciate.train("mirrored", config=config, quiet=True)
        assert run.evolution.views == expected
        assert run.champion.n_inputs == 2
