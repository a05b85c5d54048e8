"""Starting a run, and going on with one: what ``speciate.train`` and ``speciate.resume`` do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from speciate.arguments import path_of
from speciate.config import Config
from speciate.config.arguments import ConfigLike, built
from speciate.config.changes import differences, going_on
from speciate.environments import checks
from speciate.environments.sized import sized
from speciate.evolution.loop import Evolution
from speciate.storage.metrics_file import as_line
from speciate.storage.run_directory import RunDirectory
from speciate.system.disk import REAL, Disk
from speciate.training import curriculum as curricula
from speciate.training.resolving import environment_of, named, resolved, worst_of
from speciate.training.results import Run
from speciate.training.saved_runs import curriculum_of, played_in, refuse, reopened, solver_of
from speciate.training.tracker import Tracker
from speciate.training.tracker_choice import OnGeneration, watching_of
from speciate.training.trainer import Trainer
from speciate.values.environment import Environment

_MOST_IN_MEMORY: Final = 2**20
"""Bytes of metrics that are kept in memory while a journal is replayed; more go to a temporary file."""


def train(
    environment: str | Environment | None = None,
    *,
    profile: str | None = None,
    environment_options: Mapping[str, Any] | None = None,
    algorithm: str | None = None,
    hidden_layers: Sequence[int] | None = None,
    activation: str | None = None,
    output_activation: str | None = None,
    recurrent: bool | None = None,
    population_size: int | None = None,
    n_islands: int | None = None,
    generations: int | None = None,
    evaluations: int | None = None,
    seed: int | None = None,
    objectives: Sequence[str] | None = None,
    directions: str | Sequence[str] | None = None,
    measures: Sequence[str] | None = None,
    grid_lower: Sequence[float] | None = None,
    grid_upper: Sequence[float] | None = None,
    staged: bool | None = None,
    threads: int | None = None,
    workers: int | None = None,
    evaluation_timeout_seconds: float | None = None,
    worker_memory_bytes: int | None = None,
    on_fault: str | None = None,
    retries: int | None = None,
    backend: str | None = None,
    stop_when_solved: bool | None = None,
    config: ConfigLike | None = None,
    run_directory: str | Path | None = None,
    on_generation: OnGeneration | None = None,
    trackers: Sequence[Tracker | str] = (),
    quiet: bool = False,
) -> Run:
    """Trains a population.

    Settings that are None come from ``config``, then ``profile``, the environment's own defaults, and the
    general ones. `speciate train --help` lists all settings; those that are no argument are keys of config.

    Ctrl-C ends the run after its last finished generation, saves it and returns it as interrupted.

    Args:
        environment: A name that `speciate envs` lists; "module:attribute", which is imported; or an object of
            your own.
        profile: Settings of a publication or another program, behind all others: "stanley2002",
            "stanley2002_large" or "neat_python".
        environment_options: Options of an environment that is given by name.
        algorithm: "neat", "genetic", "cma_es", "hyperneat" or "map_elites".
        hidden_layers: Number of nodes of each hidden layer, for algorithms with dense networks.
        activation: Activation of hidden nodes, see docs/activations.md.
        output_activation: That of the outputs.
        recurrent: Whether networks have a memory within an episode.
        population_size: Number of genomes in a generation.
        n_islands: Parts of the population that evolve alone, with a few genomes that move between them.
        generations: Number of generations to train for.
        evaluations: Episodes per genome and generation.
        seed: Seed of every random draw; None is that of the config, which is 0 by default.
        objectives: Results of an episode that are optimised.
        directions: "max" or "min", for all objectives or for each.
        measures: Results of an episode that say where a genome ended up, for novelty search and MAP-Elites.
        grid_lower: Of each measure, where the grid of MAP-Elites begins.
        grid_upper: Of each measure, where it ends.
        staged: Whether training passes through the stages of the environment, the easiest one first.
        threads: Threads of the native backend, 0 for one per core.
        workers: Processes that evaluate, 0 for this one alone.
        evaluation_timeout_seconds: Seconds after which the worker of an evaluation is killed; 0 for never.
        worker_memory_bytes: Bytes that the environment may allocate in a worker, 0 for no limit.
        on_fault: "raise" ends the run for an evaluation that fails, "penalise" ranks its genome last.
        retries: How often an evaluation that fails is tried again before that.
        backend: "native" or "reference".
        stop_when_solved: Whether to stop as soon as a genome solves the environment.
        config: Every other setting, a mapping, a Config or the path of a TOML file with them; the arguments
            above go before it. A setting of a mapping that the run does not read is refused.
        run_directory: A new folder for config, metrics, checkpoint and champion; None saves nothing.
        on_generation: Called with the metrics of every generation; returning False ends the run.
        trackers: Objects that are told of every generation, or names of registered ones, such as
            "jsonl:metrics.jsonl"; see docs/runs.md.
        quiet: Whether to print no progress.

    Raises:
        ConfigError: A setting is refused, or has no effect on this run.
        BackendError: The backend is not installed.
        RunDirectoryError: The run directory exists already.
    """
    own = None if isinstance(environment, str | None) else checks.environment(environment)
    arguments = {
        "environment": environment if own is None else "",
        "profile": profile,
        "environment_options": environment_options,
        "algorithm": algorithm,
        "hidden_layers": hidden_layers,
        "activation": activation,
        "output_activation": output_activation,
        "recurrent": recurrent,
        "population_size": population_size,
        "n_islands": n_islands,
        "generations": generations,
        "evaluations": evaluations,
        "seed": seed,
        "objectives": objectives,
        "directions": directions,
        "measures": measures,
        "grid_lower": grid_lower,
        "grid_upper": grid_upper,
        "staged": staged,
        "threads": threads,
        "workers": workers,
        "evaluation_timeout_seconds": evaluation_timeout_seconds,
        "worker_memory_bytes": worker_memory_bytes,
        "on_fault": on_fault,
        "retries": retries,
        "backend": backend,
        "stop_when_solved": stop_when_solved,
    }
    watching = watching_of(trackers, on_generation, quiet=quiet)
    if run_directory is not None:  # an environment or a tracker may change the working directory
        run_directory = path_of("run_directory", run_directory).absolute()
    return start(built(config, arguments), environment=own, run_directory=run_directory, trackers=watching)


def start(
    config: Config,
    *,
    environment: Environment | None = None,
    run_directory: str | Path | None = None,
    trackers: Sequence[Tracker] = (),
    disk: Disk = REAL,
) -> Run:
    """Trains as a config says and writes to ``disk``; see ``train``."""
    played = sized(environment_of(config, environment), named(config))
    spec = played.spec
    config = resolved(config, spec)
    curriculum = curricula.of(config, played)
    evolution = Evolution(
        config,
        n_inputs=spec.n_observations,
        n_outputs=spec.n_actions,
        views=spec.views,
        reference_point=worst_of(spec, config),
    )
    if run_directory is None:
        return Trainer(evolution, played, trackers=trackers, curriculum=curriculum).run()
    directory = RunDirectory(path_of("run_directory", run_directory), disk)
    trainer = Trainer(evolution, played, trackers=trackers, directory=directory, curriculum=curriculum)
    RunDirectory.create(directory.path, disk)  # after all else, so that a refusal leaves none behind
    with directory.locked():
        directory.check_is_new()  # again: another process may have been faster
        directory.save(trainer.snapshot(), config, played)
        directory.metrics.keep(0)
        directory.write_config(config)
        return trainer.run()


def resume(
    run_directory: str | Path,
    *,
    environment: Environment | None = None,
    generations: int | None = None,
    threads: int | None = None,
    workers: int | None = None,
    evaluation_timeout_seconds: float | None = None,
    worker_memory_bytes: int | None = None,
    on_fault: str | None = None,
    retries: int | None = None,
    stop_when_solved: bool | None = None,
    on_generation: OnGeneration | None = None,
    trackers: Sequence[Tracker | str] = (),
    quiet: bool = False,
) -> Run:
    """Goes on with a run, as if it had never stopped.

    Settings that do not change what is learnt may be others than before, in ``config.toml`` or here.

    Args:
        run_directory: The folder of the run.
        environment: The environment, if the run was started with one of your own.
        generations: The number of generations in all, where it is to change.
        threads: Threads of the native backend, where they are to change.
        workers: Processes that evaluate, where their number is to change; 0 for this one alone.
        evaluation_timeout_seconds: The time limit of an evaluation, where it is to change; 0 for none.
        worker_memory_bytes: The memory limit of a worker, where it is to change; 0 for none.
        on_fault: "raise", "penalise" or "auto", where it is to change.
        retries: How often a faulty evaluation is tried again, where it is to change.
        stop_when_solved: Whether to stop as soon as a genome solves the environment, where that is to change;
            False takes a run on that is solved.
        on_generation: Called with the metrics of every generation; returning False ends the run.
        trackers: Objects that are told of every generation, or names of registered ones, such as
            "jsonl:metrics.jsonl"; see docs/runs.md.
        quiet: Whether to print no progress.

    Raises:
        RunDirectoryError: The folder holds no run, or another process writes to it.
        CheckpointError: The checkpoint is damaged or of a newer version.
        ConfigError: A setting is refused, more generations are finished than are asked for, more are asked
            for although the run is solved, or the environment or a setting differs from the checkpoint's; one
            line for each.
    """
    path = path_of("run_directory", run_directory)
    directory = RunDirectory.open(path if environment is None else path.absolute())
    arguments = {
        "generations": generations,
        "threads": threads,
        "workers": workers,
        "evaluation_timeout_seconds": evaluation_timeout_seconds,
        "worker_memory_bytes": worker_memory_bytes,
        "on_fault": on_fault,
        "retries": retries,
        "stop_when_solved": stop_when_solved,
    }
    watching = watching_of(trackers, on_generation, quiet=quiet)
    with directory.locked():
        return _resumed(directory, environment, arguments, watching).run()


def _resumed(
    directory: RunDirectory,
    environment: Environment | None,
    arguments: Mapping[str, Any],
    trackers: Sequence[Tracker],
) -> Trainer:
    """A trainer that goes on with a run, after its files were put in order."""
    directory.check_files()
    snapshot, saved = directory.load()
    edited = directory.read_config()
    played = played_in(directory, saved, environment, "resume")
    saved = resolved(saved, played.spec)  # one of an older version leaves open what it did not know
    if edited is not None:
        edited = resolved(edited, played.spec)
        unlike = differences(saved, edited)
        refuse([f"{directory.config_path}: {line}; put it back, or train anew" for line in unlike])
    config = going_on(saved, edited or saved, arguments)
    evolution = reopened(directory, snapshot, config, played)
    solver = solver_of(directory, snapshot, evolution)
    trainer = Trainer(
        evolution,
        played,
        trackers=trackers,
        directory=directory,
        solver=solver,
        curriculum=curriculum_of(directory, snapshot, config, played),
    )
    n_saved = evolution.generation
    with SpooledTemporaryFile(_MOST_IN_MEMORY) as later:
        with directory.entries() as entries:
            later.writelines(as_line(metrics).encode() for metrics in trainer.replay(entries))
        later.seek(0)
        if not config.stop_when_solved and config.generations > evolution.generation:
            trainer.forget_solver()
        refuse(_unfit(config, saved, trainer, evolution.generation))
        if config != edited:
            directory.write_config(config)
        directory.metrics.keep(n_saved, later=later)
    return trainer


def _unfit(config: Config, saved: Config, trainer: Trainer, n_finished: int) -> list[str]:
    """What keeps a run from going on as a config says."""
    n = config.generations
    if n < n_finished:
        return [f"generations = {n}: {n_finished} generations are finished; give more"]
    if trainer.solver is None or n in {n_finished, saved.generations}:
        return []
    how = "to take it on, set stop_when_solved = false as well"
    return [f"generations = {n}: the run is solved, and stopped after {n_finished} generations; {how}"]
