"""speciate: a run directory, ``resume``, and workers with a time limit."""

import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.durability.contender import TIME_LIMIT_SECONDS
from benchmarks.durability.contenders import xor

import speciate
from speciate.storage import checkpoint
from speciate.storage.run_directory import RunDirectory

_INPUTS = np.array([[1.0, *inputs] for inputs, _ in xor.CASES], dtype=np.float32)
_TARGETS = np.array([target for _, target in xor.CASES])


class Adapter:
    """NEAT on exclusive or."""

    name = "speciate"
    version = speciate.__version__
    way = "NEAT; a run directory, `checkpoint_seconds=0`, `resume`; `workers`, `evaluation_timeout_seconds`"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        """See ``Contender``."""
        if folder and self.checkpoints(folder):
            run = speciate.resume(folder / "run", generations=n_generations, quiet=True)
        else:
            run = speciate.train(
                "xor",
                population_size=60,
                generations=n_generations,
                seed=1,
                threads=1,
                config={"checkpoint_seconds": 0.0},
                run_directory=folder / "run" if folder else None,
                quiet=True,
            )
        return _content(run.evolution.snapshot())

    def checkpoints(self, folder: Path) -> list[Path]:
        """See ``Contender``."""
        return list(RunDirectory(folder / "run").checkpoints.paths().values())

    def read(self, path: Path) -> Any:
        """See ``Contender``."""
        snapshot, _ = checkpoint.load(path, kind="run")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "run", "checkpoints", path.name)
            copy.parent.mkdir(parents=True)
            shutil.copy(path, copy)
            return _content(snapshot), self.train(snapshot.scalars["generation"] + 1, Path(folder))

    def plant(self, path: Path, payload: object) -> None:
        """See ``Contender``: a pickle, which is not this package's format."""
        path.write_bytes(pickle.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        """See ``Contender``."""

        def play(network: speciate.Network) -> float:
            before()
            errors = np.abs(network.forward(_INPUTS)[:, 0] - _TARGETS)
            return float((len(_TARGETS) - errors.sum()) ** 2)

        run = speciate.train(
            speciate.FunctionEnvironment(play, n_inputs=3, n_outputs=1, each=True),
            population_size=60,
            generations=4,
            seed=1,
            threads=1,
            config={"workers": 2, "evaluation_timeout_seconds": TIME_LIMIT_SECONDS},
            quiet=True,
        )
        return _content(run.evolution.snapshot())


def _content(snapshot: Any) -> Any:
    scalars = {name: value for name, value in snapshot.scalars.items() if name not in {"environment", "seed"}}
    scalars["metrics"] = _without_timing(scalars.get("metrics"))
    return sorted(scalars.items()), sorted((name, array.tolist()) for name, array in snapshot.arrays.items())


def _without_timing(metrics: Any) -> Any:
    return sorted((key, value) for key, value in metrics.items() if key != "timing") if metrics else None
