"""Turns pydantic's errors into lines that name the TOML key, the value and what is allowed."""

import difflib
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from speciate.config.part_names import PART_ERROR, PartName
from speciate.config.sections import AUTO, Section
from speciate.phrases import nearest
from speciate.values.registry import Registry

_PLAIN: Final = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
    dict: "a table",
}

_N_SHOWN: Final = 60

_MOST_PROBLEMS: Final = 100
"""A text with more mistakes was not written by a person; looking for near names takes time for each."""


def problems(error: ValidationError, config: type[Section]) -> list[str]:
    """One line per setting of ``config`` that was refused."""
    items = error.errors(include_url=False)
    lines: dict[str, None] = {}
    for number, item in enumerate(items):
        if len(lines) >= _MOST_PROBLEMS:
            return [*lines, f"and {len(items) - number} more problems"]
        if not _follows(item, items):
            lines.update(dict.fromkeys(_lines(item, config)))
    return list(lines)


def fields(config: type[Section]) -> Iterator[tuple[str, str, FieldInfo]]:
    """Section (empty at the top), key and description of every setting."""
    for name, field in config.model_fields.items():
        section: Any = field.annotation
        if _is_section(section):
            yield from ((name, key, inner) for key, inner in section.model_fields.items())
        else:
            yield "", name, field


def allowed(field: FieldInfo) -> str:
    """What a field takes, in words."""
    words, optional = _kind(field.annotation, field.metadata)
    return f'{words}, or "{AUTO}"' if optional else words


def _follows(item: Any, items: Iterable[Any]) -> bool:
    """Whether a list is too short because entries of it were refused."""
    location = item["loc"]
    within = (other["loc"][: len(location)] == location and other["loc"] != location for other in items)
    return bool(item["type"] == "too_short" and any(within))


def _lines(item: Any, config: type[Section]) -> Iterator[str]:
    path = _path(item["loc"], config)
    field = _field(path, config)
    if item["type"] == "value_error" and not path:
        yield from str(item["ctx"]["error"]).splitlines()
    elif item["type"] == "invalid_key":
        yield f"{'.'.join(path[:-1]) or 'config'}: a key must be a text; got {path[-1]}"
    elif item["type"] == "extra_forbidden":
        yield _unknown_key(path, config)
    elif item["type"] == PART_ERROR:
        yield item["ctx"]["problem"]
    elif field and item["type"] == "missing":
        yield f"{'.'.join(path)}: is missing; expected {allowed(field)}"
    elif field:
        hint = item.get("ctx", {}).get("cure", "") + (_hint(item, path) or _as_list(item, field))
        yield f"{'.'.join(path)} = {_shown(item['input'])}: expected {allowed(field)}{hint}"
    else:
        yield f"config: expected a table of settings, got {_shown(item['input'])}"


def _path(location: tuple[int | str, ...], config: type[Section]) -> tuple[str, ...]:
    """The keys of a location, without positions in a list and pydantic's own marks."""
    model: Any = config
    path = []
    for part in location:
        path.append(str(part))
        field = model.model_fields.get(part)
        if field is None or not _is_section(field.annotation):
            break
        model = field.annotation
    return tuple(path)


def _field(path: tuple[str, ...], config: type[Section]) -> FieldInfo | None:
    model: Any = config
    field = None
    for key in path:
        field = model.model_fields.get(key)
        if field is None:
            return None
        model = field.annotation
    return field


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)


def _unknown_key(path: tuple[str, ...], config: type[Section]) -> str:
    *parents, key = path
    section: Any = config.model_fields[parents[0]].annotation if parents else config
    hint = nearest(key, section.model_fields) or _elsewhere(key, config)
    name = ".".join(part[:_N_SHOWN] for part in path)
    return f"{name}: unknown key{hint or '; remove it'}"


def _elsewhere(key: str, config: type[Section]) -> str:
    """A hint at the section that has this key, or one like it."""
    places = {name: section for section, name, _ in fields(config)}
    matches = difflib.get_close_matches(key.replace("-", "_"), list(places), n=1)
    if not matches:
        return ""
    section = places[matches[0]]
    return (
        f'; did you mean "{matches[0]}" {f"of [{section}]" if section else "at the top, before any section"}?'
    )


