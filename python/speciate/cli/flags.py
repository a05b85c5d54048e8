"""The flags of commands: every field of the config, grouped by section in the help, and trackers."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args, get_origin

import click
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from speciate.config import Config
from speciate.config.messages import allowed, fields, is_table, registry_of
from speciate.config.sections import AUTO
from speciate.errors import ConfigError

_TOP: Final = "Run"
_TITLES: Final = {"map_elites": "MAP-Elites", "cma_es": "CMA-ES"}
"""Titles of sections in the help that are not the section's name."""

_EXAMPLES: Final = {"environment_options": "preset=classic", "algorithm_options": "step=0.5"}
"""An option of each kind."""

tracker_flag: Final = click.option(
    "--tracker",
    "trackers",
    multiple=True,
    metavar="NAME[:TEXT]",
    help="A tracker that gets the metrics of every generation, such as jsonl:FILE, which appends them to "
    "FILE. Repeatable.",
)
"""The flag for trackers by name."""


class ConfigFlag(click.Option):
    """A flag for a field of the config.

    Attributes:
        section: The field's section; empty at the top.
    """

    def __init__(self, section: str, key: str, field: FieldInfo) -> None:
        """Makes the flag of ``field``, called ``key``; not given, it is None."""
        self.section, self._registry = section, registry_of(field)
        flag = "--" + key.replace("_", "-")
        self._field = field
        text = field.description if self._registry else _text(field)  # parts of users are not loaded yet
        if field.annotation is bool:
            super().__init__([f"{flag}/--no-{flag[2:]}", key], default=None, help=_without_kind(field))
        elif is_table(field):
            super().__init__(
                [flag, key], multiple=True, metavar="KEY=VALUE", help=f"{field.description} Repeatable."
            )
        else:
            super().__init__([flag, key], metavar=_metavar(field), help=text)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The flag and its help; a setting that names a part lists the parts."""
        if self._registry is None:
            return super().get_help_record(ctx)
        listed = "; ".join(f"{part.name}: {part.description}" for part in self._registry.records())
        self.help = f"{_text(self._field)} {listed}."
        return super().get_help_record(ctx)


class ConfigCommand(click.Command):
    """A command whose help groups the flags of the config by section."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the command's own options first, then section by section."""
        groups: dict[str, list[tuple[str, str]]] = {"Options": [], _TOP: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                title = "Options" if not isinstance(parameter, ConfigFlag) else parameter.section or _TOP
                groups.setdefault(title, []).append(record)
        for title, records in groups.items():
            with formatter.section(_TITLES.get(title, title.capitalize().replace("_", " "))):
                formatter.write_dl(records)


def config_flags() -> list[click.Parameter]:
    """One flag for each field of the config."""
    return [ConfigFlag(section, key, field) for section, key, field in fields(Config)]


def settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The layer of settings that the given flags make up.

    Raises:
        ConfigError: An option of an environment or of an algorithm is not KEY=VALUE.
    """
    layer: dict[str, Any] = {}
    for section, key, field in fields(Config):
        value = values.get(key)
        if value is None or value == ():
            continue
        parsed = _options(key, value) if is_table(field) else _parsed(value, field.annotation)
        (layer.setdefault(section, {}) if section else layer)[key] = parsed
    return layer


def _options(name: str, pairs: Sequence[str]) -> dict[str, Any]:
    options = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not (key and equals):
            raise ConfigError(f'{name}: "{pair}"; expected KEY=VALUE, such as {_EXAMPLES[name]}')
        options[key] = _toml_value(value)
    return options


def _toml_value(text: str) -> Any:
    """A number, truth value or list as in TOML; anything else as text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def _parsed(value: Any, annotation: Any) -> Any:
    """The text of a flag as the type of its field; what does not fit is left to the config to refuse."""
    if not isinstance(value, str) or value == AUTO:
        return value
    kinds = _kinds(annotation)
    if tuple in kinds:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        return [_number(part, _entry_kinds(annotation)) for part in parts]
    return _number(value, kinds)


def _number(text: str, kinds: set[Any]) -> Any:
    """Text as a number of the first kind that takes it, or as it is."""
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(text)
            except ValueError:
                continue
    return text


def _entry_kinds(annotation: Any) -> set[Any]:
    """The plain types of a tuple's entries, wherever the tuple stands in an annotation."""
    inner = get_args(annotation)
    if get_origin(annotation) is tuple:
        return _kinds(inner[0])
    return set().union(*(_entry_kinds(part) for part in inner)) if inner else set()


def _kinds(annotation: Any) -> set[Any]:
    """The plain types in an annotation."""
    origin = get_origin(annotation)
    if origin is None:
        return {annotation}
    if origin is tuple or origin is Literal:
        return {origin}
    return set().union(*(_kinds(part) for part in get_args(annotation)))


def _metavar(field: FieldInfo) -> str:
    kinds = _kinds(field.annotation)
    if tuple in kinds:
        return "A,B,..."
    return "NUMBER" if kinds & {int, float} else "NAME"


def _text(field: FieldInfo) -> str:
    """The help of a field: what it is, what it takes and its default."""
    return f"{field.description} [{allowed(field)}{_default(field)}]"


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined or field.default in ("", ()):
        return ""
    if field.default is None:
        return f"; default {AUTO}"
    value = ",".join(map(str, field.default)) if isinstance(field.default, tuple) else field.default
    return f"; default {value}"


def _without_kind(field: FieldInfo) -> str:
    return f"{field.description} [default {'yes' if field.default else 'no'}]"
