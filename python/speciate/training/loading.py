"""A network from a file alone, for programs that use it: no environment, no population, no run."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from speciate import backends
from speciate.arguments import LAST, path_of, whole
from speciate.backends.normalized import normalizing
from speciate.backends.viewed import through
from speciate.config import Config
from speciate.config.algorithms import ALGORITHMS, Sizes
from speciate.errors import CheckpointError, RunDirectoryError
from speciate.evolution.loop import Evolution
from speciate.storage import checkpoint, genomes, normalizations
from speciate.storage.checkpoint.header import in_words
from speciate.storage.checkpoint.naming import config_of, naming
from speciate.storage.checkpoint.reader import Reader
from speciate.storage.network_views import declared
from speciate.storage.run_directory import RunDirectory
from speciate.training.resolving import environment_of
from speciate.values.environment_record import is_import
from speciate.values.networks import Network, Networks
from speciate.values.normalization import Normalization
from speciate.values.snapshot import Snapshot, columns
from speciate.values.views import Views

_KINDS: Final = ("champion", "genomes")
"""Kinds of files that networks are loaded from; the group of their genomes is called the same."""

_STATE: Final = "evolution"


def load_network(path: str | Path, *, row: int = 0, backend: str | None = None) -> Network:
    """The network of a champion, or of a genome in another file.

    Args:
        path: ``champion.safetensors`` or ``polished.safetensors`` of a run, which need nothing beside them; a
            file that ``speciate.genomes.save`` wrote with a config; the folder of a run, for its champion; or
            a file that ``save`` of ``speciate.Evolution`` wrote, for the champion so far.
        row: Which genome, counted from 0, where the file holds several.
        backend: "native" or "reference", which give the same bits; None takes that of the run.

    Raises:
        RunDirectoryError: The folder has no champion.
        CheckpointError: The file is missing or damaged, holds something else, or has no such row.
        StateError: Nothing was evaluated with success before ``save``.
        BackendError: The backend is not installed.
        ConfigError: An argument is refused.
    """
    path = _file(path_of("path", path))
    row = whole("row", row, 0)
    with Reader(path) as reader:
        kind = reader.description["kind"]
    if kind == _STATE:
        _only_row(path, row, 1)
        return Evolution.load(path, backend=backend).champion
    if kind not in _KINDS:
        raise CheckpointError(f"{path}: holds {in_words(kind)}; give the champion.safetensors of a run")
    snapshot, text = checkpoint.load(path, kind=kind)
    if not text:
        raise CheckpointError(f"{path}: was saved without a config; use speciate.genomes.load(path, backend)")
    config = config_of(text, path).changed(threads=1)
    ends, views = _seen(path, snapshot, config)
    genomes_alone = backends.create(backend or config.backend).genomes(config.settings(*ends))
    n_inputs = ends[0] if views is None else views.n_inputs
    normalization = _normalization(path, snapshot, config, n_inputs)
    playing = normalizing(normalization, through(views, genomes_alone))
    population = genomes.built(columns(kind, snapshot.arrays), playing, path)
    _only_row(path, row, len(population))
    return Networks(population.select(np.array([row], dtype=np.uint32)), playing)[0]


def _only_row(path: Path, row: int, n: int) -> None:
    """Refuses a row that a file does not have."""
    if row >= n:
        there = "there is 1" if n == 1 else f"there are {n}"
        raise CheckpointError(f"{path}: no genome at row {row}; {there}, counted from 0")


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    champion = path / "champion.safetensors"
    if champion.exists():
        return champion
    if RunDirectory(path).checkpoints.newest() is None:
        raise RunDirectoryError(f"{path}: is no run; give the folder of a run, or a file with a network")
    raise RunDirectoryError(f"{path}: has no champion; give a file, or go on with `speciate resume {path}`")


def _seen(path: Path, snapshot: Snapshot, config: Config) -> tuple[Sizes, Views | None]:
    """Inputs and outputs of the networks of a file, and the views through which they see."""
    spec: Any = snapshot.scalars.get("environment")
    with naming(path):
        known = declared(snapshot.scalars)
        if known is None and not isinstance(spec, dict) and _may_have_views(config):
            known = environment_of(config, None).spec.views
        views = config.views_of(known)
        if views is None and config.network.views == "environment":
            raise CheckpointError(
                f"{path}: does not hold the views through which its networks see; save it with "
                "speciate.genomes.save(path, genomes, config=config, views=networks.views)"
            )
    if views is None:
        return _ends(path, snapshot, config), None
    return (views.n_view_inputs, views.n_view_outputs), views


def _may_have_views(config: Config) -> bool:
    """Whether the environment has to be looked up for its views; a file that is opened imports none."""
    return config.network.views != "none" and bool(config.environment) and not is_import(config.environment)


def _normalization(path: Path, snapshot: Snapshot, config: Config, n_inputs: int) -> Normalization | None:
    """How the networks of a file see observations; None if they see them as they are."""
    with naming(path):
        found = normalizations.of_arrays(snapshot.arrays, n_inputs)
        if found is None and config.network.normalize_observations:
            raise CheckpointError(
                f"{path}: does not hold how its networks normalise observations; save it with "
                "speciate.genomes.save(path, genomes, config=config, normalization=networks.normalization)"
            )
    return found


def _ends(path: Path, snapshot: Snapshot, config: Config) -> Sizes:
    """Length of an observation and of an action, as the file says, or else the built-in environment."""
    spec: Any = snapshot.scalars.get("environment")
    with naming(path):
        if isinstance(spec, dict):
            sizes, names = Snapshot({}, spec), ("n_observations", "n_actions")
        elif "n_inputs" in snapshot.scalars and ALGORITHMS.get(config.algorithm).genomes_are_networks:
            sizes, names = snapshot, ("n_inputs", "n_outputs")
        elif not config.environment:
            raise CheckpointError(
                f"{path}: does not say how long an observation and an action are, which genomes of HyperNEAT "
                "do not know; save it with speciate.genomes.save(path, genomes, config=config, "
                'environment={"n_observations": ..., "n_actions": ...})'
            )
        elif is_import(config.environment):  # a file that is opened runs no code
            raise CheckpointError(
                f"{path}: does not say how long an observation and an action are, and environment = "
                f'"{config.environment}" is not imported for that; load the run itself'
            )
        else:
            known = environment_of(config, None).spec
            return known.n_observations, known.n_actions
        n_inputs, n_outputs = (sizes.whole(name, 1, LAST) for name in names)
        return n_inputs, n_outputs
