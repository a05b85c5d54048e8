"""Environments that are named as "module:attribute" and imported.

The name also comes from files: the config of a saved run has it. A file must not be able to call just any
function. So a class has to have ``play``, and a function has to be written in a module that uses speciate.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, Final

from speciate.environments import checks
from speciate.errors import ConfigError, SpeciateError
from speciate.phrases import nearest, reason
from speciate.values.environment import Environment

_NAME: Final = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<attribute>[^\W\d]\w*)")
_US: Final = "speciate"


def environment(name: str, options: Mapping[str, Any]) -> Environment:
    """The environment of "module:attribute".

    An object is taken as it is. A class or a function is called with the options as keyword arguments.

    Args:
        name: The module and the attribute.
        options: ``environment_options`` of the config.

    Raises:
        ConfigError: The module or the attribute is missing, no environment comes out, or the options are
            refused.
    """
    found = _found(name)
    if not _is_factory(found):
        if options:
            raise ConfigError(
                f'environment = "{name}": is an object, which takes no environment_options; leave them out, '
                "or name a class or a function that takes them"
            )
        return checks.environment(found, name)
    _check_factory(found, name)
    check_options_of(found, options, name)
    try:
        made = found(**options)
    except (Exception, SystemExit) as error:  # users' code may raise anything
        raise ConfigError(failure(name, error)) from error
    return checks.environment(made, name)


def failure(name: str, error: BaseException) -> str:
    """One line that says that an environment of a name could not be made, and why."""
    why = " ".join(str(error).split()) if isinstance(error, SpeciateError) else reason(error)
    return f'environment = "{name}": cannot be made ({why}); correct its code or its environment_options'


def check_options_of(factory: Callable[..., Any], options: Mapping[str, Any], name: str) -> None:
    """Refuses options that a class or a function does not take, or lacks. Raises ``ConfigError``."""
    try:
        signature = inspect.signature(factory)
    except (NameError, TypeError, ValueError):
        return  # the signature of some classes that are not written in Python is unknown
    try:
        signature.bind(**options)
    except TypeError as error:
        known = ", ".join(signature.parameters) or "none"
        raise ConfigError(
            f'environment = "{name}": environment_options: {error}; its options are: {known}'
        ) from None


def short(name: str) -> str:
    """A name without the module and the colon, as for a folder."""
    return name.rpartition(":")[2]


def _found(name: str) -> Any:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ConfigError(
            f'environment = "{name}": expected module:attribute, such as my_package:MyEnvironment'
        )
    module = _module(match["module"], name)
    if not hasattr(module, match["attribute"]):
        hint = nearest(match["attribute"], [key for key in vars(module) if not key.startswith("_")])
        raise ConfigError(
            f'environment = "{name}": the module {match["module"]} has no {match["attribute"]}{hint}'
        )
    return getattr(module, match["attribute"])


def _module(module: str, name: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{module}.".startswith(f"{error.name}."):
            raise ConfigError(
                f'environment = "{name}": there is no module {error.name}; install it, or start in the '
                "folder that holds it"
            ) from None
        raise ConfigError(_broken(module, name, error)) from error
    except (Exception, SystemExit) as error:  # users' code may raise anything
        raise ConfigError(_broken(module, name, error)) from error


def _broken(module: str, name: str, error: BaseException) -> str:
    return f'environment = "{name}": the module {module} cannot be imported ({reason(error)}); correct it'


def _is_factory(found: Any) -> bool:
    return isinstance(found, type) or not callable(getattr(found, "play", None))


def _check_factory(found: Any, name: str) -> None:
    """Refuses what must not be called. Raises ``ConfigError``."""
    if isinstance(found, type):
        if not callable(getattr(found, "play", None)):
            raise ConfigError(
                f'environment = "{name}": is a class without play(networks, seeds); name the class of an '
                "environment, or a function that makes one"
            )
    elif not isinstance(found, FunctionType):
        raise ConfigError(
            f'environment = "{name}": is of type {type(found).__name__}; expected an environment, the class '
            "of one, or a function that makes one"
        )
    elif not _uses_us(found):
        raise ConfigError(
            f'environment = "{name}": is a function of {found.__module__}, which imports nothing of '
            "speciate; name a function that makes an environment, in a module that imports speciate at its "
            "top"
        )


def _uses_us(function: FunctionType) -> bool:
    """Whether a function is written in a module that has something of speciate, and is not speciate's own."""
    if _is_ours(function.__module__):
        return False
    things = function.__globals__.values()
    return any(
        _is_ours(getattr(thing, "__name__" if isinstance(thing, ModuleType) else "__module__", None))
        for thing in list(things)
    )


def _is_ours(module: object) -> bool:
    return isinstance(module, str) and module.partition(".")[0] == _US
