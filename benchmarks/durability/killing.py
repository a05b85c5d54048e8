"""Trainings that are killed at random moments, and what can be gone on from."""

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.durability.attempts import Attempt, attempt
from benchmarks.durability.contender import Contender

N_STARTED = 2
"""Generations of the training that every kill begins with: something is saved that can be lost."""
N_GENERATIONS = 30
SECONDS = 60.0
_ATTEMPTS_PER_KILL = 20


@dataclass(frozen=True)
class Kills:
    """How often what happened.

    Attributes:
        n_kills: Trainings that were killed.
        newest_unreadable: The newest checkpoint could not be read.
        nothing_readable: No checkpoint at all could be read, although there was one when the training began.
        not_resumed: There was one to go on from, but going on failed.
        differs: What was gone on with did not end like a training that was never interrupted.
        littered: After that, there were files that an uninterrupted training does not leave.
    """

    n_kills: int = 0
    newest_unreadable: int = 0
    nothing_readable: int = 0
    not_resumed: int = 0
    differs: int = 0
    littered: int = 0


def kill(contender: Contender, folder: Path, *, n_kills: int, seed: int) -> Kills:
    """Kills a training again and again, each time from the same start.

    Args:
        contender: Who trains.
        folder: An empty folder to work in.
        n_kills: How many trainings are killed.
        seed: Chooses the moments.
    """
    whole = _trained(contender, folder / "whole", N_GENERATIONS)
    expected = _names(folder / "whole")
    _trained(contender, folder / "started", N_STARTED)
    shutil.copytree(folder / "started", folder / "resumed")
    seconds = _trained(contender, folder / "resumed", N_GENERATIONS).seconds
    generator = random.Random(seed)  # noqa: S311
    counts = dict.fromkeys(Kills.__annotations__, 0)
    for number in range(n_kills):
        run = folder / f"killed-{number}"
        _killed(contender, folder / "started", run, generator, seconds)
        for name in _aftermath(contender, run, whole.value, expected):
            counts[name] += 1
        shutil.rmtree(run)
    return Kills(**{**counts, "n_kills": n_kills})


def _trained(contender: Contender, folder: Path, n_generations: int) -> Attempt:
    """A training that nobody disturbs; if that does not work, nothing that is counted means anything."""
    folder.mkdir(exist_ok=True)
    done = attempt(lambda: contender.train(n_generations, folder), SECONDS)
    if done.ending != "returned":
        raise RuntimeError(
            f"{contender.name}: does not train ({done.ending}: {done.value}); mend its adapter"
        )
    read = attempt(lambda: contender.read(contender.checkpoints(folder)[-1]), SECONDS)
    if read.ending != "returned":
        raise RuntimeError(f"{contender.name}: does not read its checkpoint ({read.value}); mend its adapter")
    return done


def _killed(contender: Contender, started: Path, run: Path, generator: random.Random, seconds: float) -> None:
    """Kills a training within the seconds it takes; if it ends before, within those it took this time."""
    for _ in range(_ATTEMPTS_PER_KILL):
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(started, run)
        moment = generator.uniform(0.0, seconds)
        ended = attempt(lambda: contender.train(N_GENERATIONS, run), moment)
        if ended.ending == "timed out":
            return
        if ended.ending == "returned":
            seconds = ended.seconds
    raise RuntimeError(f"{contender.name}: ends before it is killed; give it more generations")


def _aftermath(contender: Contender, run: Path, whole: str, expected: set[str]) -> list[str]:
    """The counts that a killed training adds to. Who goes on takes away what cannot be read."""
    seen = []
    paths = contender.checkpoints(run)
    unreadable = [path for path in paths if not _is_readable(contender, path)]
    if paths and paths[-1] in unreadable:
        seen.append("newest_unreadable")
    if len(unreadable) == len(paths):
        return [*seen, "nothing_readable"]
    for path in unreadable:
        path.unlink()
    resumed = attempt(lambda: contender.train(N_GENERATIONS, run), SECONDS)
    if resumed.ending != "returned":
        return [*seen, "not_resumed"]
    if resumed.value != whole:
        seen.append("differs")
    if _names(run) - expected:
        seen.append("littered")
    return seen


def _is_readable(contender: Contender, path: Path) -> bool:
    return attempt(lambda: contender.read(path), SECONDS).ending == "returned"


def _names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def changes(contender: Contender, folder: Path) -> str:
    """Whether taking checkpoints changes a training: "no", "yes", or "differs anyway" for equal seeds."""
    without = [attempt(lambda: contender.train(N_GENERATIONS, None), SECONDS) for _ in range(2)]
    if without[0].value != without[1].value:
        return "differs anyway"
    saved = attempt(lambda: contender.train(N_GENERATIONS, folder), SECONDS)
    return "no" if saved.value == without[0].value else "yes"
