"""What a run keeps of faulty evaluations: enough to see what happened, and to play them again."""

from pathlib import Path
from typing import Final

from speciate import backends
from speciate.arguments import path_of
from speciate.backends.normalized import normalizing
from speciate.backends.viewed import through
from speciate.config import Config
from speciate.environments import checks, stages
from speciate.errors import CheckpointError, ConfigError, EvaluationError
from speciate.evolution.loop import Evolution
from speciate.storage import checkpoint, normalizations
from speciate.storage import environment_description as description
from speciate.storage.checkpoint.naming import config_of
from speciate.storage.run_directory import FAULTS, RunDirectory
from speciate.system import files
from speciate.training.resolving import environment_of
from speciate.values.environment import Environment, Episodes
from speciate.values.faults import Fault, Policy
from speciate.values.networks import Networks
from speciate.values.snapshot import Snapshot, columns, prefixed
from speciate.values.types import Uint32s, Uint64s
from speciate.values.views import ends_of

FOLDER: Final = FAULTS

_KIND: Final = "fault"
_HINT: Final = 'To play it again: speciate.replay("{}", environment=...)'

_MARKED: Final = (
    ", all marked as failed by the environment (a function that returns None for a network does so, as one "
    "without return)"
)


class FaultRecords:
    """Writes down the first fault of each kind, and ends the run where its policy says so."""

    def __init__(
        self, evolution: Evolution, run: RunDirectory | None, environment: Environment | None = None
    ) -> None:
        """Nothing has happened yet.

        Args:
            evolution: The source of the genomes that are evaluated.
            run: Where the run is saved; None writes nothing.
            environment: What is played, to be written down; None leaves it out.
        """
        self._environment = environment
        self._evolution = evolution
        self._policy = Policy(evolution.config.on_fault, evolution.config.retries)
        self._run = run
        self._paths: dict[str, Path] = {}
        self._last = ""

    def take(
        self, rows: Uint32s, fault: Fault, networks: Networks, seeds: Uint64s, *, stage: int | None = None
    ) -> None:
        """Records a fault of the networks at ``rows`` that no retry mended.

        Args:
            rows: The rows of the genomes that it concerns.
            fault: What happened.
            networks: The networks that were evaluated.
            seeds: uint64 (n_episodes,).
            stage: The stage that was played; None for the environment itself.

        Raises:
            EvaluationError: The run is to end for it.
            RunDirectoryError: It cannot be written down.
        """
        whose = _whose(rows, networks)
        when = f"in generation {self._evolution.generation}"
        raises = self._policy.raises(fault.kind)
        if self._run is not None and (raises or fault.kind not in self._paths):
            self._paths[fault.kind] = self._written(
                self._run, rows, fault, networks, seeds, f"{whose} {when}", stage
            )
        self._last = f", the last because {fault.summary}"
        if raises:
            raise self._error(fault, f"evaluation of {whose} {when} failed: {fault.summary}") from fault.error

    def nothing_is_valid(self, n_genomes: int) -> EvaluationError:
        """The error for a generation of ``n_genomes`` that gave nothing to go on with."""
        last = self._last or _MARKED
        return EvaluationError(
            f"{n_genomes} of {n_genomes} evaluations invalid in generation {self._evolution.generation}"
            f"{last}: there is nothing to select from; repair the environment and resume the run"
        )

    def _error(self, fault: Fault, what: str) -> EvaluationError:
        path = self._paths.get(fault.kind)
        where = f"; the traceback is in {path.with_suffix('.txt')}" if path else ""
        error = EvaluationError(
            f"{what}{where}; repair the environment and resume the run, or rank such genomes last with "
            'on_fault = "penalise"'
        )
        if path is None and fault.traceback and fault.error is None:
            error.add_note(fault.traceback)
        return error

    def _written(
        self,
        run: RunDirectory,
        rows: Uint32s,
        fault: Fault,
        networks: Networks,
        seeds: Uint64s,
        where: str,
        stage: int | None,
    ) -> Path:
        folder = run.path / FOLDER
        with files.accessing(folder, "made"):
            run.disk.make_folder(folder)
        first = int(networks.population.ids[rows[0]])
        path = folder / f"generation-{self._evolution.generation}-genome-{first}.safetensors"
        arrays = prefixed("genomes", networks.population.select(rows).columns()) | {"seeds": seeds}
        arrays |= normalizations.arrays(networks.normalization)
        scalars = {"kind": fault.kind, "summary": fault.summary, "generation": self._evolution.generation}
        scalars |= {"n_inputs": networks.population.n_inputs, "n_outputs": networks.population.n_outputs}
        scalars |= {} if stage is None else {"stage": stage}
        if self._environment is not None:
            scalars["environment"] = description.described(self._environment)
        config = self._evolution.config.to_toml()
        checkpoint.save(path, Snapshot(arrays, scalars), kind=_KIND, config=config, disk=run.disk)
        text = f"{where}: {fault.kind}: {fault.summary}\n{_HINT.format(path)}\n\n{fault.traceback}"
        files.replace(path.with_suffix(".txt"), [text.encode(errors="replace")], run.disk)
        return path


def replay(path: str | Path, *, environment: Environment | None = None) -> Episodes:
    """Plays a faulty evaluation again, in this process: the same genomes, the same seeds.

    Whatever the environment's own code raises comes through, for a debugger to see; a network that hung its
    worker or brought it down does so to this process.

    Args:
        path: A file of the folder ``faults`` of a run.
        environment: The environment, if the run was started with one of your own.

    Returns:
        What the episodes gave, if nothing was raised.

    Raises:
        CheckpointError: The file is damaged, or holds something else.
        ConfigError: The environment is missing or refused, or called otherwise than that of the run.
    """
    path = path_of("path", path)
    snapshot, text = checkpoint.load(path, kind=_KIND)
    config = config_of(text, path)
    played = _played(path, config, environment)
    before = snapshot.scalars.get("environment")
    if isinstance(before, dict) and (problems := description.another_name(before, played)):
        raise ConfigError(*problems)
    views = config.views_of(played.spec.views)
    settings = config.settings(*ends_of(views, played.spec.n_observations, played.spec.n_actions))
    normalization = normalizations.of_arrays(snapshot.arrays, played.spec.n_observations)
    seeing = through(views, backends.create(config.backend).genomes(settings))
    backend = normalizing(normalization, seeing)
    try:
        population = backend.population(columns("genomes", snapshot.arrays))
        seeds = snapshot.arrays["seeds"]
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"{path}: holds genomes that do not fit this environment ({error})") from None
    return checks.play(stages.at(played, _stage(snapshot, played)), Networks(population, backend), seeds)


def _stage(snapshot: Snapshot, played: Environment) -> int | None:
    """The stage of a faulty evaluation; None for the environment itself."""
    if "stage" not in snapshot.scalars:
        return None
    return snapshot.whole("stage", 0, len(stages.of(played)) - 1)


def _played(path: Path, config: Config, environment: Environment | None) -> Environment:
    if environment is not None:
        return checks.environment(environment)
    if not config.environment:
        raise ConfigError(
            f"{path}: its run has an environment of its own; give it, as in "
            f'speciate.replay("{path}", environment=...)'
        )
    return environment_of(config, None)


def _whose(rows: Uint32s, networks: Networks) -> str:
    """The networks of a fault, in words."""
    if len(rows) > 1:
        return f"{len(rows)} genomes at once"
    return f"genome {networks.population.ids[rows[0]]} (row {rows[0]})"
