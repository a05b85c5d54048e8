"""Checks of the fields of records: users' own code has not always been type-checked."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from speciate.errors import ConfigError
from speciate.phrases import shown


class Field(NamedTuple):
    """What a field of a record has to be.

    Attributes:
        is_right: Whether a value is that.
        expected: What it is, in words.
    """

    is_right: Callable[[Any], bool]
    expected: str


Fields = Mapping[str, Field]
"""The fields of a record by name."""


def function(arguments: str) -> Field:
    """A field that is a function, with its arguments in words, as in "(config, n_inputs, n_outputs)"."""
    return Field(callable, f"a function of {arguments}")


def is_texts(value: Any) -> bool:
    """Whether a value is a table of texts by name."""
    return isinstance(value, Mapping) and all(isinstance(one, str) for pair in value.items() for one in pair)


LINE: Final = Field(lambda value: isinstance(value, str) and len(value.splitlines()) <= 1, "one line of text")
"""A description."""

TRUTH: Final = Field(lambda value: isinstance(value, bool), "True or False")
"""A truth value."""


def check(kind: str, record: Any, fields: Fields) -> None:
    """Refuses a record whose fields are wrong. Raises ``ConfigError`` with a line for each of them.

    Args:
        kind: What the part is, such as "environment".
        record: The record.
        fields: What its fields have to be. The registry checks the name.
    """
    values = {name: getattr(record, name) for name in fields}
    wrong = [name for name, field in fields.items() if not field.is_right(values[name])]
    if wrong:
        raise ConfigError(
            *(
                f'{kind} "{record.name}": {name} = {shown(values[name])}: expected {fields[name].expected}'
                for name in wrong
            )
        )
