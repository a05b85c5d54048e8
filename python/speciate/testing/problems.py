"""What a conformance check found: all problems of a part in one error."""

from collections.abc import Callable, Iterable

from speciate.errors import ConformanceError

Check = Callable[[], Iterable[str]]
"""Gives one line for each problem."""


def raise_all(name: str, checks: Iterable[Check]) -> None:
    """Runs checks, each whatever the others found.

    Args:
        name: What the part is called in messages.
        checks: What to run. An exception that a check lets out is a problem of its own.

    Raises:
        ConformanceError: There are problems.
    """
    found: dict[str, None] = {}
    for check in checks:
        try:
            found |= dict.fromkeys(check())
        except Exception as error:  # noqa: BLE001  # a part of a user may raise anything
            lines = str(error).splitlines() or [""]
            found[f"{_title(check)} raises {type(error).__name__}: {lines[0]}"] = None
    if found:
        raise ConformanceError(*(f"{name}: {problem}" for problem in found))


def _title(check: Check) -> str:
    """What a check looks at, by the name of its function."""
    function = getattr(check, "func", check)
    return str(getattr(function, "__name__", "it")).strip("_").replace("_", " ")
