"""The config of a run: one frozen, typed tree."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from speciate.config import map_elites, novelty, toml
from speciate.config.curriculum import Curriculum
from speciate.config.defaults import environment_defaults
from speciate.config.elites import without_offspring
from speciate.config.islands import Islands, unfit_for_islands
from speciate.config.map_elites import MapElites
from speciate.config.messages import problems
from speciate.config.novelty import Novelty
from speciate.config.open_fields import filled
from speciate.config.participation import Participation, unfit_rates
from speciate.config.profiles import Profile, profile_layer
from speciate.config.sections import (
    MOST_OBJECTIVES,
    CmaEs,
    Crossover,
    Dense,
    Distance,
    Genetic,
    Genome,
    Mutation,
    Reproduction,
    Section,
    Selection,
    Speciation,
)
from speciate.config.substrate import SubstrateSection, substrate_settings, unfit_for_substrates
from speciate.errors import ConfigError
from speciate.values.faults import OnFault

LEAST_FOR_CMA_ES: Final = 4
"""Two genomes at least are to be better than others (Hansen 2016, table 1)."""

LEAST_WORKER_MEMORY: Final = 2**24
"""With less, no environment has room for the threads and the genomes that it needs."""

BACKEND_SECTIONS: Final = (
    "genome",
    "mutation",
    "crossover",
    "distance",
    "speciation",
    "reproduction",
    "selection",
    "dense",
    "genetic",
)
"""The sections that a backend takes as they are."""


class Config(Section):
    """Everything that decides what a run does. The same config and seed give the same run.

    Fields that default to None are written "auto" in files and flags; ``resolved`` fills them.
    """

    environment: str = Field(
        default="", description="Name of the environment that is played; empty when you bring your own."
    )
    environment_options: dict[str, Any] = Field(
        default_factory=dict, description="Options of the environment, checked by the environment itself."
    )
    profile: Profile = Field(
        default="none",
        description="Settings of a publication or of another program: they go before the environment's own "
        "defaults, and all other settings that are given before them.",
    )
    objectives: (
        Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_OBJECTIVES, strict=False)] | None
    ) = Field(
        default=None,
        description="Results of an episode that are optimised; auto is the environment's first one.",
    )
    directions: tuple[Literal["max", "min"], ...] = Field(
        default=("max",),
        min_length=1,
        strict=False,
        description="Whether objectives are maximised or minimised: one for all, or one for each.",
    )
    measures: tuple[str, ...] = Field(
        default=(),
        strict=False,
        max_length=16,
        description="Results of an episode that say where a genome ended up, for novelty search and "
        'MAP-Elites; once they are named, "novelty" and "local_competition" can be objectives.',
    )
    algorithm: Literal["neat", "genetic", "cma_es", "hyperneat", "map_elites"] = Field(
        default="neat",
        description="How networks evolve: topology and weights (neat), the weights of dense networks "
        "alone (genetic, cma_es), patterns that give these weights (hyperneat), or genomes of either kind in "
        "a grid over measures (map_elites); several objectives, which cma_es and map_elites do not take, are "
        "ranked by NSGA-II.",
    )
    backend: Literal["native", "reference"] = Field(
        default="native", description="Who computes: the native core, or the plain Python reference."
    )
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = Field(
        default=0, description="Seed of every random draw; the same seed gives the same run, bit for bit."
    )
    population_size: Annotated[int, Field(ge=2, le=10_000_000)] = Field(
        default=150, description="Number of genomes in a generation."
    )
    generations: Annotated[int, Field(ge=1, le=2**32 - 1)] = Field(
        default=100, description="Number of generations to train for."
    )
    evaluations: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        default=None,
        description="Episodes per genome and generation; their mean counts; auto is 2, or 1 if all alike.",
    )
    validation_episodes: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None,
        description="Episodes that choose the champion among the best; auto is 20, or 1 if all are alike.",
    )
    held_out_episodes: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None,
        description="Episodes of the final table, never used before; auto is 100, or 1 if all are alike.",
    )
    stop_when_solved: bool = Field(
        default=False, description="Whether to stop as soon as a genome solves the environment."
    )
    threads: Annotated[int, Field(ge=0, le=256)] = Field(
        default=0,
        description="Threads of the native backend, 0 for one per core; results do not depend on it.",
    )
    workers: Annotated[int, Field(ge=0, le=1024)] = Field(
        default=0,
        description="Processes that evaluate, 0 for this one alone; results do not depend on it.",
    )
    evaluation_timeout_seconds: Annotated[float, Field(ge=0.0, le=1_000_000.0)] = Field(
        default=0.0,
        description="Seconds after which the worker of an evaluation is killed, 0 for never; needs workers.",
    )
    worker_memory_bytes: Annotated[int, Field(ge=0, le=2**60)] = Field(
        default=0,
        description="Bytes that the environment may allocate in a worker, from 16777216 on, 0 for no limit; "
        "needs workers.",
    )
    on_fault: OnFault | None = Field(
        default=None,
        description="Whether an evaluation that fails ends the run, saved, or ranks its genome last; auto "
        "ranks it last for NaN and infinity, and ends the run for anything else.",
    )
    retries: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        default=None,
        description="How often an evaluation that fails is tried again before that; auto is 2 for time-outs, "
        "lost workers and lack of memory, and else 0.",
    )
    checkpoint_seconds: Annotated[float, Field(ge=0.0, le=1_000_000.0)] = Field(
        default=5.0,
        description="Seconds between checkpoints, 0 for one per generation; the end is always saved.",
    )
    journal: bool = Field(
        default=True,
        description="Whether every generation is kept on disk between checkpoints, in a few kilobytes.",
    )
    checkpoints_kept: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=2, description="Number of the last checkpoints that are kept, besides the best."
    )
    genome: Genome = Field(default_factory=Genome, description="What genomes are made of.")
    mutation: Mutation = Field(default_factory=Mutation, description="How offspring change.")
    crossover: Crossover = Field(default_factory=Crossover, description="How two parents mix.")
    distance: Distance = Field(default_factory=Distance, description="How far apart genomes are.")
    speciation: Speciation = Field(default_factory=Speciation, description="How species form.")
    reproduction: Reproduction = Field(default_factory=Reproduction, description="Who has offspring.")
    selection: Selection = Field(default_factory=Selection, description="Who survives.")
    dense: Dense = Field(default_factory=Dense, description="Networks whose topology does not evolve.")
    genetic: Genetic = Field(default_factory=Genetic, description="How weights evolve alone.")
    novelty: Novelty = Field(default_factory=Novelty, description="How novelty is measured.")
    map_elites: MapElites = Field(default_factory=MapElites, description="The grid of MAP-Elites.")
    cma_es: CmaEs = Field(default_factory=CmaEs, description="How CMA-ES draws weights.")
    curriculum: Curriculum = Field(default_factory=Curriculum, description="The stages of training.")
    substrate: SubstrateSection = Field(
        default_factory=SubstrateSection, description="Where nodes lie, and what patterns of it give."
    )
    islands: Islands = Field(default_factory=Islands, description="Whether parts evolve alone.")
    participation: Participation = Field(default_factory=Participation, description="Which objectives count.")

    if not TYPE_CHECKING:  # the signature that pydantic makes is the better one

        def __init__(self, **settings: Any) -> None:
            """Checks the settings, all at once. Raises ``ConfigError``."""
            try:
                super().__init__(**toml.lay_over(profile_layer(settings.get("profile")), settings))
            except ValidationError as error:
                raise ConfigError(*problems(error, Config)) from None

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        """Refuses settings that contradict each other."""
        problems = list(_contradictions(self))
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @classmethod
    def build(cls, *layers: Mapping[str, Any]) -> "Config":
        """The config of layers of settings, each going before those to its left.

        Below all of them lies the profile that they name, and below that the environment's own defaults.

        Raises:
            ConfigError: Settings are unknown, out of range or contradict each other; one line for each.
        """
        settings: dict[str, Any] = {}
        for layer in layers:
            settings = toml.lay_over(settings, toml.keyed(layer))
        defaults: dict[str, Any] = {}
        for layer in environment_defaults(settings.get("environment"), settings.get("environment_options")):
            defaults = toml.lay_over(defaults, layer)
        defaults = toml.lay_over(defaults, profile_layer(settings.get("profile")))
        config = cls(**toml.lay_over(defaults, settings))
        too_low = below_limits(config)
        if too_low:
            raise ConfigError(*too_low)
        return config

    @classmethod
    def written(cls, settings: Mapping[str, Any]) -> "Config":
        """The config of a run as it was written out, every setting with it.

        The defaults of its environment are not laid below again, for they may have changed since: an option
        that the run did not know keeps the environment's own value.

        Raises:
            ConfigError: Settings are refused.
        """
        return cls(**settings)

    @classmethod
    def from_toml(cls, path: str | Path) -> "Config":
        """The config of a TOML file.

        Raises:
            ConfigError: The file cannot be read, or its settings are refused.
        """
        return cls.build(toml.read(Path(path)))

    @classmethod
    def from_text(cls, text: str, source: str | Path) -> "Config":
        """The config of TOML text; errors say that it comes from ``source``.

        Raises:
            ConfigError: The text is no TOML, or its settings are refused.
        """
        return cls.build(toml.parsed(text, source))

    def to_toml(self) -> str:
        """This config as TOML text, every field written out."""
        return toml.text(self.model_dump(mode="json"))

    def given(self) -> dict[str, Any]:
        """The settings that somebody chose, without the defaults: a layer for ``build``."""
        return self.model_dump(exclude_unset=True)

    @property
    def n_objectives(self) -> int:
        """Number of objectives; 1 as long as they are left open."""
        return len(self.objectives or ("fitness",))

    @property
    def fixed_topology(self) -> bool:
        """Whether all networks are dense ones of the same layers."""
        if self.algorithm == "map_elites":
            return self.map_elites.grid_genomes == "dense"
        return self.algorithm not in {"neat", "hyperneat"}

    def resolved(
        self,
        *,
        results: tuple[str, ...] = ("fitness",),
        stochastic: bool = False,
        n_inputs: int = 0,
        n_outputs: int = 0,
    ) -> "Config":
        """This config with every field that was left open filled in.

        Args:
            results: Names of the results of an episode, the default objective first.
            stochastic: Whether episodes of different seeds differ.
            n_inputs: Length of an observation, 0 if unknown.
            n_outputs: Length of an action, 0 if unknown.
        """
        return self.changed(**filled(self, results, n_inputs, n_outputs, stochastic=stochastic))

    def changed(self, **changes: Any) -> "Config":
        """A copy with other values, checked anew; a section's value is a dict of the keys to change.

        A profile cannot be changed any more: all its settings are there.

        Raises:
            ConfigError: The values are refused.
        """
        return Config.written(toml.lay_over(self.model_dump(), changes))

    def settings(self, n_inputs: int, n_outputs: int) -> str:
        """The settings of a backend as JSON text.

        Args:
            n_inputs: Length of an observation.
            n_outputs: Length of an action.
        """
        config = self.resolved(n_inputs=n_inputs, n_outputs=n_outputs)
        if config.algorithm == "hyperneat":
            return substrate_settings(config, n_inputs, n_outputs)
        values = config.model_dump(mode="json", include=set(BACKEND_SECTIONS))
        if values["speciation"]["compatibility_threshold"] is None:
            values["speciation"]["compatibility_threshold"] = 0.0  # a backend's "find the first one"
        run = {
            "seed": config.seed,
            "population_size": config.population_size,
            "n_inputs": n_inputs,
            "n_outputs": n_outputs,
            "n_objectives": config.n_objectives,
            "threads": config.threads,
        }
        return json.dumps(run | values)


def below_limits(config: Config) -> list[str]:
    """What a new run is refused, one line per setting; runs of older versions were not, and still load."""
    problems = []
    if 0 < config.worker_memory_bytes < LEAST_WORKER_MEMORY:
        problems.append(
            f"worker_memory_bytes = {config.worker_memory_bytes}: expected 0, which is no limit, or at least "
            f"{LEAST_WORKER_MEMORY}"
        )
    if config.algorithm == "cma_es" and config.population_size < LEAST_FOR_CMA_ES:
        problems.append(
            f"population_size = {config.population_size}: expected at least {LEAST_FOR_CMA_ES} with "
            'algorithm = "cma_es"'
        )
    return [*problems, *without_offspring(config)]


def _contradictions(config: Config) -> list[str]:
    """One line per pair of settings that cannot go together."""
    problems = []
    target = config.speciation.target_species
    if target == 0 and config.speciation.compatibility_threshold is None:
        problems.append(
            "speciation.compatibility_threshold is left open while speciation.target_species = 0 keeps it "
            "fixed; set a threshold above 0, or a number of species"
        )
    if target is not None and target > config.population_size:
        problems.append(
            f"speciation.target_species = {target}: expected at most population_size = "
            f"{config.population_size}"
        )
    least, most = config.genome.least_founder_hidden_nodes, config.genome.most_founder_hidden_nodes
    if least > most:
        problems.append(
            f"genome.least_founder_hidden_nodes = {least}: expected at most most_founder_hidden_nodes = "
            f"{most}"
        )
    for name in ("evaluation_timeout_seconds", "worker_memory_bytes"):
        value = getattr(config, name)
        if value and not config.workers:
            problems.append(f"{name} = {value}: this process cannot stop itself; give workers as well")
    objectives = config.objectives or ()
    if config.algorithm == "cma_es":
        problems += _unfit_for_cma_es(config, len(objectives))
    problems += unfit_for_islands(config) + unfit_rates(config) + unfit_for_substrates(config)
    if len(set(objectives)) < len(objectives):
        problems.append(f"objectives = {list(objectives)}: a name is there twice; name each objective once")
    problems += [*novelty.contradictions(config), *map_elites.contradictions(config)]
    n_directions, n_objectives = len(config.directions), len(objectives)  # 0: not known before ``resolved``
    if n_objectives and n_directions not in {1, n_objectives}:
        several = f" or {n_objectives}" if n_objectives > 1 else ""
        problems.append(f"directions = {list(config.directions)}: expected 1{several}, one per objective")
    return problems


def _unfit_for_cma_es(config: Config, n_objectives: int) -> list[str]:
    problems = []
    if n_objectives > 1:
        problems.append(
            f'algorithm = "cma_es": takes one objective, but there are {n_objectives}; choose one or another '
            "algorithm"
        )
    if config.selection.survival not in {None, "generational"}:
        problems.append(
            f'selection.survival = "{config.selection.survival}": algorithm = "cma_es" draws every '
            "generation anew; leave it open"
        )
    return problems
