"""The finished runs of a study on disk: one line of JSON each, added as they finish."""

from pathlib import Path
from types import NoneType
from typing import Any, Final

from speciate.errors import RunDirectoryError
from speciate.parsing import strict_json
from speciate.study.trial import Record
from speciate.system import files
from speciate.system.disk import REAL, Disk

_MOST_BYTES: Final = 2**30
"""The largest file of finished runs that is read."""

_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "task": str,
    "algorithm": str,
    "key": str,
    "seed": int,
    "solved": (bool, NoneType),
    "evaluations": int,
    "seconds": (int, float),
    "results": dict,
    "connections": (int, float),
    "hidden_nodes": (int, float),
}


class Records:
    """The file of a study's finished runs. Runs of an earlier text of the plan stay in it, unused."""

    def __init__(self, path: Path, disk: Disk = REAL) -> None:
        """Names the file; it is made with the first run."""
        self.path = path
        self._disk = disk

    def open(self) -> list[Record]:
        """The finished runs; a last line that a crash cut off is taken away.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        content = b""
        if self.path.exists():
            with files.accessing(self.path, "read"):
                content = files.read(self.path, most=_MOST_BYTES)
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            files.replace(self.path, [whole], self._disk)
        return [self._record(number, line) for number, line in enumerate(whole.splitlines(), start=1)]

    def append(self, record: Record) -> None:
        """Adds a run and waits until it is on disk. Raises ``RunDirectoryError`` if the system refuses."""
        files.append(self.path, (strict_json.dumps(record) + "\n").encode(), self._disk)
        files.flush(self.path, self._disk)

    def _record(self, number: int, line: bytes) -> Record:
        try:
            value: Any = strict_json.loads(line)
        except ValueError as error:
            raise RunDirectoryError(
                f"{self.path}: line {number} is no JSON ({error}); delete it to run it again"
            ) from None
        if not isinstance(value, dict) or any(
            not isinstance(value.get(name), kind) for name, kind in _KINDS.items()
        ):
            raise RunDirectoryError(
                f"{self.path}: line {number} is no run of a study; delete it to go on without it"
            )
        record: Record = value
        return record
