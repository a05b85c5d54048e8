"""The metrics of one generation, as ``Evolution.metrics`` and the entries of ``Run.metrics`` hold them."""

from collections.abc import Mapping
from typing import Any, Self

Metrics = dict[str, Any]
"""Numbers by name, as JSON takes them."""


class GenerationMetrics(dict[str, Any]):
    """Numbers by name, as JSON takes them. It is a dict.

    ``evolution.metrics`` was a method in earlier versions, so the mapping can be called and returns itself.
    """

    __slots__ = ()

    @classmethod
    def copied(cls, metrics: Mapping[str, Any]) -> Self:
        """Metrics that share no table or list with ``metrics``."""
        return cls({name: _copied(value) for name, value in metrics.items()})

    def __call__(self) -> Self:
        """This mapping, for scripts that still write ``evolution.metrics()``."""
        return self


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value
