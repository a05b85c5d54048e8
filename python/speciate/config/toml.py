"""Reading and writing TOML, and laying settings over others."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import tomli_w

from speciate.config.sections import AUTO
from speciate.errors import ConfigError
from speciate.parsing.nesting import MOST_PARTS, is_deep
from speciate.system import files

MOST_BYTES: Final = 2**20
"""The longest text that is read."""


def read(path: Path) -> dict[str, Any]:
    """The settings of a TOML file, not yet checked.

    Raises:
        ConfigError: The file is missing or no TOML; the message has the line and the column.
    """
    try:
        return parsed(files.read(path, most=MOST_BYTES).decode("utf-8"), path)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}); give the path of a TOML file"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no text in UTF-8; give the path of a TOML file") from error


def parsed(text: str, source: str | Path) -> dict[str, Any]:
    """The settings of TOML text, not yet checked; errors say that it comes from ``source``.

    Raises:
        ConfigError: The text is no TOML; the message has the line and the column.
    """
    text = text.removeprefix("\ufeff")  # a byte order mark, as Notepad writes it
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{source}: no valid TOML: it is longer than {MOST_BYTES:,} characters")
    if is_deep(text):
        raise ConfigError(
            f"{source}: no valid TOML: it is nested too deeply, more than {MOST_PARTS} tables in each other"
        )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ConfigError(f"{source}: no valid TOML: it is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: no valid TOML: {str(error).splitlines()[0]}") from error
    except ValueError:  # Python reads no number of thousands of digits, and no date that is none
        raise ConfigError(f"{source}: no valid TOML: it holds an absurd number or date") from None


def text(values: Mapping[str, Any]) -> str:
    """Settings as TOML text, plain keys before tables, None as "auto"."""
    return tomli_w.dumps(_writable(values))


def keyed(layer: Mapping[Any, Any]) -> Mapping[str, Any]:
    """The settings themselves, if every key is a text. Raises ``ConfigError``."""
    for key in layer:
        if not isinstance(key, str):
            raise ConfigError(f"config: a key must be a text; got {key!r}")
    return layer


def lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both layers of settings, those of ``above`` where both have a key; tables are merged."""
    both = dict(below)
    for key, value in above.items():
        old = both.get(key)
        both[key] = {**old, **value} if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return both


def _writable(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {
        key: AUTO if value is None else value for key, value in values.items() if not isinstance(value, dict)
    }
    tables = {key: _writable(value) for key, value in values.items() if isinstance(value, dict)}
    return plain | tables
