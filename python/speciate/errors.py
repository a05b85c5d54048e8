"""Errors that a user can cause or meet. Messages say what was wrong, what was expected and what to do."""


class SpeciateError(Exception):
    """Any error that this package raises on purpose."""


class ConfigError(SpeciateError, ValueError):
    """A setting is unknown, out of its range or contradicts another one.

    Attributes:
        problems: One line per problem.
    """

    def __init__(self, *problems: str) -> None:
        """Joins the problems, one per line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class ConformanceError(SpeciateError, ValueError):
    """A part of a user breaks rules that the rest of the package relies on.

    Attributes:
        problems: One line per problem.
    """

    def __init__(self, *problems: str) -> None:
        """Joins the problems, one per line."""
        super().__init__("\n".join(problems))
        self.problems = problems


class ShapeError(SpeciateError, ValueError):
    """An array has the wrong shape or type."""


class EvaluationError(SpeciateError, ValueError):
    """An evaluation gave values that cannot be ranked."""


class RunDirectoryError(SpeciateError, ValueError):
    """A run directory exists already, is missing, is none, or cannot be read or written."""


class CheckpointError(SpeciateError, ValueError):
    """A file is no checkpoint, is damaged, or comes from a newer version."""


class DamagedError(CheckpointError):
    """A checkpoint was cut off or has changed since it was written."""


class BackendError(SpeciateError, RuntimeError):
    """A backend is unknown or not installed."""


class StateError(SpeciateError, RuntimeError):
    """A call came at the wrong moment, such as tell before ask."""


class LimitError(SpeciateError, RuntimeError):
    """A number or the system's resources ran out."""
