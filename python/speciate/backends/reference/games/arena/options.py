"""Rules from options: a preset and what differs from it; refusals say what is allowed."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from speciate.backends.reference.games.arena.rules import ArenaRules, PieceKind, PowerUpKind, Scoring

if TYPE_CHECKING:
    from dataclasses import Field

_FIELD_SIZE_MIN: Final = 400.0  # the least side of a scaled field, so that padding and clearance leave room


def rules_of(options: Mapping[str, object]) -> ArenaRules:
    """The rules of ``{"preset": "standard" or "classic", rule: value, ...}``; without a preset, ``standard``.

    Raises:
        ValueError: A key is unknown or a value is not allowed.
    """
    known = {each.name: each for each in fields(ArenaRules)}
    preset = options.get("preset", "standard")
    if preset not in ("standard", "classic"):  # a list is no member of a set
        raise _refused("preset", preset, '"standard" or "classic"')
    changes: dict[str, Any] = {}
    for name, value in options.items():
        if name == "preset":
            continue
        if name not in known:
            nearest = difflib.get_close_matches(name, [*known, "preset"], n=1, cutoff=0.0)[0]
            raise ValueError(f"arena: unknown option '{name}'; the nearest known is '{nearest}'")
        changes[name] = _read(known[name], value)
    rules = replace(ArenaRules.classic() if preset == "classic" else ArenaRules(), **changes)
    _check_together(rules)
    return rules


def _check_together(rules: ArenaRules) -> None:
    for what in ("spawn", "power_up"):
        low, high = getattr(rules, f"{what}_distance_min"), getattr(rules, f"{what}_distance_max")
        if low > high:
            raise _refused(f"{what}_distance_min", low, f"at most {what}_distance_max, which is {high:g}")
    if rules.field_size * rules.scale < _FIELD_SIZE_MIN:
        allowed = f"at least {_FIELD_SIZE_MIN:g} when multiplied by scale, which is {rules.scale:g}"
        raise _refused("field_size", rules.field_size, allowed)


def _refused(name: str, value: object, allowed: str) -> ValueError:
    number = isinstance(value, float)
    shown = f"{value:g}" if number else json.dumps(value, separators=(",", ":"), default=str)
    return ValueError(f"arena: option '{name}' is {shown}, but must be {allowed}")


def _read(rule: "Field[Any]", value: object) -> object:
    """The value of a rule, of the rule's type and within its range."""
    low, high = rule.metadata["low"], rule.metadata["high"]
    span = f"{low:g} to {high:g}"
    default: Any = rule.default
    read: object = None
    if isinstance(default, bool):
        read, allowed = _bool(value), "true or false"
    elif isinstance(default, int):
        read, allowed = _whole(value, low, high), f"a whole number from {span}"
    elif isinstance(default, float):
        read, allowed = _number(value, low, high), f"a number from {span}"
    elif isinstance(default, Scoring):
        read, allowed = _scoring(value), '"standard" or "classic"'
    elif isinstance(default[0], float):
        read = _numbers(value, low, high)
        allowed = f"5 numbers, for pawn, knight, bishop, rook and queen, from {span}"
    else:
        kinds = PieceKind if isinstance(default[0], PieceKind) else PowerUpKind
        read = _kinds(kinds, value, low, high)
        allowed = f"a list, of length {span}, of: {', '.join(kind.name.lower() for kind in kinds)}"
    if read is None:
        raise _refused(rule.name, value, allowed)
    return read


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(value: object, low: float, high: float) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if low <= value <= high else None


def _number(value: object, low: float, high: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high else None


def _numbers(value: object, low: float, high: float) -> tuple[float, ...] | None:
    if not isinstance(value, list | tuple) or len(value) != len(PieceKind):
        return None
    numbers = tuple(number for each in value if (number := _number(each, low, high)) is not None)
    return numbers if len(numbers) == len(value) else None


def _scoring(value: object) -> Scoring | None:
    return next((scoring for scoring in Scoring if scoring.value == value), None)


def _kinds(kinds: type[IntEnum], value: object, low: float, high: float) -> tuple[IntEnum, ...] | None:
    if not isinstance(value, list | tuple) or not low <= len(value) <= high:
        return None
    by_name = {kind.name.lower(): kind for kind in kinds}
    is_known = all(isinstance(each, str) and each in by_name for each in value)
    return tuple(by_name[each] for each in value) if is_known else None
