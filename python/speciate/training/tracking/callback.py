"""A function of your own as a tracker."""

from collections.abc import Callable

from speciate.config import Config
from speciate.training.results import Run
from speciate.values.generation_metrics import Metrics


class CallbackTracker:
    """Calls a function after every generation."""

    def __init__(self, function: Callable[[Metrics], bool | None]) -> None:
        """Remembers the function."""
        self._function = function

    def on_start(self, config: Config, generation: int) -> None:
        """Nothing to do."""

    def on_generation(self, metrics: Metrics) -> bool | None:
        """Calls the function; False ends the run."""
        return self._function(metrics)

    def on_end(self, run: Run) -> None:
        """Nothing to do."""
