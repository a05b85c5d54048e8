"""Saved runs: opening one as it stands, to look at it or to go on with it."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from speciate.arguments import path_of
from speciate.config import Config
from speciate.environments import checks
from speciate.environments.sized import sized
from speciate.errors import CheckpointError, ConfigError
from speciate.evaluators.choice import evaluator
from speciate.evolution.loop import Evolution
from speciate.storage import environment_description as description
from speciate.storage.checkpoint.naming import naming
from speciate.storage.metrics_file import warn_of_lost
from speciate.storage.run_directory import RunDirectory
from speciate.training import champion
from speciate.training import curriculum as curricula
from speciate.training.champion import Champion
from speciate.training.curriculum import Curriculum
from speciate.training.fault_records import FaultRecords
from speciate.training.resolving import environment_of, named
from speciate.training.results import Run
from speciate.training.trainer import Trainer
from speciate.values.environment import Environment
from speciate.values.generation_metrics import Metrics
from speciate.values.snapshot import Snapshot

_TRIES: Final = 3
"""How often a run is loaded again that a process goes on with meanwhile, to get its newest state."""


def load(
    run_directory: str | Path, *, environment: Environment | None = None, backend: str | None = None
) -> Run:
    """A run as it was saved, without going on; its champion is chosen if none was saved.

    Raises:
        RunDirectoryError: The folder holds no run.
        CheckpointError: A file is damaged or of a newer version.
    """
    directory = RunDirectory.open(path_of("run_directory", run_directory))
    for n_left in reversed(range(_TRIES)):
        try:
            run = _loaded(directory, environment, backend)
        except CheckpointError:
            if not (n_left and directory.has_moved_on):
                raise
        else:
            if not (n_left and directory.has_moved_on):
                break
    return run


def _loaded(directory: RunDirectory, environment: Environment | None, backend: str | None) -> Run:
    snapshot, config = directory.load()
    if backend is not None:
        config = config.changed(backend=backend)
    played = played_in(directory, config, environment, "load")
    evolution = reopened(directory, snapshot, config, played)
    curriculum = curriculum_of(directory, snapshot, config, played)
    solver = solver_of(directory, snapshot, evolution)
    history, chosen = _replayed(directory, evolution, played, solver, curriculum)
    solved = chosen is not None
    saved = directory.load_champion(evolution.generation)
    if saved is not None:
        with naming(directory.champion_path):
            chosen = champion.of_snapshot(saved, evolution)
    elif chosen is None and evolution.generation > 0:
        chosen = _validated(evolution, played)
    return Run(
        evolution=evolution,
        environment=played,
        metrics=history,
        solved=solved,
        interrupted=evolution.generation < config.generations and not solved,
        directory=directory.path,
        chosen=chosen,
    )


def _replayed(
    directory: RunDirectory,
    evolution: Evolution,
    played: Environment,
    solver: Champion | None,
    curriculum: Curriculum,
) -> tuple[Sequence[Metrics], Champion | None]:
    """Takes what the journal holds; returns the metrics so far, and the solver of the environment."""
    end, n_told = directory.metrics.told(evolution.generation)
    later: list[dict[str, Any]] = []
    with directory.entries() as entries:
        for first in entries:
            trainer = Trainer(evolution, played, solver=solver, curriculum=curriculum)
            replayed = trainer.replay(chain([first], entries))
            later = [metrics for metrics in replayed if metrics["generation"] >= n_told]
            solver = trainer.solver
    if n_told > evolution.generation:  # a process that trains has gone on meanwhile
        end = directory.metrics.first(evolution.generation)[1]
    history = directory.metrics.history(end, later)
    warn_of_lost(directory.metrics.path, len(history), evolution.generation)
    return history, solver


def _validated(evolution: Evolution, played: Environment) -> Champion:
    evaluating = evaluator(evolution.config, played, FaultRecords(evolution, None).take)
    try:
        return champion.validated(evolution, evaluating, played.spec)
    finally:
        evaluating.close()


def played_in(
    directory: RunDirectory, config: Config, environment: Environment | None, call: str
) -> Environment:
    """What a saved run plays; errors name the function that was called."""
    if environment is None and not config.environment:
        raise ConfigError(
            f"{directory.path}: this run has an environment of its own; give it in Python, as in "
            f'speciate.{call}("{directory.path}", environment=...)'
        )
    if isinstance(environment, str):
        raise ConfigError(
            f'environment = "{environment}": a run in an environment that has a name goes on in it; leave it '
            "out. One in an environment of its own needs the object"
        )
    if environment is not None:
        return sized(checks.environment(environment), named(config))
    try:
        return sized(environment_of(config, None), named(config))
    except ConfigError as error:
        raise CheckpointError(f"{directory.loaded}: {error}") from None


def reopened(directory: RunDirectory, snapshot: Snapshot, config: Config, played: Environment) -> Evolution:
    """The evolution of a run's snapshot, if the environment is the one that it was trained in."""
    spec = played.spec
    before = snapshot.scalars.get("environment")
    if isinstance(before, dict):
        refuse(description.differences(before, played))
    with naming(directory.loaded):
        return Evolution(
            config,
            n_inputs=spec.n_observations,
            n_outputs=spec.n_actions,
            views=spec.views,
            snapshot=snapshot,
        )


def refuse(problems: list[str]) -> None:
    """Raises ``ConfigError`` with all problems, if there are any."""
    if problems:
        raise ConfigError(*problems)


def curriculum_of(
    directory: RunDirectory, snapshot: Snapshot, config: Config, played: Environment
) -> Curriculum:
    """Where training stands in the stages of the environment, as a run's snapshot has it."""
    with naming(directory.loaded):
        return curricula.of(config, played).restored(snapshot)


def solver_of(directory: RunDirectory, snapshot: Snapshot, evolution: Evolution) -> Champion | None:
    """The genome that solved the environment, as a run's snapshot has it."""
    if "results" not in snapshot.scalars:
        return None
    with naming(directory.loaded):
        return champion.of_snapshot(snapshot, evolution)
