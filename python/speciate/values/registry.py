"""Registries: which parts of a kind there are, by name.

Parts that come with the package and parts of users are found the same way: each has a record. A record of the
package is called ``RECORD`` in a module of its own, and the module has the name of the part. A record of
another package is registered by ``speciate.register``, or named by an entry point of that package.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import Any, Final, Generic, Protocol, TypeVar

from speciate.errors import ConfigError, SpeciateError
from speciate.phrases import nearest, reason, shown

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

CURE: Final = "; register your own first, as in `speciate --import MODULE ...`"
"""What to do about a name that is unknown, at the end of the names that are known."""

_REGISTRIES: Final[dict[type, "Registry[Any]"]] = {}
"""The class of a record to its registry."""


class Record(Protocol):
    """What a registry needs to know of a part."""

    @property
    def name(self) -> str:
        """The name of the part: small letters, digits and underscores."""
        ...


Kind = TypeVar("Kind", bound=Record)


class Registry(Generic[Kind]):
    """The records of all parts of a kind. A record is loaded at the first request.

    Attributes:
        kind: What the parts are, such as "environment".
    """

    def __init__(self, kind: str, package: str, record_type: type[Kind]) -> None:
        """Prepares a registry.

        Args:
            kind: What the parts are, such as "environment". Entry points of other packages belong to the
                group ``speciate.<kind>s``.
            package: The package whose modules hold the records that come with speciate.
            record_type: The class of the records.
        """
        self.kind = kind
        self._package = package
        self._record_type = record_type
        self._registered: dict[str, Kind] = {}
        self._broken: dict[str, ConfigError] = {}
        self._records: tuple[Kind, ...] | None = None
        _REGISTRIES.setdefault(record_type, self)

    @cached_property
    def built_in(self) -> tuple[str, ...]:
        """The names of the parts that come with the package, in alphabetical order."""
        modules = iter_modules(import_module(self._package).__path__)
        return tuple(sorted(module.name for module in modules if not module.name.startswith("_")))

    @cached_property
    def _offered(self) -> dict[str, EntryPoint]:
        """The entry points of other packages, but for those whose name cannot be."""
        offered = {}
        for point in entry_points(group=f"speciate.{self.kind}s"):
            if not _NAME.fullmatch(point.name):
                problem = "is no name; expected small letters, digits and underscores"
            elif point.name in self.built_in:
                problem = "is the name of a part of speciate"
            else:
                offered[point.name] = point
                continue
            _warn(f'{self.kind} "{point.name}" of the package {_package(point)}: {problem}; it is left out')
        return offered

    def names(self) -> tuple[str, ...]:
        """The names of all parts: those of the package, then all others, each in alphabetical order.

        A part whose package cannot be loaded is left out, with a warning.
        """
        offered = {name for name in self._offered if name in self._registered or self._works(name)}
        return (*self.built_in, *sorted(self._registered.keys() | offered))

    def register(self, record: Kind, *, replace: bool = False) -> None:
        """Adds a record. What the same code made before is replaced, as when a notebook cell runs again.

        Args:
            record: The record.
            replace: Whether to replace a record of that name that other code made.

        Raises:
            ConfigError: It is no record, its name is none, or another part has it.
        """
        given: Any = record
        if not isinstance(given, self._record_type):
            raise ConfigError(
                f"{self.kind}: {shown(given)} is no record; give a speciate.{self._record_type.__name__}"
            )
        name: Any = record.name
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigError(
                f"{self.kind}: name = {shown(name)}: expected small letters, digits and underscores, such as "
                f'"my_{self.kind}"'
            )
        if name in self.built_in:
            raise ConfigError(f'{self.kind} "{name}": is registered already; choose another name')
        known = self._registered.get(name)
        if not (replace or known is None or _code(known) == _code(record)):
            raise ConfigError(
                f'{self.kind} "{name}": is registered already; choose another name, or register it with '
                "replace=True"
            )
        self._registered[name] = record
        self._records = None

    def registered(self) -> tuple[Kind, ...]:
        """The records of users that are loaded."""
        return tuple(self._registered.values())

    def find(self, name: object) -> Kind | None:
        """The record of a part; None if there is no such part.

        Raises:
            ConfigError: The package that offers it cannot be loaded.
        """
        if not isinstance(name, str):
            return None
        if name in self._registered:
            return self._registered[name]
        if name in self.built_in:
            return self._of_package(name)
        return self._loaded(name) if name in self._offered else None

    def records(self) -> tuple[Kind, ...]:
        """The records of all parts, in the order of ``names``."""
        if self._records is None:
            self._records = tuple(map(self.get, self.names()))
        return self._records

    def get(self, name: object) -> Kind:
        """The record of a part.

        Raises:
            ConfigError: There is no such part, or the package that offers it cannot be loaded.
        """
        record = self.find(name)
        if record is None:
            known = self.names()
            hint = nearest(name, known) if isinstance(name, str) else ""
            named = f'"{name}"' if isinstance(name, str) else shown(name)
            raise ConfigError(
                f"{self.kind} = {named}: unknown; expected one of {', '.join(known)}{CURE}{hint}"
            )
        return record

    @contextmanager
    def calling(self, record: Kind, field: str) -> Iterator[None]:
        """A block that calls a function of a record. Errors of users' code become one that names the part.

        Args:
            record: The record.
            field: The function, as an error names it.

        Raises:
            ConfigError: The function of a user raised an error; that is its cause.
        """
        try:
            yield
        except SpeciateError:
            raise
        except (Exception, SystemExit) as error:  # users' code may raise anything
            if record.name in self.built_in or _is_signal(error):
                raise
            raise ConfigError(self.told(record, f"{field} raised {reason(error)}; correct it")) from error

    def told(self, record: Kind, problem: str) -> str:
        """A problem of a part, with its name."""
        return f'{self.kind} "{record.name}": {problem}'

    def _of_package(self, name: str) -> Kind:
        record: Kind = import_module(f"{self._package}.{name}").RECORD
        return record

    def _works(self, name: str) -> bool:
        """Whether the record of an entry point can be loaded. There is one warning if it cannot."""
        if name in self._broken:
            return False
        try:
            self._loaded(name)
        except ConfigError as error:
            _warn(str(error))
            return False
        return True

    def _loaded(self, name: str) -> Kind:
        """The record of an entry point. Raises ``ConfigError``, again at every request."""
        if name not in self._broken:
            try:
                return self._load(name)
            except (Exception, SystemExit) as error:  # noqa: BLE001  # users' modules may raise anything
                point = self._offered[name]
                self._broken[name] = ConfigError(
                    f'{self.kind} "{name}": the package {_package(point)} offers it and cannot be loaded '
                    f"({point.value}: {_why(error)}); repair or uninstall it"
                )
                self._broken[name].__cause__ = error
        raise self._broken[name]

    def _load(self, name: str) -> Kind:
        record: Any = self._offered[name].load()
        if not isinstance(record, self._record_type) or record.name != name:
            raise ConfigError(f"{shown(record)} is no speciate.{self._record_type.__name__} of that name")
        self.register(record)
        return record


def registry_of(record: object) -> Registry[Any] | None:
    """The registry of a record; None if it is no record. The module of its class is loaded already."""
    return next((_REGISTRIES[kind] for kind in type(record).__mro__ if kind in _REGISTRIES), None)


def users_records() -> list[Any]:
    """The records of users that this process has registered, of all kinds that are loaded."""
    return [record for registry in _REGISTRIES.values() for record in registry.registered()]


def _package(point: EntryPoint) -> str:
    """The name of the installed package that an entry point belongs to."""
    return "of an unknown name" if point.dist is None else point.dist.name


def _why(error: BaseException) -> str:
    """An error in one line; the class of our own says nothing."""
    return " ".join(str(error).split()) if isinstance(error, SpeciateError) else reason(error)


def _is_signal(error: BaseException) -> bool:
    """Whether an error is no mistake: SIGTERM ends a run by a kind of ``SystemExit``."""
    return isinstance(error, SystemExit) and type(error) is not SystemExit


def _warn(message: str) -> None:
    warnings.warn(message, stacklevel=2)


def _code(record: Record) -> dict[str, Any]:
    """The functions of a record, by the module and the name that they were written under."""
    functions = {name: value for name, value in vars(record).items() if callable(value)}
    return {
        name: (getattr(one, "__module__", None), getattr(one, "__qualname__", None) or one)
        for name, one in functions.items()
    }
