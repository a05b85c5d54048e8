"""Numbers of structural changes.

Equal changes in one generation get equal numbers, and no number ever comes twice in a run.
"""

from dataclasses import dataclass
from typing import Final

from speciate.values.generation import Ledger

_LIMIT: Final = 2**32 - 1


@dataclass(frozen=True)
class Split:
    """The numbers that the split of a connection gets.

    Attributes:
        node_id: The new node.
        innovation_in: The connection into it.
        innovation_out: The connection out of it.
    """

    node_id: int
    innovation_in: int
    innovation_out: int


class Innovations:
    """The structural changes of one generation."""

    def __init__(self, ledger: Ledger) -> None:
        """Starts a generation at the next unused numbers."""
        self._next_innovation = ledger.next_innovation
        self._next_node_id = ledger.next_node_id
        self._connections: dict[tuple[int, int], int] = {}
        self._splits: dict[int, Split] = {}

    def ledger(self) -> Ledger:
        """The next unused numbers."""
        return Ledger(self._next_innovation, self._next_node_id)

    def connection(self, source: int, target: int) -> int:
        """The innovation of a new connection."""
        if (source, target) not in self._connections:
            self._connections[source, target] = self._innovation()
        return self._connections[source, target]

    def split(self, innovation: int) -> Split:
        """The numbers of the split of a connection."""
        if innovation not in self._splits:
            self._splits[innovation] = Split(self._node_id(), self._innovation(), self._innovation())
        return self._splits[innovation]

    def _innovation(self) -> int:
        self._next_innovation += 1
        return _within_limit(self._next_innovation - 1, "innovations")

    def _node_id(self) -> int:
        self._next_node_id += 1
        return _within_limit(self._next_node_id - 1, "node ids")


def _within_limit(number: int, what: str) -> int:
    if number >= _LIMIT:
        raise ValueError(f"all 2**32 - 1 {what} of this run are used; start a new run from its champion")
    return number
