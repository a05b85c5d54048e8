"""The environment that a config names: one that has a record, or one that is imported."""

import difflib
from collections.abc import Mapping
from typing import Any

from speciate.environments import checks, imported
from speciate.environments.options import check_options
from speciate.errors import ConfigError, SpeciateError
from speciate.values.environment import Environment
from speciate.values.environment_record import ENVIRONMENTS, EnvironmentRecord, is_import


def named(name: str, options: Mapping[str, Any], backend: str) -> Environment:
    """The environment of a name.

    Args:
        name: The name of a record, or "module:attribute".
        options: Its options, ``environment_options`` of the config.
        backend: "native" or "reference", for environments that the backend plays.

    Raises:
        ConfigError: There is no such environment, or it refuses the options, or it is none.
        BackendError: The backend is not installed.
    """
    check_options(options)
    if is_import(name):
        return imported.environment(name, options)
    record = ENVIRONMENTS.find(name)
    if record is None:
        raise ConfigError(_unknown(name))
    return _made(record, options, backend)


def _made(record: EnvironmentRecord, options: Mapping[str, Any], backend: str) -> Environment:
    """The environment of a record. Raises ``ConfigError``, whatever the factory raises."""
    if record.name not in ENVIRONMENTS.built_in:
        imported.check_options_of(record.factory, options, record.name)
    try:
        made = record.create(options, backend)
    except SpeciateError:
        raise
    except (Exception, SystemExit) as error:  # users' code may raise anything
        raise ConfigError(imported.failure(record.name, error)) from error
    return checks.environment(made, record.name)


def _unknown(name: str) -> str:
    known = ENVIRONMENTS.names()
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    return (
        f"environment: unknown environment '{name}'; the nearest is '{near}', and there are: "
        f"{', '.join(known)}. One of your own is named as in my_package:MyEnvironment, or is registered "
        "first, as in `speciate --import MODULE ...`"
    )
