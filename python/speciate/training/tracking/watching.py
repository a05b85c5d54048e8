"""Everybody who watches a run, from the arguments that name them."""

from collections.abc import Callable, Sequence

from speciate.arguments import truth
from speciate.errors import ConfigError
from speciate.training.tracking.callback import CallbackTracker
from speciate.training.tracking.protocol import Tracker
from speciate.values.generation_metrics import Metrics

OnGeneration = Callable[[Metrics], bool | None]


def watching_of(
    trackers: Sequence[Tracker], on_generation: OnGeneration | None, *, quiet: bool
) -> list[Tracker]:
    """Everybody who is told how a run goes."""
    if not isinstance(trackers, list | tuple) or not all(map(_is_tracker, trackers)):
        raise ConfigError(
            f"trackers = {trackers!r}: expected a list of objects with on_start, on_generation and on_end"
        )
    watching = list(trackers)
    if not truth("quiet", quiet):
        from speciate.training.tracking.console import ConsoleTracker  # noqa: PLC0415  # rich takes time to load

        watching.append(ConsoleTracker())
    if on_generation is not None:
        if not callable(on_generation):
            raise ConfigError(f"on_generation = {on_generation!r}: expected a function that takes metrics")
        watching.append(CallbackTracker(on_generation))
    return watching


def _is_tracker(given: object) -> bool:
    return all(callable(getattr(given, name, None)) for name in ("on_start", "on_generation", "on_end"))
