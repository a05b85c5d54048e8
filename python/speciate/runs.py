"""Starting a run, and going on with one: what ``speciate.train`` and ``speciate.resume`` do."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from speciate import champion
from speciate.config import Config
from speciate.config.messages import nearest
from speciate.environments.native import BuiltInEnvironment
from speciate.environments.protocol import Environment, EnvironmentSpec
from speciate.errors import ConfigError
from speciate.evaluators.local import LocalEvaluator
from speciate.evolution import Evolution
from speciate.metrics import Metrics
from speciate.results import Run
from speciate.run_directory import RunDirectory
from speciate.state import Snapshot
from speciate.tracking.callback import CallbackTracker
from speciate.tracking.jsonl import JsonLinesTracker
from speciate.tracking.protocol import Tracker
from speciate.trainer import Trainer

OnGeneration = Callable[[Metrics], bool | None]


def train(
    environment: str | Environment | None = None,
    *,
    population_size: int | None = None,
    generations: int | None = None,
    evaluations: int | None = None,
    seed: int | None = None,
    objectives: Sequence[str] | None = None,
    threads: int | None = None,
    backend: str | None = None,
    config: Config | str | Path | None = None,
    run_directory: str | Path | None = None,
    on_generation: OnGeneration | None = None,
    trackers: Sequence[Tracker] = (),
    quiet: bool = False,
) -> Run:
    """Trains a population.

    Ctrl-C ends the run after its last finished generation, saves it and returns it as interrupted.

    Args:
        environment: Name of a built-in environment, or one of your own.
        population_size: Number of genomes in a generation.
        generations: Number of generations to train for.
        evaluations: Episodes per genome and generation.
        seed: Seed of every random draw.
        objectives: Results of an episode that are optimised.
        threads: Threads of the native backend, 0 for one per core.
        backend: "native" or "reference".
        config: Every other setting, or the path of a TOML file with them; the arguments above go before it.
        run_directory: A new folder for config, metrics, checkpoint and champion; None saves nothing.
        on_generation: Called with the metrics of every generation; returning False ends the run.
        trackers: Others who are told how it goes.
        quiet: Whether to print no progress.

    Raises:
        ConfigError: A setting is refused.
        BackendError: The backend is not installed.
        RunDirectoryError: The run directory exists already.
    """
    arguments = {
        "environment": environment if isinstance(environment, str) else None,
        "population_size": population_size,
        "generations": generations,
        "evaluations": evaluations,
        "seed": seed,
        "objectives": objectives,
        "threads": threads,
        "backend": backend,
    }
    given = {key: value for key, value in arguments.items() if value is not None}
    whole = Config.build(_loaded(config).given(), given)
    own = environment if environment is not None and not isinstance(environment, str) else None
    watching = [*trackers, *_watching(on_generation, quiet=quiet)]
    return start(whole, environment=own, run_directory=run_directory, trackers=watching)


def start(
    config: Config,
    *,
    environment: Environment | None = None,
    run_directory: str | Path | None = None,
    trackers: Sequence[Tracker] = (),
) -> Run:
    """Trains as a config says; see ``train``."""
    played = _environment(config, environment)
    spec = played.spec
    config = _resolved(config, spec)
    evolution = Evolution(
        config,
        n_inputs=spec.n_observations,
        n_outputs=spec.n_actions,
        reference_point=_worst(spec, config.objectives or ()),
    )
    directory = None
    if run_directory is not None:
        directory = RunDirectory.create(run_directory)
        directory.write_config(config)
        trackers = [JsonLinesTracker(directory.metrics_path), *trackers]
    return Trainer(evolution, played, trackers=trackers, directory=directory).run()


def resume(
    run_directory: str | Path,
    *,
    environment: Environment | None = None,
    generations: int | None = None,
    threads: int | None = None,
    on_generation: OnGeneration | None = None,
    trackers: Sequence[Tracker] = (),
    quiet: bool = False,
) -> Run:
    """Goes on with a run, as if it had never stopped.

    Args:
        run_directory: The folder of the run.
        environment: The environment, if the run was started with one of your own.
        generations: The number of generations in all, where it is to change.
        threads: Threads of the native backend, where they are to change.
        on_generation: Called with the metrics of every generation; returning False ends the run.
        trackers: Others who are told how it goes.
        quiet: Whether to print no progress.

    Raises:
        RunDirectoryError: The folder holds no run.
        CheckpointError: The checkpoint is damaged or of a newer version.
        ConfigError: A setting is refused.
    """
    directory = RunDirectory.open(run_directory)
    snapshot, saved = directory.load()
    changes = {"generations": generations, "threads": threads}
    config = saved.changed(**{key: value for key, value in changes.items() if value is not None})
    evolution, played = reopened(snapshot, config, environment)
    if config != saved:
        directory.write_config(config)
    longer = config.generations > saved.generations
    solver = (
        None if longer or "results" not in snapshot.scalars else champion.of_snapshot(snapshot, evolution)
    )
    watching = [JsonLinesTracker(directory.metrics_path), *trackers, *_watching(on_generation, quiet=quiet)]
    metrics = directory.keep_metrics(evolution.generation)
    trainer = Trainer(
        evolution, played, trackers=watching, directory=directory, metrics=metrics, solver=solver
    )
    return trainer.run()


def load(
    run_directory: str | Path, *, environment: Environment | None = None, backend: str | None = None
) -> Run:
    """A run as it was saved, without going on; its champion is chosen if none was saved.

    Raises:
        RunDirectoryError: The folder holds no run.
        CheckpointError: A file is damaged or of a newer version.
    """
    directory = RunDirectory.open(run_directory)
    snapshot, config = directory.load()
    if backend is not None:
        config = config.changed(backend=backend)
    evolution, played = reopened(snapshot, config, environment)
    solved = "results" in snapshot.scalars
    chosen = champion.of_snapshot(snapshot, evolution) if solved else None
    if directory.champion_path.exists():
        chosen = champion.of_snapshot(directory.load_champion()[0], evolution)
    elif chosen is None and evolution.generation > 0:
        chosen = champion.validated(evolution, LocalEvaluator(played), played.spec)
    return Run(
        evolution=evolution,
        environment=played,
        metrics=directory.read_metrics(),
        solved=solved,
        interrupted=evolution.generation < config.generations and not solved,
        directory=directory.path,
        chosen=chosen,
    )


def reopened(
    snapshot: Snapshot, config: Config, environment: Environment | None
) -> tuple[Evolution, Environment]:
    """The evolution of a snapshot and what it plays."""
    played = _environment(config, environment)
    spec = played.spec
    evolution = Evolution(config, n_inputs=spec.n_observations, n_outputs=spec.n_actions, snapshot=snapshot)
    return evolution, played


def _loaded(config: Config | str | Path | None) -> Config:
    if isinstance(config, Config):
        return config
    return Config() if config is None else Config.from_toml(config)


def _watching(on_generation: OnGeneration | None, *, quiet: bool) -> list[Tracker]:
    trackers: list[Tracker] = []
    if not quiet:
        from speciate.tracking.console import ConsoleTracker  # noqa: PLC0415  # rich takes time to load

        trackers.append(ConsoleTracker())
    if on_generation is not None:
        trackers.append(CallbackTracker(on_generation))
    return trackers


def _environment(config: Config, own: Environment | None) -> Environment:
    if own is not None:
        return own
    if not config.environment:
        raise ConfigError(
            "environment: none given; name a built-in one (see `speciate envs`), or pass one of your own"
        )
    return BuiltInEnvironment(config.environment, config.environment_options, config.backend)


def _resolved(config: Config, spec: EnvironmentSpec) -> Config:
    for name in config.objectives or ():
        if name not in spec.results:
            known = ", ".join(spec.results)
            raise ConfigError(
                f'objectives: unknown "{name}"; expected some of {known}{nearest(name, spec.results)}'
            )
    return config.resolved(results=spec.results, stochastic=spec.stochastic)


def _worst(spec: EnvironmentSpec, objectives: Sequence[str]) -> list[float] | None:
    worst: Mapping[str, Any] = dict(zip(spec.results, spec.worst, strict=False))
    return [worst[name] for name in objectives] if all(name in worst for name in objectives) else None
