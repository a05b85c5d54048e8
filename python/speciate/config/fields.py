"""The fields of a config. ``Config`` adds how a config is built, checked and filled in."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from speciate.config.algorithms import ALGORITHMS, found_by
from speciate.config.archive import Archive
from speciate.config.curriculum import Curriculum
from speciate.config.evolution_strategies import OpenaiEs, Snes
from speciate.config.islands import Islands
from speciate.config.map_elites import MapElites
from speciate.config.network import NetworkSection
from speciate.config.novelty import Novelty
from speciate.config.part_names import PartName
from speciate.config.participation import Participation
from speciate.config.profiles import Profile
from speciate.config.restart import Restart
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
from speciate.config.substrate import SubstrateSection
from speciate.values.faults import OnFault

SHARED_SECTIONS: Final = (
    "genome",
    "network",
    "selection",
    "archive",
    "novelty",
    "curriculum",
    "islands",
    "participation",
)
"""Sections that every algorithm may read; the record of an algorithm names the others that it reads."""


class ConfigFields(Section):
    """Every setting of a run, each documented where it is declared."""

    environment: str = Field(
        default="",
        description="Environment that is played: a name that `speciate envs` lists, or module:attribute, "
        "which is imported; empty if the environment is an object given in Python.",
    )
    environment_options: dict[str, Any] = Field(
        default_factory=dict, description="Options of the environment, checked by the environment itself."
    )
    profile: Profile = Field(
        default="none",
        description="Settings of a publication or of another program. They replace the environment's own "
        "defaults; settings that are given replace those of the profile.",
    )
    objectives: (
        Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_OBJECTIVES, strict=False)] | None
    ) = Field(
        default=None,
        description="Results of an episode that are optimised; auto is the first result of the environment.",
    )
    directions: tuple[Literal["max", "min"], ...] = Field(
        default=("max",),
        min_length=1,
        strict=False,
        description="Whether objectives are maximised or minimised: one direction for all objectives, or "
        "one for each.",
    )
    measures: tuple[str, ...] = Field(
        default=(),
        strict=False,
        max_length=16,
        description="Results of an episode that describe what a genome does, for novelty search and "
        'MAP-Elites. With measures, "novelty" and "local_competition" can be objectives.',
    )
    algorithm: Annotated[str, PartName(ALGORITHMS)] = Field(
        default="neat",
        description="How networks evolve; algorithms that take several objectives rank them by NSGA-II.",
    )
    algorithm_options: dict[str, Any] = Field(
        default_factory=dict,
        description="Options of an algorithm that you registered; built-in ones have none.",
    )
    backend: Literal["native", "reference"] = Field(
        default="native",
        description="The code that computes: the native core, or the plain Python reference.",
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
        description="Episodes per genome and generation; the mean of their results counts. Auto is 2, or 1 "
        "if all episodes are alike.",
    )
    validation_episodes: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None,
        description="Episodes by which the champion is chosen, for each of the best genomes on average: "
        "where episodes differ, better ones play more. Auto is 20, or 1 if all episodes are alike.",
    )
    held_out_episodes: Annotated[int, Field(ge=1, le=1_000_000)] | None = Field(
        default=None,
        description="Episodes of the final table, which are used for nothing else. Auto is 100, or 1 if all "
        "episodes are alike.",
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
        description="Worker processes that evaluate, 0 for none: this process evaluates. Results do not "
        "depend on it.",
    )
    evaluation_timeout_seconds: Annotated[float, Field(ge=0.0, le=1_000_000.0)] = Field(
        default=0.0,
        description="Seconds after which the worker of an evaluation is killed; 0 for never. Needs workers.",
    )
    worker_memory_bytes: Annotated[int, Field(ge=0, le=2**60)] = Field(
        default=0,
        description="Bytes that the environment may allocate in a worker, at least 16777216; 0 is no limit. "
        "Needs workers.",
    )
    on_fault: OnFault | None = Field(
        default=None,
        description="What happens after a failed evaluation: the run is saved and ends, or the genome ranks "
        "last. With auto the genome ranks last after NaN and infinity; all else ends the run.",
    )
    retries: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        default=None,
        description="How often a failed evaluation is tried again before on_fault applies; auto is 2 for "
        "time-outs, lost workers and lack of memory, else 0.",
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
    network: NetworkSection = Field(
        default_factory=NetworkSection, description="How networks see an observation and answer."
    )
    mutation: Mutation = Field(default_factory=Mutation, description="How offspring change.")
    crossover: Crossover = Field(default_factory=Crossover, description="How two parents mix.")
    distance: Distance = Field(default_factory=Distance, description="How far apart genomes are.")
    speciation: Speciation = Field(default_factory=Speciation, description="How species form.")
    reproduction: Reproduction = Field(
        default_factory=Reproduction, description="Which genomes have offspring."
    )
    restart: Restart = Field(default_factory=Restart, description="When a population starts anew.")
    selection: Selection = Field(default_factory=Selection, description="Which genomes survive.")
    archive: Archive = Field(
        default_factory=Archive, description="Whether genomes of the archive play again."
    )
    dense: Dense = Field(default_factory=Dense, description="Networks with a fixed topology.")
    genetic: Genetic = Field(default_factory=Genetic, description="How the weights of dense networks evolve.")
    novelty: Novelty = Field(default_factory=Novelty, description="How novelty is measured.")
    map_elites: MapElites = Field(default_factory=MapElites, description="The grid of MAP-Elites.")
    cma_es: CmaEs = Field(default_factory=CmaEs, description="How CMA-ES draws weights.")
    openai_es: OpenaiEs = Field(
        default_factory=OpenaiEs, description="How OpenAI's evolution strategy moves its mean."
    )
    snes: Snes = Field(default_factory=Snes, description="How SNES draws weights.")
    curriculum: Curriculum = Field(default_factory=Curriculum, description="The stages of training.")
    substrate: SubstrateSection = Field(
        default_factory=SubstrateSection, description="Where nodes lie, and how patterns give weights."
    )
    islands: Islands = Field(
        default_factory=Islands, description="Whether the population is split into islands."
    )
    participation: Participation = Field(default_factory=Participation, description="Which objectives count.")

    @property
    def n_objectives(self) -> int:
        """Number of objectives; 1 as long as they are left open."""
        return len(self.objectives or ("fitness",))

    @property
    def fixed_topology(self) -> bool:
        """Whether all networks are dense ones of the same layers."""
        return bool(found_by(self.algorithm, "fixed_topology", self))
