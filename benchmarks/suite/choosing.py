"""What a user chooses by name: workloads, contenders and cases."""

from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.suite import peers
from benchmarks.suite.cases import Case
from benchmarks.suite.workloads import ALL, Workload

from speciate.errors import ConfigError
from speciate.phrases import nearest

NOT_PEERS: Final = ("reference", "numpy")
"""Contenders that are always there. NumPy counts as a package to compare with."""

N_NAMED: Final = 10
"""How many cases the message names if none has the text that the user gave."""


def workloads(names: Sequence[str]) -> list[Workload]:
    """The workloads of these names, all without any.

    Raises:
        ConfigError: There is no workload of a name.
    """
    for name in names:
        if name not in ALL:
            raise ConfigError(f"workload {name}: unknown{nearest(name, ALL)}; list them with --list")
    return [workload for workload in ALL.values() if not names or workload.name in names]


def contenders(names: str) -> frozenset[str]:
    """The contenders besides the native backend.

    Args:
        names: "all" for all that are installed, "none", or names separated by commas.

    Raises:
        ConfigError: A peer is unknown or not installed.
    """
    if names == "none":
        return frozenset()
    installed = (*NOT_PEERS, *peers.installed())
    if names == "all":
        return frozenset(installed)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        if name not in installed:
            known = ", ".join(installed)
            hint = (
                f"install it with `pip install {peers.PACKAGES[name]}`"
                if name in peers.PACKAGES
                else "unknown"
            )
            raise ConfigError(f"peer {name}: not there ({hint}); there are {known}, all and none")
    return frozenset(wanted)


def cases(chosen: Sequence[Workload], taking_part: frozenset[str], text: str) -> Iterator[Case]:
    """The cases of workloads whose names contain ``text``.

    Raises:
        ConfigError: No case has it.
    """
    found = 0
    for case in _all_cases(chosen, taking_part):
        if text in case.name:
            found += 1
            yield case
    if not found:
        raise ConfigError(
            f"case {text!r}: no workload has one with this text; there are: {_named(chosen, taking_part)}"
        )


def _all_cases(chosen: Sequence[Workload], taking_part: frozenset[str]) -> Iterator[Case]:
    for workload in chosen:
        yield from workload.cases(taking_part.__contains__)


def _named(chosen: Sequence[Workload], taking_part: frozenset[str]) -> str:
    """The names of the first few cases."""
    names = list(dict.fromkeys(case.name for case in _all_cases(chosen, taking_part)))
    more = f"; and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return "; ".join(names[:N_NAMED]) + more
