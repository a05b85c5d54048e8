"""What is different for an environment from the general defaults: the one table of them."""

from typing import Any, Final

ENVIRONMENT_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "xor": {
        "population_size": 150,
        "generations": 100,
        "evaluations": 1,
        "stop_when_solved": True,
        "genome": {"output_activation": "sigmoid"},
        "mutation": {"weight_sigma": 1.0, "weight_replace_sigma": 2.0},
    },
    "cart_pole": {
        "population_size": 150,
        "generations": 100,
        "evaluations": 5,
        "stop_when_solved": True,
    },
    "arena": {
        "population_size": 167,
        "generations": 50,
        "evaluations": 2,
        "objectives": ("survival", "kills", "power_ups"),
    },
}
"""Environment to settings, in the shape of the TOML file. A file, a flag or an argument goes before these."""
