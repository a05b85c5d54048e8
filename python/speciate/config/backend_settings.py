"""The settings that a backend takes, as one typed value, from a config without open fields."""

from typing import Any, Final

from speciate.config.fields import ConfigFields
from speciate.values.settings import (
    CrossoverSettings,
    DenseSettings,
    DistanceSettings,
    GeneticSettings,
    GenomeSettings,
    MutationSettings,
    ReproductionSettings,
    SelectionSettings,
    Settings,
    SpeciationSettings,
)

SECTIONS: Final[dict[str, Any]] = {
    "genome": GenomeSettings,
    "mutation": MutationSettings,
    "crossover": CrossoverSettings,
    "distance": DistanceSettings,
    "speciation": SpeciationSettings,
    "reproduction": ReproductionSettings,
    "selection": SelectionSettings,
    "dense": DenseSettings,
    "genetic": GeneticSettings,
}
"""The sections that a backend takes as they are, and the type of each."""

FIND_THE_FIRST: Final = 0.0
"""The compatibility threshold that asks a backend to find one."""

ONE_SPECIES: Final = 1e38
"""A compatibility threshold that is larger than any distance."""


def steps_of(config: ConfigFields, n_inputs: int, n_outputs: int) -> Settings:
    """The settings of the steps of a generation; see ``Config.steps``."""
    sections = {name: getattr(config, name).model_dump() for name in SECTIONS}
    speciation = sections["speciation"]
    if config.speciation.is_off:
        speciation |= {"target_species": 0, "compatibility_threshold": ONE_SPECIES}
    elif speciation["compatibility_threshold"] is None:
        speciation["compatibility_threshold"] = FIND_THE_FIRST
    return Settings(
        seed=config.seed,
        population_size=config.population_size,
        n_inputs=n_inputs,
        n_outputs=n_outputs,
        n_objectives=config.n_objectives,
        threads=config.threads,
        fixed_topology=config.fixed_topology,
        **{name: kind(**sections[name]) for name, kind in SECTIONS.items()},
    )