def _hint(item: Any, path: tuple[str, ...]) -> str:
    """The nearest name; none where the setting may also be a number, which pydantic refuses by itself."""
    if any(isinstance(part, str) for part in item["loc"][len(path) :]):
        return ""
    if item["type"] == "literal_error" and isinstance(item["input"], str):
        return nearest(
            item["input"], item["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        )
    return ""


def _as_list(item: Any, field: FieldInfo) -> str:
    """A hint at the list that one value alone may have been meant to be."""
    value = item["input"]
    if item["type"] != "tuple_type" or not isinstance(value, str | int | float):
        return ""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]
    try:
        entries = adapter.validate_python((value,))
    except ValidationError:
        return ""
    return f"; did you mean {_shown(list(entries))}?"


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= _N_SHOWN else text[:_N_SHOWN] + "..."


def _kind(annotation: Any, metadata: Iterable[Any]) -> tuple[str, bool]:
    """A type in words, and whether it may be left open."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return _kind(inner, [*metadata, *more])
    if origin in {Union, types.UnionType}:
        parts = get_args(annotation)
        words = [_kind(part, metadata)[0] for part in parts if part is not type(None)]
        return ", or ".join(words), type(None) in parts
    if origin is Literal:
        names = [f'"{name}"' for name in get_args(annotation)]
        return ("one of " if len(names) > 1 else "") + ", ".join(names), False
    if origin is tuple:
        limits = _limits(metadata, ("min_length", "max_length"))
        return f"a list{_length(limits)}, each {_kind(get_args(annotation)[0], [])[0]}", False
    if _is_section(annotation):
        return "a table", False
    registry = _registry(metadata)
    if registry is not None:
        return "one of " + ", ".join(f'"{name}"' for name in registry.names()), False
    plain = _PLAIN.get(get_origin(annotation) or annotation, "a value")
    if annotation is str:
        return plain + _form(_limits(metadata, ("max_length", "pattern"))), False
    return plain + _range(_limits(metadata, ("ge", "gt", "le", "lt"))), False


def is_table(field: FieldInfo) -> bool:
    """Whether a setting is a table whose keys the config does not know."""
    return get_origin(field.annotation) is dict


def registry_of(field: FieldInfo) -> Registry[Any] | None:
    """The registry of the parts that a setting names; None for any other setting."""
    return _registry(field.metadata)


def _registry(metadata: Iterable[Any]) -> Registry[Any] | None:
    return next((item.registry for item in metadata if isinstance(item, PartName)), None)


def _limits(metadata: Iterable[Any], names: Iterable[str]) -> dict[str, Any]:
    """The limits among a field's metadata, unpacking what ``Field`` was given inside ``Annotated``."""
    parts = [part for item in metadata for part in getattr(item, "metadata", None) or [item]]
    found = ((name, getattr(part, name, None)) for part in parts for name in names)
    return {name: value for name, value in found if value is not None}


def _length(limits: Mapping[str, int]) -> str:
    """How many entries a list has."""
    least, most = limits.get("min_length"), limits.get("max_length")
    if least is None:
        return "" if most is None else f" of up to {most}"
    return f" of at least {least}" if most is None else f" of {least} to {most}"


def _form(limits: Mapping[str, Any]) -> str:
    """What a text has to look like."""
    length = f" of up to {limits['max_length']} characters" if "max_length" in limits else ""
    return length + (f" like {limits['pattern'].strip('^$')}" if "pattern" in limits else "")


def _range(bounds: Mapping[str, float]) -> str:
    if not bounds:
        return ""
    low = f" above {_number(bounds['gt'])}" if "gt" in bounds else f" from {_number(bounds.get('ge', 0))}"
    if "lt" in bounds:
        return f"{low} to below {_number(bounds['lt'])}"
    high = f" {'up ' if 'gt' in bounds else ''}to {_number(bounds['le'])}" if "le" in bounds else ""
    return low + high


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.10g}"
