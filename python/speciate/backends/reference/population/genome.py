"""One genome: nodes and connections as plain values, and what can be asked of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Node:
    """An output or a hidden node. Inputs have no attributes and are implied.

    Attributes:
        id: Outputs follow the inputs, hidden nodes come above.
        bias: A float32 number, added to the aggregated input.
        activation: Number of the activation.
        aggregation: Number of the aggregation.
    """

    id: int
    bias: float
    activation: int
    aggregation: int


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection; one that is not enabled is a gene that the network does not have.

    Attributes:
        innovation: Historical marking.
        source: Id of an input or node.
        target: Id of a node.
        weight: A float32 number.
        enabled: Whether the network has it.
    """

    innovation: int
    source: int
    target: int
    weight: float
    enabled: bool


@dataclass(frozen=True, slots=True)
class Genome:
    """A genome.

    Attributes:
        id: Never reused within a run.
        nodes: By id: outputs, then hidden nodes.
        connections: By innovation.
    """

    id: int
    nodes: tuple[Node, ...]
    connections: tuple[Connection, ...]

    def of_connections(self, kept: Sequence[Connection], first_hidden: int) -> "Genome":
        """The genome with these connections only, and without hidden nodes that none of them uses."""
        return Genome(self.id, without_idle_nodes(self.nodes, kept, first_hidden), tuple(kept))

    def with_connections(self, *added: Connection) -> "Genome":
        """The genome with more connections, in the order of innovations."""
        connections = sorted((*self.connections, *added), key=lambda connection: connection.innovation)
        return replace(self, connections=tuple(connections))

    def with_enabled(self, chosen: Connection | None, *, enabled: bool) -> "Genome":
        """The genome with one of its connections enabled or disabled; unchanged if that is None."""
        connections = (replace(old, enabled=enabled) if old is chosen else old for old in self.connections)
        return replace(self, connections=tuple(connections))


def f32(x: float) -> float:
    """The nearest float32 number."""
    return float(np.float32(x))


def clip(x: float, limit: float) -> float:
    """The nearest float32 number to ``x`` limited to ``-limit .. limit``."""
    return f32(min(max(x, -limit), limit))


def ends(connections: Iterable[Connection]) -> set[tuple[int, int]]:
    """The (source, target) pairs that are joined."""
    return {(connection.source, connection.target) for connection in connections}


def closes_cycle(joined: Iterable[tuple[int, int]], source: int, target: int) -> bool:
    """Whether one more connection from ``source`` to ``target`` would let a node reach itself."""
    targets: dict[int, list[int]] = {}
    for start, end in joined:
        targets.setdefault(start, []).append(end)
    reached, waiting = {target}, [target]
    while waiting:
        for node in targets.get(waiting.pop(), []):
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return source in reached


def without_idle_nodes(
    nodes: Sequence[Node], connections: Sequence[Connection], first_hidden: int
) -> tuple[Node, ...]:
    """The outputs, and the hidden nodes that some connection uses."""
    used = {connection.source for connection in connections} | {
        connection.target for connection in connections
    }
    return tuple(node for node in nodes if node.id < first_hidden or node.id in used)
