"""What is measured: cases, their contenders, and a row of figures for each contender."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

OURS: Final = "native"
"""The contender that all others are compared with."""


@dataclass(frozen=True)
class Prepared:
    """Something to measure.

    Attributes:
        call: Does it once; what it returns is compared with what the native backend returns.
        n_items: How many items one call does.
        note: A remark beside the figure.
        measures_itself: ``call`` returns the seconds that count, and is called once a round. The time limit
            holds for these seconds, not for those of the whole call.
    """

    call: Callable[[], Any]
    n_items: int = 1
    note: str = ""
    measures_itself: bool = False


@dataclass(frozen=True)
class Case:
    """One row of the table for each contender.

    Attributes:
        workload: Name that users choose by.
        name: What this case is among the workload's.
        unit: What one item is.
        contenders: By name, what prepares the measurement; it may import and build what it needs.
        agree: Whether two results are equal; None if they cannot be, as with random search.
        repetitions: The most rounds; 0 takes the number that the user gives.
        family: Cases of a family differ in ``size`` only.
        size: A contender that was slow at a smaller size is not tried at a larger one.
        limited: Whether the time limit holds. It does not where only this package is measured.
        quantity: "microseconds", or "bytes" where calls return megabytes.
    """

    workload: str
    name: str
    unit: str
    contenders: Mapping[str, Callable[[], Prepared]]
    agree: Callable[[Any, Any], bool] | None = None
    repetitions: int = 0
    family: str = ""
    size: int = 0
    limited: bool = True
    quantity: str = "microseconds"


@dataclass(frozen=True)
class Row:
    """What is known of one contender in one case.

    Attributes:
        workload: As in the case.
        case: Its name.
        contender: Name of the contender.
        unit: What one item is.
        status: "ok", or why there is no figure.
        first_seconds: The first call, with whatever it compiles or loads.
        quantity: What the samples are, "microseconds" or "bytes".
        samples: Microseconds or bytes per item, one number for each round.
        ratio: The median divided by that of the native backend; None without a figure, or if that is 0.
        note: A remark beside the figure.
    """

    workload: str
    case: str
    contender: str
    unit: str
    status: str = "ok"
    first_seconds: float | None = None
    quantity: str = "microseconds"
    samples: tuple[float, ...] = ()
    ratio: float | None = None
    note: str = ""

    @property
    def median(self) -> float | None:
        """Microseconds or bytes per item."""
        return statistics.median(self.samples) if self.samples else None
