"""An environment on its way to another process, with the names and the lines of its source.

cloudpickle gives functions of a user's script the file name "<dynamic-code>". Here they keep their own, so
that a traceback in a worker shows the user's file and its lines.
"""

import io
import linecache
import pickle
from collections import ChainMap
from pathlib import Path
from types import CodeType
from typing import Any, Final

import cloudpickle

_NO_NAME: Final = "<dynamic-code>"


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    """cloudpickle's own, except for the file names of code.

    Attributes:
        files: The names of the files that code came from.
    """

    def __init__(self, file: io.BytesIO) -> None:
        """Writes to ``file``."""
        self.files: set[str] = set()
        table: Any = cloudpickle.Pickler.dispatch_table
        # set before __init__, which looks for it
        self.dispatch_table = ChainMap[Any, Any]({CodeType: self._reduced}, table)
        super().__init__(file)

    def _reduced(self, code: CodeType) -> tuple[Any, tuple[Any, ...]]:
        made, parts = cloudpickle.Pickler.dispatch_table[CodeType](code)
        name = _whole_name(code.co_filename)
        self.files.add(name)
        names = {_NO_NAME, code.co_filename}
        return made, tuple(name if isinstance(part, str) and part in names else part for part in parts)


def pickled(thing: Any) -> bytes:
    """A thing as two pickles: the sources of its code that stand in no file, and then the thing itself."""
    buffer = io.BytesIO()
    pickler = _Pickler(buffer)
    pickler.dump(thing)
    sources = {name: linecache.getlines(name) for name in pickler.files if not Path(name).is_file()}
    return pickle.dumps(sources) + buffer.getvalue()


def _whole_name(name: str) -> str:
    """The name of a file, whatever the current folder will be; that of code in no file as it is."""
    path = Path(name)
    return str(path.absolute()) if path.is_file() else name
