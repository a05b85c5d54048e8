"""Kills trainings at random moments and lets them go on: `python killing.py FOLDER KILLS SEED`.

One process loads the package and forks a child for each attempt, so that a kill costs no start-up. It starts
no threads of its own, and neither reads nor writes what its children do but to compare.
"""

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from speciate.config import Config
from speciate.storage.run_directory import RunDirectory
from speciate.training import runs
from speciate.training.tracker_choice import CallbackTracker

N_GENERATIONS = 12
OBJECTIVES = (("fitness",), ("fitness", "correct"))
CHECKPOINT_SECONDS = (0.0, 1e6, 0.01)
N_KINDS = 12


def config(trial: int) -> Config:
    return Config(
        environment="xor",
        objectives=OBJECTIVES[trial % 2],
        population_size=12,
        generations=N_GENERATIONS,
        seed=trial % 4,
        threads=1,
        checkpoint_seconds=CHECKPOINT_SECONDS[trial % 3],
    )


def train(folder: Path, trial: int) -> None:
    """One attempt: a new run where nothing is saved yet, else the rest of one."""
    telling = [CallbackTracker(lambda metrics: note(folder, metrics["generation"] + 1))]
    if folder.exists() and RunDirectory(folder).checkpoints.newest() is not None:
        runs.resume(folder, quiet=True, trackers=telling)
    else:
        runs.start(config(trial), run_directory=folder, trackers=telling)


def note(folder: Path, n_generations: int) -> None:
    """Remembers of how many generations a run has told."""
    with folder.with_suffix(".told").open("ab", buffering=0) as file:
        file.write(bytes([n_generations]))


def noted(folder: Path) -> int:
    """How many generations a run has told of; a kill may leave the file without its first byte."""
    file = folder.with_suffix(".told")
    told = file.read_bytes() if file.exists() else b""
    return told[-1] if told else 0


def check_nothing_is_lost(folder: Path) -> None:
    """A killed run goes on from the last generation that it has told of, or from a later one."""
    if n_told := noted(folder):
        directory = RunDirectory(folder)
        n_finished = directory.load()[0].scalars["generation"]
        with directory.entries() as entries:
            n_finished += len(list(entries))
        assert n_finished >= n_told, f"{folder}: {n_finished} generations are left of {n_told}"


def forked(folder: Path, trial: int) -> int:
    child = os.fork()
    if not child:
        code = 1
        try:
            train(folder, trial)
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def ended(child: int, seconds: float) -> bool:
    """Whether a child ends by itself in time; else it is killed."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if os.waitpid(child, os.WNOHANG)[0]:
            return True
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


def results(folder: Path) -> list[object]:
    """Everything that two runs of one seed share."""
    directory = RunDirectory(folder)
    newest = directory.checkpoints.newest()
    assert newest is not None, f"{folder}: nothing is saved"
    metrics = [{key: one[key] for key in one if key != "timing"} for one in directory.metrics.history()]
    return [newest.name, newest.read_bytes(), directory.champion_path.read_bytes(), metrics]


def straight(folder: Path, trial: int) -> tuple[list[object], float]:
    started = time.monotonic()
    assert ended(forked(folder, trial), 60.0), "a run does not end"
    return results(folder), time.monotonic() - started


def main(folder: Path, n_kills: int, seed: int) -> None:
    generator = random.Random(seed)
    expected = [straight(folder / f"straight-{trial}", trial) for trial in range(N_KINDS)]
    kills = trial = 0
    while kills < n_kills:
        run = folder / f"{trial}"
        whole, seconds = expected[trial % N_KINDS]
        while not ended(forked(run, trial), generator.uniform(0.0, 1.3 * seconds)):
            kills += 1
            check_nothing_is_lost(run)
        assert results(run) == whole, f"{run}: differs from a run that was never killed"
        names = sorted(path.name for path in [*run.iterdir(), *(run / "checkpoints").iterdir()])
        assert not [name for name in names if name.endswith(".partial")], f"{run}: litter: {names}"
        shutil.rmtree(run)
        trial += 1
    print(f"{kills} kills in {trial} runs of about {expected[0][1]:.3f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
