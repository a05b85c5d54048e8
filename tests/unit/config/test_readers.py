"""Settings that an algorithm does not read change nothing, and are refused as flags."""

from functools import cache
from typing import Any, Final

import pytest

import speciate
from speciate.cli.main import main
from speciate.config import Config
from speciate.config.algorithms import ALGORITHMS
from speciate.config.fields import SHARED_SECTIONS
from speciate.config.readers import NEEDS, sections, without_effect

pytest.importorskip("speciate._native")

CHANGES: Final[dict[str, dict[str, Any]]] = {
    "mutation": {"weight_sigma": 0.9, "weight_mutation_rate": 1.0},
    "crossover": {"crossover_rate": 0.0},
    "distance": {"weight_coefficient": 3.0, "node_coefficient": 3.0},
    "speciation": {"target_species": 2},
    "restart": {"restart_generations": 1},
    "reproduction": {"survival_rate": 0.9, "elite_species_size": 9},
    "dense": {"hidden_layers": [3]},
    "genetic": {"mutation_sigma": 0.9, "mutation_rate": 0.9},
    "map_elites": {"grid_cells": [1]},
    "cma_es": {"initial_sigma": 0.9},
    "openai_es": {"perturbation_sigma": 0.9},
    "snes": {"first_step_size": 0.9},
    "substrate": {"largest_weight": 1.0},
}
GRID: Final[dict[str, Any]] = {"algorithm": "map_elites", "measures": ["correct"]}
TRIED: Final[dict[str, dict[str, Any]]] = {
    "neat": {},
    "genetic": {"algorithm": "genetic"},
    "cma_es": {"algorithm": "cma_es"},
    "openai_es": {"algorithm": "openai_es"},
    "snes": {"algorithm": "snes"},
    "hyperneat": {"algorithm": "hyperneat"},
    "map_elites": GRID | {"map_elites": {"grid_lower": [0.0], "grid_upper": [4.0]}},
    "map_elites, dense": GRID
    | {"map_elites": {"grid_lower": [0.0], "grid_upper": [4.0], "grid_genomes": "dense"}},
}


BESIDES: Final[dict[str, dict[str, Any]]] = {
    "restart": {
        "seed": 6,  # it stalls within a few generations
        "crossover": {"average_rate": 0.0},
        "mutation": dict.fromkeys(
            ("weight_mutation_rate", "bias_mutation_rate", "add_connection_rate", "add_node_rate"), 0.0
        ),
    }
}
"""What else it takes for a section to have an effect."""


@cache
def unchanged(algorithm: str, section: str) -> list[float]:
    return curve(TRIED[algorithm], BESIDES.get(section, {}))


def curve(*layers: dict[str, Any]) -> list[float]:
    config = Config.build({"environment": "xor", "population_size": 30, "generations": 8}, *layers)
    run = speciate.train(config=config, quiet=True)
    return [next(iter(metrics["mean"].values())) for metrics in run.metrics]


@pytest.mark.parametrize("algorithm", TRIED)
@pytest.mark.parametrize("section", CHANGES)
def test_a_section_changes_a_run_exactly_if_the_algorithm_reads_it(algorithm: str, section: str) -> None:
    chosen, changes = TRIED[algorithm], {section: CHANGES[section]}
    refused = list(without_effect(Config.build(chosen), changes))
    assert len(refused) in {0, len(CHANGES[section])}
    beside = section if section in BESIDES else ""
    same = curve(chosen, BESIDES.get(section, {}), changes) == unchanged(algorithm, beside)
    assert same == bool(refused)


def test_every_section_that_is_not_read_by_all_is_tried() -> None:
    assert CHANGES.keys() | set(SHARED_SECTIONS) == set(sections())


def test_every_section_is_shared_or_named_by_an_algorithm() -> None:
    named = {section for name in ALGORITHMS.names() for section in ALGORITHMS.get(name).reads}
    assert named | set(SHARED_SECTIONS) == set(sections())
    assert not named & set(SHARED_SECTIONS)


CONDITIONAL: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "islands": (
        {"islands": {"n_migrants": 5, "migration_generations": 2, "migration_topology": "random"}},
        {"islands": {"n_islands": 3}},
    ),
    "curriculum": (
        {"environment": "arena", "curriculum": {"stage_thresholds": [0.0] * 4, "stage_generations": 1}},
        {"environment": "arena", "curriculum": {"staged": True}},
    ),
    "novelty": (
        {
            "novelty": {
                "n_neighbors": 2,
                "novelty_additions": "novel",
                "n_novelty_additions": 1,
                "novelty_archive_size": 3,
            }
        },
        {"measures": ["correct", "fitness"], "objectives": ["novelty"]},
    ),
    "archive": (
        {"archive": {"archive_episodes": 3, "probation_episodes": 2}},
        {"objectives": ["fitness", "connections"]},
    ),
    "selection": (
        {"selection": {"archive_size": 2, "archive_breeding_rate": 1.0}},
        {"objectives": ["fitness", "connections"]},
    ),
}
"""Settings that are read under a condition, and what fulfils it."""


@pytest.mark.parametrize("section", CONDITIONAL)
def test_a_setting_under_a_condition_changes_a_run_exactly_if_that_is_fulfilled(section: str) -> None:
    changes, needed = CONDITIONAL[section]
    environment = {"environment": changes.get("environment", "xor")}
    for chosen, is_read in ((environment, False), (needed, True)):
        given = {key: value for key, value in changes.items() if key == section}
        refused = list(without_effect(Config.build(chosen, given), given))
        assert len(refused) == (0 if is_read else len(changes[section]))
        assert (curve(chosen, given) != curve(chosen)) == is_read


def test_measures_that_nothing_reads_are_refused() -> None:
    given: dict[str, Any] = {"measures": ["fitness"]}
    (line,) = without_effect(Config.build({"environment": "xor"}, given), given)
    assert line.startswith("measures: has no effect unless novelty or local_competition is an objective")
    grid: dict[str, Any] = {"map_elites": {"grid_lower": [0.0], "grid_upper": [4.0]}}
    for more in ({"objectives": ["novelty"]}, {"algorithm": "map_elites"}):
        assert not list(without_effect(Config.build({"environment": "xor"}, given, grid, more), given))


def test_every_condition_is_tried() -> None:
    assert CONDITIONAL.keys() | {"measures"} == NEEDS.keys()
    for section, (changes, _) in CONDITIONAL.items():
        assert set(changes[section]) == set(NEEDS[section][0])


def test_a_flag_without_effect_is_refused_with_who_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "xor", "--tournament-size", "5", "--grid-lower", "0"]) == 2
    first, second = capsys.readouterr().err.strip().splitlines()
    assert first == (
        'error: genetic.tournament_size: has no effect with algorithm = "neat"; it is read by genetic, '
        'map_elites with grid_genomes = "dense". Leave it out, or choose one of these'
    )
    assert second.startswith("error: map_elites.grid_lower: has no effect")
