"""The variants of the main job that are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

NO_STRUCTURE: Final = dict.fromkeys(
    (
        "add_node_rate",
        "add_connection_rate",
        "delete_node_rate",
        "delete_connection_rate",
        "toggle_enable_rate",
        "re_enable_rate",
    ),
    0.0,
)
"""Rates of structural mutations, all off."""


@dataclass(frozen=True)
class Variant:
    """A run of the main job with some settings of its own.

    Attributes:
        name: What it is called in the table.
        config: Settings, as in the TOML file of a run.
    """

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)


MAIN_JOB: Final = Variant("NEAT, 50 generations")
"""The main job as it is."""

ABLATIONS: Final = (
    MAIN_JOB,
    Variant("no views", {"network": {"views": "none"}}),
    Variant(
        "no views, perturbed weights",
        {"network": {"views": "none"}, "reproduction": {"weights": "perturbed"}},
    ),
    Variant("perturbed weights", {"reproduction": {"weights": "perturbed"}}),
    Variant("all weights drawn", {"reproduction": {"weights": "distribution"}}),
    Variant("no structural mutation", {"mutation": NO_STRUCTURE}),
    Variant("one species", {"speciation": {"target_species": "off"}}),
    Variant("the archive does not play again", {"archive": {"archive_episodes": 0}}),
)
"""The main job, and the main job without one of its parts."""

LENGTHS: Final = (Variant("NEAT, 20 generations", {"generations": 20}), MAIN_JOB)
"""The main job, and less than half of it."""

LONG: Final = (Variant("NEAT, 200 generations", {"generations": 200}),)
"""Four times the main job."""

FIXED_LAYERS: Final = tuple(
    Variant(
        f"{algorithm}, {views}",
        {"network": {"views": kind}} | dict(config),
    )
    for algorithm, config in (
        ("OpenAI-ES", {"algorithm": "openai_es"}),
        ("SNES", {"algorithm": "snes"}),
        ("genetic", {"algorithm": "genetic"}),
        (
            "separable CMA-ES, fitness",
            {"algorithm": "cma_es", "objectives": ["fitness"], "cma_es": {"covariance": "diagonal"}},
        ),
        (
            "CMA-ES, fitness",
            {"algorithm": "cma_es", "objectives": ["fitness"], "cma_es": {"covariance": "full"}},
        ),
    )
    for views, kind in (("views", "environment"), ("no views", "none"))
)
"""Dense networks without hidden layers, at the episodes of the main job."""

PLANS: Final = {"lengths": LENGTHS, "long": LONG, "ablations": ABLATIONS, "fixed-layers": FIXED_LAYERS}
"""Variants by the name of their table."""
