"""Modules of users that register parts when they are imported, as by ``speciate --import``."""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Final

from speciate.errors import ConfigError
from speciate.phrases import reason

_NAME: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")

_imported: Final[dict[str, None]] = {}


def imported() -> tuple[str, ...]:
    """The modules that were imported here, for another process to import."""
    return tuple(_imported)


def import_all(modules: Iterable[str]) -> None:
    """Imports modules that register parts of users.

    Raises:
        ConfigError: A name is none of a module, or a module cannot be imported, whatever goes wrong.
    """
    for module in modules:
        _check(module)
        try:
            import_module(module)
        except (Exception, SystemExit) as error:  # users' modules may raise anything
            raise ConfigError(
                f"--import {module}: cannot be imported ({reason(error)}); correct the name or the module"
            ) from error
        _imported[module] = None


def _check(module: str) -> None:
    """Refuses what is no name of a module, such as that of a file. Raises ``ConfigError``."""
    if not _NAME.fullmatch(module) or module.endswith(".py"):
        raise ConfigError(f'--import "{module}": expected a module, such as my_package')
