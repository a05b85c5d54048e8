"""Registries: which parts of a kind there are, by name.

Parts that come with the package and parts of users are found the same way: each has a record. A record of the
package is called ``RECORD`` in a module of its own, and the module has the name of the part. A record of
another package is registered by ``speciate.register``, or named by an entry point of that package.
"""

import re
from functools import cached_property
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import Any, Final, Generic, Protocol, TypeVar

from speciate.errors import ConfigError
from speciate.phrases import nearest

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


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

    def __init__(self, kind: str, package: str) -> None:
        """Prepares a registry.

        Args:
            kind: What the parts are, such as "environment". Entry points of other packages belong to the
                group ``speciate.<kind>s``.
            package: The package whose modules hold the records that come with speciate.
        """
        self.kind = kind
        self._package = package
        self._registered: dict[str, Kind] = {}
        self._records: tuple[Kind, ...] | None = None

    @cached_property
    def built_in(self) -> tuple[str, ...]:
        """The names of the parts that come with the package, in alphabetical order."""
        modules = iter_modules(import_module(self._package).__path__)
        return tuple(sorted(module.name for module in modules if not module.name.startswith("_")))

    @cached_property
    def _offered(self) -> dict[str, EntryPoint]:
        """The entry points of other packages."""
        return {point.name: point for point in entry_points(group=f"speciate.{self.kind}s")}

    def names(self) -> tuple[str, ...]:
        """The names of all parts: those of the package, then all others, each in alphabetical order."""
        others = (self._registered.keys() | self._offered.keys()) - set(self.built_in)
        return (*self.built_in, *sorted(others))

    def register(self, record: Kind) -> None:
        """Adds a record. The same record may be registered again.

        Raises:
            ConfigError: The name is none, or another part has it.
        """
        name: Any = record.name
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigError(
                f"{self.kind}: name = {name!r}: expected small letters, digits and underscores, such as "
                f'"my_{self.kind}"'
            )
        known = self._registered.get(name)
        if name in self.built_in or (known is not None and known != record):
            raise ConfigError(f'{self.kind} "{name}": is registered already; choose another name')
        self._registered[name] = record
        self._records = None

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
            shown = f'"{name}"' if isinstance(name, str) else repr(name)
            raise ConfigError(f"{self.kind} = {shown}: unknown; expected one of {', '.join(known)}{hint}")
        return record

    def _of_package(self, name: str) -> Kind:
        record: Kind = import_module(f"{self._package}.{name}").RECORD
        return record

    def _loaded(self, name: str) -> Kind:
        point = self._offered[name]
        try:
            record: Kind = point.load()
        except Exception as error:
            raise ConfigError(
                f'{self.kind} "{name}": the package that offers it cannot be loaded ({point.value}: {error})'
            ) from error
        if getattr(record, "name", None) != name:
            raise ConfigError(
                f'{self.kind} "{name}": its entry point {point.value} is no record of that name; correct the '
                "package that offers it"
            )
        self.register(record)
        return record
