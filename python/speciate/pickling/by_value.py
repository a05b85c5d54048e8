"""Environments as bytes, for another process or a file, with the code of functions that it cannot import.

cloudpickle does that. It gives functions of a user's script the file name "<dynamic-code>". Here they keep
their own names, and the lines of code that stands in no file, so that tracebacks show them.
"""

import copyreg
import io
import linecache
import pickle
from collections import ChainMap
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar, Final

from speciate.errors import CheckpointError, StateError

_NO_NAME: Final = "<dynamic-code>"


def dumped(thing: object, cure: str, *, own: type | None = None) -> bytes:
    """An environment as bytes, a function without a name as well.

    Args:
        thing: The environment.
        cure: What to do if it holds something that cannot be pickled, for the message.
        own: A class whose objects are pickled by their attributes, whatever their ``__reduce__`` says.

    Raises:
        StateError: It holds what cannot be pickled.
    """
    try:
        return content_of(thing, own)
    except Exception as error:  # users' objects may raise anything
        inner = error.__cause__ if isinstance(error, StateError) else None  # of an environment within
        raise StateError(f"the environment cannot be pickled ({inner or error}); {cure}") from error


def content_of(thing: object, own: type | None = None) -> bytes:
    """A thing as two pickles: the sources of its code that stand in no file, and then the thing itself.

    It raises whatever the objects of users raise. See ``dumped``.
    """
    import cloudpickle  # noqa: PLC0415  # only pickles need it

    names: set[str] = set()

    def reduced(code: CodeType) -> tuple[Any, tuple[Any, ...]]:
        made, parts = cloudpickle.Pickler.dispatch_table[CodeType](code)
        path = Path(code.co_filename)
        name = str(path.absolute()) if path.is_file() else code.co_filename
        names.add(name)
        known = {_NO_NAME, code.co_filename}
        return made, tuple(name if isinstance(part, str) and part in known else part for part in parts)

    class Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
        dispatch_table: ClassVar[Any] = ChainMap[Any, Any](
            {CodeType: reduced} | ({} if own is None else {own: _by_attributes}),
            cloudpickle.Pickler.dispatch_table,
        )

    buffer = io.BytesIO()
    Pickler(buffer).dump(thing)
    sources = {name: linecache.getlines(name) for name in names if not Path(name).is_file()}
    return pickle.dumps(sources) + buffer.getvalue()


def loaded(content: bytes) -> Any:
    """The thing of ``content_of`` or ``dumped``; raises whatever its own code raises."""
    with io.BytesIO(content) as file:
        sources: dict[str, list[str]] = pickle.load(file)  # noqa: S301  # of a pickle that is being loaded
        for name, lines in sources.items():
            linecache.cache.setdefault(name, (sum(map(len, lines)), None, lines, name))
        return pickle.load(file)  # noqa: S301


def checked(content: bytes) -> Any:
    """The environment of ``dumped``. Raises ``CheckpointError``."""
    try:
        return loaded(content)
    except Exception as error:
        raise CheckpointError(
            f"the environment in a pickle cannot be made again ({error}); install or import what it needs "
            "first"
        ) from error


def _by_attributes(thing: Any) -> tuple[Any, ...]:
    """What pickle does with objects that say nothing of it."""
    return copyreg.__newobj__, (type(thing),), thing.__getstate__()  # type: ignore[attr-defined]
