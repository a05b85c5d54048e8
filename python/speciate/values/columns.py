"""Names, types and order of the columns that genomes are made of."""

from typing import Any, Final

import numpy as np

NODE_COLUMNS: Final = {
    "node_id": np.uint32,
    "node_bias": np.float32,
    "node_activation": np.uint8,
    "node_aggregation": np.uint8,
}
"""Type of each node column, in the order of the fields of a node."""

CONNECTION_COLUMNS: Final = {
    "innovation": np.uint32,
    "source": np.uint32,
    "target": np.uint32,
    "weight": np.float32,
    "enabled": np.bool_,
}
"""Type of each connection column, in the order of the fields of a connection."""

OFFSET_COLUMNS: Final = {"ids": np.uint64, "node_offsets": np.uint64, "connection_offsets": np.uint64}
"""Type of the columns that say which genomes there are and where each begins."""

COLUMNS: Final[dict[str, Any]] = OFFSET_COLUMNS | NODE_COLUMNS | CONNECTION_COLUMNS
"""Type of every column."""
