"""The finished runs of a study on disk: one line of JSON each, added as they finish."""

from pathlib import Path
from types import NoneType
from typing import Any

from speciate import files, strict_json
from speciate.errors import RunDirectoryError
from speciate.study.trial import Record

_KINDS: dict[str, type | tuple[type, ...]] = {
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

    def __init__(self, path: Path) -> None:
        """Names the file; it is made with the first run."""
        self.path = path

    def open(self) -> list[Record]:
        """The finished runs; a last line that a crash cut off is taken away.

        Raises:
            RunDirectoryError: The file cannot be read, or a line holds something else.
        """
        content = b""
        if self.path.exists():
            with files.accessing(self.path, "read"):
                content = self.path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if whole != content:
            files.replace(self.path, [whole])
        return [self._record(number, line) for number, line in enumerate(whole.splitlines(), start=1)]

    def append(self, record: Record) -> None:
        """Adds a run and waits until it is on disk. Raises ``RunDirectoryError`` if the system refuses."""
        files.append(self.path, (strict_json.dumps(record) + "\n").encode())
        files.flush(self.path)

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
