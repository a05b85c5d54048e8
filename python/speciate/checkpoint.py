"""Reading checkpoints, as docs/checkpoints.md shows: ``with Reader(path) as reader: ...``."""

from speciate.storage.checkpoint import Reader

__all__ = ["Reader"]
