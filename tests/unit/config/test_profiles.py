"""Profiles: which settings they have, and what they go before."""

from pathlib import Path

import pytest

import speciate
from speciate.cli.main import main
from speciate.config import Config
from speciate.config.messages import fields
from speciate.config.profiles import PROFILES, profile_layer, profile_text
from speciate.config.toml import parsed
from speciate.errors import ConfigError
from speciate.study import Plan

_SHIPPED = PROFILES[1:]


def test_every_file_in_the_package_is_a_profile() -> None:
    files = (Path(speciate.__file__).parent / "config" / "published").glob("*.toml")
    assert sorted(file.stem for file in files) == sorted(_SHIPPED)


@pytest.mark.parametrize("name", _SHIPPED)
def test_a_profile_is_a_valid_config_of_any_environment(name: str) -> None:
    for environment in ("", "xor", "double_pole", "arena"):
        config = Config.build({"environment": environment, "profile": name})
        layer = profile_layer(name)
        assert config.population_size == layer["population_size"]
        for section, key, _ in fields(Config):
            if section and key in layer.get(section, {}):
                assert getattr(getattr(config, section), key) == layer[section][key]


@pytest.mark.parametrize("name", _SHIPPED)
def test_a_profile_says_where_it_comes_from(name: str) -> None:
    assert profile_text(name).startswith("# ")
    assert profile_text(name).count("#") > 10


def test_a_profile_goes_before_the_environment_and_behind_what_is_given() -> None:
    config = Config.build({"environment": "double_pole", "profile": "stanley2002"})
    assert (config.population_size, config.mutation.weight_sigma) == (150, 2.5)
    assert config.generations == 250  # the environment's, which the profile leaves open
    given = {"population_size": 20, "mutation": {"weight_sigma": 0.1}}
    config = Config.build({"environment": "double_pole", "profile": "stanley2002"}, given)
    assert (config.population_size, config.mutation.weight_sigma) == (20, 0.1)
    assert config.mutation.bias_mutation_rate == 0.0


def test_a_file_goes_before_the_profile_of_an_argument(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('environment = "xor"\n[mutation]\nadd_node_rate = 0.5\n')
    run = speciate.train(profile="stanley2002", generations=1, config=file, backend="reference", quiet=True)
    assert run.config.profile == "stanley2002"
    assert (run.config.mutation.add_node_rate, run.config.mutation.weight_sigma) == (0.5, 2.5)


def test_an_unknown_profile_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match=r'profile = "stanley": .*did you mean "stanley2002"\?'):
        Config.build({"environment": "xor", "profile": "stanley"})


def test_a_saved_config_says_its_profile_and_every_setting() -> None:
    config = Config.build({"environment": "xor", "profile": "stanley2002"})
    text = config.to_toml()
    assert 'profile = "stanley2002"' in text
    assert Config.build(parsed(text, "config.toml")) == config


def test_the_command_line_takes_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "xor", "--profile", "stanley2002"]) == 0
    assert "compatibility_threshold = 3.0" in capsys.readouterr().out


def test_a_study_takes_a_profile_of_its_task_or_its_algorithm() -> None:
    task = {"name": "xor", "environment": "xor", "budget": 300}
    algorithms = [{"name": "ours"}, {"name": "paper", "config": {"profile": "stanley2002"}}]
    plan = Plan.build({"name": "both", "seeds": 1, "task": [task], "algorithm": algorithms})
    sigmas = [trial.config.mutation.weight_sigma for trial in plan.trials()]
    assert sigmas == [1.0, 2.5]


@pytest.mark.parametrize("name", _SHIPPED)
def test_networks_of_a_profile_see_whole_observations(name: str) -> None:
    views = speciate.Views.mirror([1, 0], [0])
    config = {"profile": name, "backend": "reference", "population_size": 4}
    assert speciate.Neat(n_inputs=2, n_outputs=1, views=views, config=config).views is None
    through = config | {"network": {"views": "environment"}}
    assert speciate.Neat(n_inputs=2, n_outputs=1, views=views, config=through).views == views
