"""What a conformance check found: all problems of a part in one error."""

from collections.abc import Callable, Iterable

from speciate.errors import ConformanceError

Check = Callable[[], Iterable[str]]
"""Gives one line for each problem."""


def raise_all(name: str, checks: Iterable[tuple[str, Check]]) -> None:
    """Runs checks up to the first one that raises an exception, for those that follow need what it looks at.

    Args:
        name: What the part is called in messages.
        checks: What each check looks at, and the check.

    Raises:
        ConformanceError: There are problems.
    """
    found: dict[str, None] = {}
    for title, check in checks:
        try:
            found |= dict.fromkeys(check())
        except Exception as error:  # noqa: BLE001  # a part of a user may raise anything
            why = " ".join(str(error).split())
            found[f"{title}: raised {type(error).__name__}: {why}".rstrip(": ")] = None
            break
    if found:
        raise ConformanceError(*(f"{name}: {problem}" for problem in found))
