"""The type of a setting that names a part, such as an algorithm: the names are those of a registry."""

from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from speciate.errors import ConfigError
from speciate.values.registry import CURE, Registry

PART_ERROR: Final = "part_error"
"""The type of the error of a part that cannot be loaded; its context has the message as "problem"."""


@dataclass(frozen=True)
class PartName:
    """Stands in ``Annotated[str, PartName(registry)]``: a text that is the name of a part.

    Attributes:
        registry: The registry that knows the part.
    """

    registry: Registry[Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> Any:
        """The schema of a text, with a check of the name behind it."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, name: str) -> str:
        """The name, if there is such a part and the package that offers it can be loaded."""
        try:
            record = self.registry.find(name)
        except ConfigError as error:
            raise PydanticCustomError(PART_ERROR, "{problem}", {"problem": str(error)}) from error
        if record is None:
            expected = ", ".join(f"'{known}'" for known in self.registry.names())
            raise PydanticCustomError(
                "literal_error", "Input should be {expected}", {"expected": expected, "cure": CURE}
            )
        return name
