"""The trackers of a run, from the arguments that name them."""

from collections.abc import Callable, Sequence

from speciate.arguments import truth
from speciate.config import Config
from speciate.errors import ConfigError
from speciate.phrases import shown
from speciate.training.results import Run
from speciate.training.tracker import TRACKERS, Tracker, TrackerRecord
from speciate.values.generation_metrics import Metrics

OnGeneration = Callable[[Metrics], bool | None]
"""Called with the metrics of every generation; returning False ends the run."""


class CallbackTracker:
    """Calls a function after every generation."""

    def __init__(self, function: OnGeneration) -> None:
        """Remembers the function."""
        self._function = function

    def on_start(self, config: Config, generation: int) -> None:
        """Nothing to do."""

    def on_generation(self, metrics: Metrics) -> bool | None:
        """Calls the function; False ends the run."""
        return self._function(metrics)

    def on_end(self, run: Run) -> None:
        """Nothing to do."""


class _UsersTracker:
    """Calls a tracker of a user that was named. What it raises becomes an error that names it."""

    def __init__(self, record: TrackerRecord, tracker: Tracker) -> None:
        self._record, self._tracker = record, tracker

    def on_start(self, config: Config, generation: int) -> None:
        with TRACKERS.calling(self._record, "on_start"):
            self._tracker.on_start(config, generation)

    def on_generation(self, metrics: Metrics) -> bool | None:
        with TRACKERS.calling(self._record, "on_generation"):
            return self._tracker.on_generation(metrics)

    def on_end(self, run: Run) -> None:
        with TRACKERS.calling(self._record, "on_end"):
            self._tracker.on_end(run)


def watching_of(
    trackers: Sequence[Tracker | str], on_generation: OnGeneration | None, *, quiet: bool
) -> list[Tracker]:
    """The trackers of a run.

    Args:
        trackers: Trackers, or their names: "name", or "name:text" where one needs a text, such as a path.
        on_generation: A function that is called with the metrics of every generation.
        quiet: Whether to leave out the progress in the terminal.

    Raises:
        ConfigError: An argument is refused, or there is no tracker of such a name.
    """
    if not isinstance(trackers, list | tuple) or not all(map(_is_tracker_or_name, trackers)):
        raise ConfigError(
            f"trackers = {trackers!r}: expected a list of objects with on_start, on_generation and on_end, "
            "or of names of trackers"
        )
    watching = [_named(given) if isinstance(given, str) else given for given in trackers]
    if not truth("quiet", quiet):
        watching.append(_named("console"))
    if on_generation is not None:
        if not callable(on_generation):
            raise ConfigError(f"on_generation = {on_generation!r}: expected a function that takes metrics")
        watching.append(CallbackTracker(on_generation))
    return watching


def _named(given: str) -> Tracker:
    """The tracker of "name" or "name:text"."""
    name, _, text = given.partition(":")
    record = TRACKERS.get(name)
    with TRACKERS.calling(record, "factory"):
        tracker = record.factory(text)
    if not _is_tracker(tracker):
        raise ConfigError(
            f'tracker "{name}": its factory made {shown(tracker)}; expected an object with on_start, '
            "on_generation and on_end"
        )
    return tracker if name in TRACKERS.built_in else _UsersTracker(record, tracker)


def _is_tracker_or_name(given: object) -> bool:
    return isinstance(given, str) or _is_tracker(given)


def _is_tracker(given: object) -> bool:
    return all(callable(getattr(given, name, None)) for name in ("on_start", "on_generation", "on_end"))
