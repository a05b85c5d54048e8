"""Trackers: objects that get the metrics of every generation of a run, and the records that name them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from speciate.config import Config
from speciate.training.results import Run
from speciate.values.generation_metrics import Metrics
from speciate.values.record_fields import LINE, Fields, check, function
from speciate.values.registry import Registry


class Tracker(Protocol):
    """Watches a run."""

    def on_start(self, config: Config, generation: int) -> None:
        """A run begins, or goes on at a generation above 0."""
        ...

    def on_generation(self, metrics: Metrics) -> bool | None:
        """A generation was finished. Returning False ends the run after it."""
        ...

    def on_end(self, run: Run) -> None:
        """The run came to its end, was interrupted, or failed; its champion may be missing."""
        ...


@dataclass(frozen=True, kw_only=True)
class TrackerRecord:
    """A tracker that has a name, for ``train(trackers=["name"])`` and ``speciate train --tracker name``.

    Attributes:
        name: The name: small letters, digits and underscores.
        description: One line that says what the tracker does.
        factory: Makes the tracker of a run. It gets the text after the colon of "name:text", such as the path
            of a file, and an empty text if there is none. It raises ``ConfigError`` if it refuses the text.
    """

    name: str
    description: str = ""
    factory: Callable[[str], Tracker]

    def __post_init__(self) -> None:
        """Refuses fields that are wrong. Raises ``ConfigError``."""
        check("tracker", self, _FIELDS)


_FIELDS: Final[Fields] = {
    "description": LINE,
    "factory": function("the text after the colon that returns the tracker, or its class"),
}

TRACKERS: Final[Registry[TrackerRecord]] = Registry("tracker", "speciate.training.trackers", TrackerRecord)
"""All trackers that have a name."""
