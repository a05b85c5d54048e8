"""The names that settings can take, by the number that genomes store."""

from typing import Final, Literal, get_args

Activation = Literal[
    "identity",
    "sigmoid",
    "steep_sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "softplus",
    "softsign",
    "swish",
    "sin",
    "cos",
    "gauss",
    "abs",
    "square",
    "cube",
    "clamped",
    "step",
    "hat",
    "exp",
    "log",
    "inverse",
]
Aggregation = Literal["sum", "mean", "product", "max", "min", "median", "max_abs"]

ACTIVATIONS: Final[tuple[str, ...]] = get_args(Activation)
AGGREGATIONS: Final[tuple[str, ...]] = get_args(Aggregation)
