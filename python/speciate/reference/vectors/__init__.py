"""NSGA-II over vectors of real numbers."""


def within(x: float, lower: float, upper: float) -> float:
    """A number brought within bounds; what equals a bound is that bound, whichever zero it was."""
    return min(upper, max(lower, x))
