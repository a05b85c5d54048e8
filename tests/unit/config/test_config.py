"""The config: every field documented, every mistake one line with the key, the value and what is allowed."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from speciate import AlgorithmRecord, register
from speciate.config import ENVIRONMENT_DEFAULTS, Config, Mutation
from speciate.config.algorithms import ALGORITHMS
from speciate.config.backend_settings import SECTIONS
from speciate.config.messages import fields
from speciate.config.toml import parsed
from speciate.errors import ConfigError


def problems(settings: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        Config.build(settings)
    return str(caught.value).splitlines()


def test_every_field_has_a_description() -> None:
    for section, key, field in fields(Config):
        assert field.description, f"{section}.{key}"
        assert field.description.endswith("."), f"{section}.{key}"


def test_field_names_are_unique_over_the_whole_tree() -> None:
    names = [key for _, key, _ in fields(Config)]
    assert len(set(names)) == len(names)


def test_an_unknown_key_is_refused_with_the_nearest_name() -> None:
    assert problems({"mutation": {"add_node_rat": 0.1}}) == [
        'mutation.add_node_rat: unknown key; did you mean "add_node_rate"?'
    ]


def test_an_unknown_section_is_refused_with_the_nearest_name() -> None:
    assert problems({"mutatoin": {}}) == ['mutatoin: unknown key; did you mean "mutation"?']


def test_a_key_in_the_wrong_section_is_refused_with_the_right_one() -> None:
    assert problems({"add_node_rate": 0.1}) == [
        'add_node_rate: unknown key; did you mean "add_node_rate" of [mutation]?'
    ]
    assert problems({"genome": {"seed": 1}}) == [
        'genome.seed: unknown key; did you mean "seed" at the top, before any section?'
    ]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ({"mutation": {"add_node_rate": 1.5}}, "mutation.add_node_rate = 1.5: expected a number from 0 to 1"),
        ({"mutation": {"weight_sigma": -1}}, "mutation.weight_sigma = -1: expected a number from 0 to 1000"),
        (
            {"mutation": {"weight_sigma": float("nan")}},
            "mutation.weight_sigma = NaN: expected a number from 0 to 1000",
        ),
        ({"population_size": 1}, "population_size = 1: expected a whole number from 2 to 10000000"),
        ({"population_size": True}, "population_size = true: expected a whole number from 2 to 10000000"),
        ({"population_size": 2.5}, "population_size = 2.5: expected a whole number from 2 to 10000000"),
        ({"seed": "one"}, 'seed = "one": expected a whole number from 0 to 9223372036854775807'),
        ({"stop_when_solved": 1}, "stop_when_solved = 1: expected true or false"),
        ({"genome": 5}, "genome = 5: expected a table"),
        ({"backend": "rust"}, 'backend = "rust": expected one of "native", "reference"'),
        (
            {"substrate": {"weight_threshold": 1.0}},
            "substrate.weight_threshold = 1.0: expected a number from 0 to below 1",
        ),
        (
            {"objectives": "kills"},
            (
                'objectives = "kills": expected a list of 1 to 1000, each a text, or "auto"; did you mean '
                '["kills"]?'
            ),
        ),
        (
            {"selection": {"survival": "elitst"}},
            (
                'selection.survival = "elitst": expected one of "generational", "mixed", "elitist", or '
                '"auto"; did you mean "elitist"?'
            ),
        ),
    ],
)
def test_a_value_out_of_range_is_refused_with_what_is_allowed(settings: dict[str, Any], line: str) -> None:
    assert problems(settings) == [line]


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("reproduction", "survival_rate"),
        ("speciation", "compatibility_threshold"),
        ("cma_es", "initial_sigma"),
    ],
)
def test_a_limit_that_is_not_allowed_itself_is_refused(section: str, field: str) -> None:
    Config.build({section: {field: 1e-9}})
    (line,) = problems({section: {field: 0.0}})
    assert line.startswith(f"{section}.{field} = 0.0: expected a number above 0 up to")


def test_all_mistakes_are_reported_at_once() -> None:
    lines = problems(
        {"seed": -1, "mutation": {"add_node_rate": 2, "nonsense_xyz": 1}, "genome": {"activation": "tahn"}}
    )
    assert len(lines) == 4
    assert any(
        line.startswith("genome.activation = ") and line.endswith('did you mean "tanh"?') for line in lines
    )


def test_the_constructor_refuses_like_a_file() -> None:
    with pytest.raises(ConfigError, match=r"^seed = -1: expected a whole number"):
        Config(seed=-1)


def test_a_fixed_threshold_has_to_be_given() -> None:
    (line,) = problems({"speciation": {"target_species": 0}})
    assert line.startswith("speciation.compatibility_threshold is left open")
    config = Config.build({"speciation": {"target_species": 0, "compatibility_threshold": 3.0}})
    assert config.speciation.compatibility_threshold == 3.0


def test_settings_that_contradict_each_other_are_refused() -> None:
    assert problems({"objectives": ["a", "a"]})[0].startswith("objectives = ")
    three = {"objectives": ["a", "b", "c"], "directions": ["max", "min"]}
    assert problems(three)[0].endswith("expected 1 or 3, one per objective")
    assert problems({"population_size": 10, "speciation": {"target_species": 11}})[0].startswith(
        "speciation.target"
    )


def test_the_number_of_directions_is_checked_when_the_objectives_are_known() -> None:
    config = Config(directions=("max", "min"))
    assert config.changed(objectives=("a", "b")).resolved().directions == ("max", "min")
    with pytest.raises(ConfigError, match="expected 1, one per objective"):
        config.resolved()


def test_more_threads_than_a_machine_has_are_refused() -> None:
    assert problems({"threads": 257}) == ["threads = 257: expected a whole number from 0 to 256"]


def test_toml_that_is_nested_too_deeply_is_refused() -> None:
    deep = "x = " + "[" * 100_000
    with pytest.raises(ConfigError, match=r"my\.toml: no valid TOML"):
        Config.build(parsed(deep, "my.toml"))


def test_open_fields_are_resolved_by_the_number_of_objectives() -> None:
    one = Config().resolved()
    several = Config(objectives=("a", "b")).resolved()
    assert (one.selection.survival, one.reproduction.survival_rate) == ("generational", 0.2)
    assert (several.selection.survival, several.reproduction.survival_rate) == ("mixed", 0.4)
    dense = Config(objectives=("a", "b"), algorithm="genetic").resolved()
    assert (dense.selection.survival, dense.genetic.tournament_size) == ("elitist", 2)
    assert one.speciation.target_species == 10
    assert one.selection.archive_size == one.population_size == 150
    assert Config(population_size=20).resolved().speciation.target_species == 4


@pytest.mark.parametrize("algorithm", ["neat", "hyperneat", "genetic"])
def test_nobody_survives_by_luck_where_episodes_differ(algorithm: Any) -> None:
    config = Config(objectives=("a", "b"), algorithm=algorithm).resolved(stochastic=True)
    assert (config.selection.survival, config.reproduction.survival_rate) == ("generational", 0.2)
    assert config.genetic.tournament_size == 10
    kept = Config.build({"objectives": ["a", "b"], "selection": {"survival": "elitist"}})
    assert kept.resolved(stochastic=True).selection.survival == "elitist"


@pytest.mark.parametrize(
    ("population_size", "n_inputs", "n_outputs", "n_species"),
    [
        (150, 3, 1, 10),  # about 15 members each
        (150, 5, 3, 10),
        (150, 8, 4, 5),  # about as many as there are pairs of an input and an output
        (20, 5, 4, 3),
        (167, 13, 5, 3),
        (167, 86, 6, 3),  # never fewer
        (10_000, 86, 6, 19),
        (1_000_000, 2, 1, 40),
        (20, 2, 1, 4),
        (2, 2, 1, 2),
    ],
)
def test_species_have_members_in_proportion_to_what_there_is_to_learn(
    population_size: int, n_inputs: int, n_outputs: int, n_species: int
) -> None:
    config = Config(population_size=population_size)
    resolved = config.resolved(n_inputs=n_inputs, n_outputs=n_outputs)
    assert resolved.speciation.target_species == n_species
    assert config.steps(n_inputs, n_outputs).speciation.target_species == n_species


def test_speciation_can_be_switched_off() -> None:
    off = Config.build({"speciation": {"target_species": "off"}})
    assert off.resolved(n_inputs=86, n_outputs=6).speciation.target_species == "off"
    assert off.steps(86, 6).speciation.target_species == 0
    assert off.steps(86, 6).speciation.compatibility_threshold == 1e38
    (line,) = problems({"speciation": {"target_species": "of"}})
    assert line.endswith('"of": expected a whole number from 0 to 10000000, or "off", or "auto"')


def test_a_number_of_species_that_was_given_stays() -> None:
    fixed = Config.build({"speciation": {"target_species": 12}})
    assert fixed.resolved(n_inputs=86, n_outputs=6).speciation.target_species == 12


def test_islands_have_the_species_of_their_own_genomes() -> None:
    split = Config.build({"population_size": 600, "islands": {"n_islands": 4}})
    assert split.resolved(n_inputs=12, n_outputs=4).speciation.target_species == 3


def test_the_genetic_algorithm_crosses_half_of_its_offspring() -> None:
    genetic = Config(algorithm="genetic").resolved().genetic
    assert (genetic.weight_crossover, genetic.weight_crossover_rate) == ("uniform", 0.5)
    assert genetic.tournament_size == 10


def test_a_search_for_novelty_has_many_species_of_large_genomes_too() -> None:
    for objectives in (("novelty",), ("fitness", "novelty")):
        config = Config(objectives=objectives, measures=("x", "y"))
        assert config.resolved(n_inputs=86, n_outputs=6).speciation.target_species == 10


def test_hyperneat_has_species_of_small_genomes_however_many_inputs_there_are() -> None:
    config = Config.build({"algorithm": "hyperneat", "substrate": {}})
    assert config.resolved(n_inputs=86, n_outputs=6).speciation.target_species == 10


def test_auto_leaves_a_field_open() -> None:
    assert Config.build({"selection": {"survival": "auto"}, "evaluations": "auto"}) == Config()


def test_the_settings_of_a_backend_leave_nothing_open() -> None:
    settings = dataclasses.asdict(Config().steps(3, 1))
    assert settings["speciation"]["compatibility_threshold"] == 0.0
    values = [
        value
        for section in settings.values()
        for value in (section.values() if isinstance(section, dict) else [section])
    ]
    assert None not in values


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_of_a_backend_has_the_fields_of_the_config(name: str) -> None:
    assert [field.name for field in dataclasses.fields(SECTIONS[name])] == list(
        type(getattr(Config(), name)).model_fields
    )


def test_settings_resolve_a_config_only_where_a_field_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved = Config(algorithm="hyperneat").resolved(n_inputs=3, n_outputs=1)
    expected = resolved.settings(3, 1)
    assert Config(algorithm="hyperneat").settings(3, 1) == expected
    monkeypatch.delattr(Config, "resolved")
    assert resolved.settings(3, 1) == expected


def test_toml_gives_back_an_equal_config(tmp_path: Path) -> None:
    config = Config(seed=7, environment_options={"preset": "classic"}, mutation=Mutation(add_node_rate=0.2))
    path = tmp_path / "config.toml"
    path.write_text(config.to_toml())
    assert Config.from_toml(path) == config
    path.write_text(config.resolved().to_toml())
    assert Config.from_toml(path) == config.resolved()


def test_unreadable_toml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("seed = 1\npopulation_size = = 2\n")
    with pytest.raises(ConfigError, match=r"config\.toml: no valid TOML: .*line 2, column 19"):
        Config.from_toml(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.from_toml(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="no text in UTF-8"):
        Config.from_toml(path)


def test_layers_go_before_those_below_them() -> None:
    config = Config.build(
        {"environment": "xor", "mutation": {"add_node_rate": 0.3}}, {"mutation": {"weight_sigma": 0.1}}
    )
    assert config.population_size == ENVIRONMENT_DEFAULTS["xor"]["population_size"]
    assert (config.mutation.add_node_rate, config.mutation.weight_sigma) == (0.3, 0.1)
    assert Config.build({"environment": "xor", "population_size": 60}).population_size == 60


@pytest.mark.parametrize("environment", ENVIRONMENT_DEFAULTS)
def test_the_defaults_of_environments_are_valid(environment: str) -> None:
    assert Config.build({"environment": environment}).environment == environment


def test_numpy_scalars_are_taken_as_numbers() -> None:
    np = pytest.importorskip("numpy")
    assert Config.build({"seed": np.int64(3), "mutation": {"add_node_rate": np.float64(0.5)}}).seed == 3


def test_a_config_that_was_written_out_takes_no_option_that_its_environment_has_learnt_since() -> None:
    options = {"velocities": False}
    written = Config.build({"environment": "double_pole", "environment_options": options}).model_dump()
    assert written["environment_options"] == {"velocities": False, "exam_starts": 250}
    old = Config.written(written | {"environment_options": options})
    assert old.environment_options == old.changed(threads=1).environment_options == options
    assert old.resolved().environment_options == options


def test_a_text_with_thousands_of_unknown_keys_is_refused_with_the_first_hundred() -> None:
    with pytest.raises(ConfigError) as refused:
        Config.build(parsed("".join(f"key_{number} = 1\n" for number in range(60_000)), "file"))
    assert len(refused.value.problems) == 101
    assert refused.value.problems[-1] == "and 59900 more problems"


def test_a_key_of_a_million_letters_is_shortened_in_the_message() -> None:
    with pytest.raises(ConfigError, match=r"^a{60}: unknown key; remove it$"):
        Config.build({"a" * 1_000_000: 1})


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        None,
        {1, 2},
        date(2026, 1, 2),
        [0.5, [-float("inf")]],
        {"a": {1: 2}},
        nested(40),
    ],
)
def test_an_option_that_no_file_can_hold_is_refused_in_one_line(
    value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ALGORITHMS, "_registered", {})
    register(
        AlgorithmRecord(name="toy", create=lambda *_: None, checks=lambda config: [f"unasked for {config}"])
    )
    (line,) = problems({"algorithm": "toy", "algorithm_options": {"step": value}})
    assert line.startswith("algorithm_options.step = ")
    assert ": expected a finite number, a text, true or false, or a list or a table of these" in line


def test_options_of_every_type_of_a_file_are_there_when_it_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ALGORITHMS, "_registered", {})
    register(AlgorithmRecord(name="toy", create=lambda *_: None))
    options = {
        "a": 1,
        "b": 0.5,
        "c": "x",
        "d": True,
        "e": [1, [2.5, "y"]],
        "f": {"g": {"h": []}},
        "i": nested(13),
    }
    config = Config.build({"algorithm": "toy", "algorithm_options": options})
    assert Config.build(parsed(config.to_toml(), "the same")).algorithm_options == options
