"""The metrics of one generation, as ``Evolution.metrics`` and the entries of ``Run.metrics`` hold them."""

from typing import Any, Self


class GenerationMetrics(dict[str, Any]):
    """Numbers by name, as JSON takes them. It is a dict.

    ``evolution.metrics`` was a method in earlier versions, so the mapping can be called and returns itself.
    """

    __slots__ = ()

    def __call__(self) -> Self:
        """This mapping, for scripts that still write ``evolution.metrics()``."""
        return self
