"""A state as data only: flat arrays and scalars, and taking them out again with every check."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from speciate.errors import CheckpointError

Arrays = dict[str, NDArray[Any]]

LAST: Final = 2**32 - 2
"""The largest number that a generation, an innovation, a node or a species has; one more stands for none."""


@dataclass(frozen=True)
class Snapshot:
    """A state as data only.

    Attributes:
        arrays: Flat arrays by name.
        scalars: Everything else, as JSON takes it.
    """

    arrays: Arrays
    scalars: dict[str, Any]

    def array(self, name: str, kind: type[Any], shape: tuple[int, ...]) -> NDArray[Any]:
        """The array of a name.

        Raises:
            CheckpointError: It is missing, or has another type or shape.
        """
        array = self.arrays.get(name)
        if array is None:
            raise CheckpointError(f"the snapshot has no {name!r}; it does not hold a whole run")
        if array.dtype != kind or array.shape != shape:
            raise CheckpointError(
                f"the snapshot's {name} have type {array.dtype} and shape {array.shape}; "
                f"expected {np.dtype(kind)} and {shape}"
            )
        return array

    def finite(self, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """The array of a name, float64 and finite. Raises ``CheckpointError``."""
        array: NDArray[np.float64] = self.array(name, np.float64, shape)
        if not np.isfinite(array).all():
            raise CheckpointError(f"the snapshot's {name} are not all finite; it is damaged")
        return array

    def whole(self, name: str, least: int, greatest: int) -> int:
        """A scalar that is a whole number of a range. Raises ``CheckpointError``."""
        number = self.scalar(name)
        if type(number) is not int or not least <= number <= greatest:
            raise CheckpointError(
                f"the snapshot's {name} is {str(number)[:60]}; "
                f"expected a whole number from {least} to {greatest}"
            )
        return number

    def number(self, name: str, least: float) -> float:
        """A scalar that is a finite number from ``least``. Raises ``CheckpointError``."""
        number = self.scalar(name)
        if type(number) not in {int, float} or not least <= number < float("inf"):
            raise CheckpointError(
                f"the snapshot's {name} is {str(number)[:60]}; expected a finite number from {least:g}"
            )
        return float(number)

    def names(self, name: str) -> list[str]:
        """A scalar that is a list of texts. Raises ``CheckpointError``."""
        names = self.scalar(name)
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise CheckpointError(f"the snapshot's {name} are {str(names)[:60]}; expected a list of texts")
        return names

    def scalar(self, name: str) -> Any:
        """A scalar. Raises ``CheckpointError`` if it is missing."""
        if name not in self.scalars:
            raise CheckpointError(f"the snapshot has no {name!r}; it does not hold a whole run")
        return self.scalars[name]


def prefixed(prefix: str, columns: Arrays) -> Arrays:
    """Arrays under names that tell whose they are."""
    return {f"{prefix}.{name}": column for name, column in columns.items()}


def columns(prefix: str, arrays: Arrays) -> Arrays:
    """The arrays that ``prefixed`` put under a prefix, by their own names."""
    start = f"{prefix}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
