"""What is different for an environment from the general defaults: the one table of them."""

from collections.abc import Mapping
from typing import Any, Final

ENVIRONMENT_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "xor": {
        "population_size": 150,
        "generations": 100,
        "evaluations": 1,
        "stop_when_solved": True,
        "genome": {"output_activation": "sigmoid"},
        "mutation": {"weight_sigma": 1.0, "weight_replace_sigma": 2.0, "add_node_rate": 0.05},
    },
    "cart_pole": {
        "population_size": 150,
        "generations": 100,
        "evaluations": 5,
        "stop_when_solved": True,
    },
    "double_pole": {
        "population_size": 60,
        "generations": 250,
        "evaluations": 1,
        "stop_when_solved": True,
        "genome": {"activation": "steep_sigmoid", "output_activation": "steep_sigmoid"},
        "mutation": {"weight_sigma": 1.0, "weight_replace_sigma": 2.0},
    },
    "maze": {
        "population_size": 250,
        "generations": 300,
        "genome": {"output_activation": "sigmoid"},
        "stop_when_solved": True,
    },
    "recall": {
        "population_size": 150,
        "generations": 200,
        "evaluations": 2,
        "stop_when_solved": True,
        "genome": {"recurrent": True},
    },
    "regression": {
        "population_size": 150,
        "generations": 300,
        "genome": {"output_activation": "identity"},
        "mutation": {"add_node_rate": 0.1, "add_connection_rate": 0.2},
        "stop_when_solved": True,
    },
    "retina": {
        "population_size": 150,
        "generations": 600,
        "genome": {"output_activation": "sigmoid"},
        "mutation": {"add_node_rate": 0.1, "add_connection_rate": 0.2},
        "stop_when_solved": True,
    },
    "arena": {
        "population_size": 167,
        "generations": 50,
        "evaluations": 2,
        "objectives": ("survival", "kills", "power_ups"),
        "dense": {"hidden_layers": (80,)},
        "curriculum": {"stage_thresholds": (60.0, 80.0, 100.0, 120.0)},
    },
}
"""Environment to settings, in the shape of the TOML file. A file, a flag or an argument goes before these."""

_BLIND_DOUBLE_POLE: Final[dict[str, Any]] = {
    "population_size": 100,
    "generations": 1000,
    "genome": {"recurrent": True},
    "environment_options": {"exam_starts": 250},  # the publication: 200, for which champions balance fewer
}

_CLASSIC_ARENA: Final[dict[str, Any]] = {
    "objectives": ("fitness",),
    "curriculum": {"stage_thresholds": (5_000.0, 10_000.0, 15_000.0, 12_000.0)},
}


def environment_defaults(environment: object, options: object) -> list[dict[str, Any]]:
    """The layers of settings that an environment with some options has by itself, the last one on top.

    Args:
        environment: The name of the environment, as given; none is known by anything but a text.
        options: ``environment_options``, as given.
    """
    layers = [ENVIRONMENT_DEFAULTS.get(environment, {})] if isinstance(environment, str) else []
    given = options if isinstance(options, Mapping) else {}
    if environment == "double_pole" and given.get("velocities") is False:
        layers.append(_BLIND_DOUBLE_POLE)
    if environment == "arena" and given.get("preset") == "classic":
        layers.append(_CLASSIC_ARENA)
    return layers
