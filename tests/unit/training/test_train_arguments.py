"""Every common flag of the command line is an argument of ``train`` too, and does the same."""

import inspect
import re
from pathlib import Path
from typing import Any, Final

import pytest

import speciate
from speciate import Config, Genetic, Neat, Run
from speciate.config.messages import fields
from speciate.errors import ConfigError

ROOT: Final = Path(__file__, "../../../..").resolve()
SETTINGS: Final = {key: section for section, key, _ in fields(Config)}
OF_THE_COMMAND: Final = {"import", "quiet", "run_directory", "help"}
DETAILS: Final = {
    "activation_mutation_rate",
    "activation_options",
    "migration_generations",
    "n_migrants",
    "participation_rates",
    "survival",
    "survival_rate",
    "views",
    "weights",
}
"""Flags that the documents use for details: keys of ``config`` in Python."""


def arguments_of(function: Any) -> set[str]:
    return set(inspect.signature(function).parameters)


def flags_of_the_documents() -> set[str]:
    """The flags of every `speciate train` in the README and the documents."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *ROOT.glob("docs/*.md"))]
    calls = [call for text in texts for call in re.findall(r"speciate train ([^`#\n]*)", text)]
    return {
        flag.replace("-", "_") for call in calls for flag in re.findall(r"--(?:no-)?([a-z][a-z-]*)", call)
    }


def test_every_flag_of_the_documents_is_an_argument_of_train_or_a_detail() -> None:
    flags = flags_of_the_documents()
    assert {"algorithm", "hidden_layers", "n_islands", "staged", "grid_lower", "profile"} <= flags
    assert flags - OF_THE_COMMAND - DETAILS <= arguments_of(speciate.train)
    assert flags >= DETAILS
    assert not DETAILS & arguments_of(speciate.train)


def test_every_setting_at_the_top_that_resume_takes_is_taken_by_train() -> None:
    assert arguments_of(speciate.resume) & SETTINGS.keys() <= arguments_of(speciate.train)


def test_the_document_lists_the_arguments_of_loops_as_they_are() -> None:
    words = " ".join((ROOT / "docs" / "runs.md").read_text(encoding="utf-8").split())
    sentence = re.search(
        r"`speciate\.Neat` takes (.*?) of them\. `speciate\.Genetic` takes these and (.*?)\.", words
    )
    assert sentence
    of_neat, more = (re.findall(r"`(\w+)`", listed) for listed in sentence.groups())
    own = {"self", "n_inputs", "n_outputs", "views", "config"}
    assert set(of_neat) == arguments_of(Neat.__init__) - own
    assert set(of_neat) | set(more) == arguments_of(Genetic.__init__) - own
    assert set(of_neat) | set(more) <= arguments_of(speciate.train)


@pytest.mark.parametrize("function", [speciate.train, Neat.__init__, Genetic.__init__])
def test_every_argument_is_in_the_docstring(function: Any) -> None:
    text = inspect.getdoc(function) or ""
    assert [name for name in arguments_of(function) - {"self"} if f"\n    {name}: " not in text] == []


GIVEN: Final[dict[str, Any]] = {
    "environment_options": {"length": 1, "delay": 1},
    "algorithm": "genetic",
    "hidden_layers": [3, 2],
    "activation": "relu",
    "output_activation": "sigmoid",
    "recurrent": True,
    "population_size": 12,
    "n_islands": 2,
    "generations": 1,
    "evaluations": 2,
    "seed": 5,
    "objectives": ["fitness"],
    "directions": "min",
    "threads": 1,
    "workers": 1,
    "evaluation_timeout_seconds": 50.0,
    "worker_memory_bytes": 2**30,
    "on_fault": "penalise",
    "retries": 1,
    "backend": "reference",
    "stop_when_solved": False,
    "profile": "stanley2002",
}
GRID: Final[dict[str, Any]] = {
    "algorithm": "map_elites",
    "measures": ["x", "y"],
    "grid_lower": [1.0, 2.0],
    "grid_upper": [205.0, 205.0],
}


def trained(environment: str, **arguments: Any) -> Run:
    return speciate.train(environment, quiet=True, **arguments)


def setting(config: Config, key: str) -> Any:
    value = getattr(config if not SETTINGS[key] else getattr(config, SETTINGS[key]), key)
    return list(value) if isinstance(value, tuple) else value


def test_every_argument_that_is_a_setting_reaches_the_config() -> None:
    tried = GIVEN.keys() | GRID.keys() | {"staged"}
    assert arguments_of(speciate.train) & SETTINGS.keys() - {"environment"} == tried
    config = trained("recall", **GIVEN).config
    assert {key: setting(config, key) for key in GIVEN} == GIVEN | {"directions": ["min"]}
    tiny = {"population_size": 6, "generations": 1, "backend": "reference"}
    grid = trained("maze", **GRID, **tiny, environment_options={}).config
    assert {key: setting(grid, key) for key in GRID} == GRID
    arena = {"duration_seconds": 2.0}
    assert trained("arena", staged=True, **tiny, environment_options=arena).config.curriculum.staged


def test_an_argument_goes_before_the_config() -> None:
    config = {"algorithm": "neat", "dense": {"hidden_layers": [9], "founder_gain": 0.5}, "seed": 4}
    run = trained(
        "xor",
        algorithm="genetic",
        hidden_layers=[3],
        population_size=6,
        generations=1,
        backend="reference",
        config=config,
    )
    assert (run.config.algorithm, run.config.dense.hidden_layers) == ("genetic", (3,))
    assert (run.config.dense.founder_gain, run.config.seed) == (0.5, 4)


@pytest.mark.parametrize("made", [Neat, Genetic])
def test_the_classes_take_the_common_settings_of_networks(made: Any) -> None:
    settings = {"activation": "relu", "output_activation": "sigmoid", "recurrent": True, "n_islands": 2}
    evolution = made(n_inputs=1, n_outputs=1, population_size=8, backend="reference", **settings)
    assert {key: setting(evolution.config, key) for key in settings} == settings


def test_an_argument_without_effect_is_refused() -> None:
    with pytest.raises(ConfigError, match=r'dense.hidden_layers: has no effect with algorithm = "neat"'):
        trained("xor", hidden_layers=[4])
    with pytest.raises(ConfigError, match=r"map_elites.grid_lower: has no effect with"):
        trained("maze", grid_lower=[1.0], algorithm="neat")


@pytest.mark.parametrize(
    "call", [lambda c: trained("xor", config=c), lambda c: Neat(n_inputs=1, n_outputs=1, config=c)]
)
def test_settings_of_a_mapping_without_effect_are_refused(call: Any) -> None:
    with pytest.raises(ConfigError, match=r"^dense.hidden_layers: has no effect .* Leave it out, or choose"):
        call({"dense": {"hidden_layers": [4]}})


def test_a_file_and_a_config_may_hold_settings_for_several_algorithms(tmp_path: Path) -> None:
    path = tmp_path / "both.toml"
    path.write_text("population_size = 6\n[dense]\nhidden_layers = [4]\n[mutation]\nadd_node_rate = 0.1\n")
    for config in (path, Config.from_toml(path)):
        for made in (Neat, Genetic):
            assert len(made(n_inputs=1, n_outputs=1, backend="reference", config=config).ask()) == 6
