"""Every difference between operating systems, in one place.

The package is tested on Linux. The functions here look for what the system has when they are called, so that
a test can take away what Windows and macOS lack.
"""

import errno
import faulthandler
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

LOCKS_HIDE_CONTENT: Final = sys.platform == "win32"
"""Whether no other process can read or write a locked file."""

SOCKETS_ARE_FILES: Final = sys.platform != "win32"
"""Whether the descriptor of a socket is one of a file."""

_MOST_PARTS: Final = 1024
"""IOV_MAX of Linux, macOS and the BSDs."""

_N_TRIES: Final = 50
_TRY_SECONDS: Final = 0.1

_MODE: Final = 0o666
"""Permissions of a new file, less what the user's mask takes away."""


def create(path: Path) -> int:
    """Opens a new file for writing; a file, a link or a pipe of this name is removed. Raises ``OSError``."""
    with suppress(FileNotFoundError):
        path.unlink()
    return _opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)


def append(path: Path) -> int:
    """Opens a regular file for writing at its end; refuses links, pipes and devices. Raises ``OSError``."""
    return _regular(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def rewrite(path: Path) -> int:
    """Opens a regular file, new or not, for reading and writing; a link is refused. Raises ``OSError``."""
    return _regular(path, os.O_RDWR | os.O_CREAT)


def read(path: Path) -> int:
    """Opens a regular file for reading; links are followed. Raises ``OSError``."""
    return _checked(path, os.open(path, os.O_RDONLY | _flags("O_CLOEXEC", "O_BINARY", "O_NONBLOCK")))


def read_at(file: int, content: memoryview, position: int) -> int:
    """Reads from a position into ``content``; returns how many bytes were read. Raises ``OSError``."""
    if hasattr(os, "preadv"):
        return os.preadv(file, [content], position)
    os.lseek(file, position, os.SEEK_SET)
    part = os.read(file, len(content))
    content[: len(part)] = part
    return len(part)


def write(file: int, parts: Sequence[bytes | memoryview]) -> int:
    """Writes parts one after the other; returns how many bytes were written. Raises ``OSError``."""
    if hasattr(os, "writev"):
        return os.writev(file, parts[:_MOST_PARTS])
    return os.write(file, parts[0])


def flush(file: int) -> None:
    """Waits until a file is on disk.

    On macOS ``fsync`` only hands a file to the drive, so F_FULLFSYNC asks the drive as well. Some file
    systems refuse that. Raises ``OSError``.
    """
    full = _full_flush()
    if full is not None:
        try:
            full(file)
        except OSError as error:
            if error.errno not in {errno.ENOTSUP, errno.EINVAL, errno.ENOTTY}:
                raise
        else:
            return
    os.fsync(file)


def replace(old: Path, new: Path) -> None:
    """Gives a file another name, in the place of a file that has it.

    Windows refuses that while another process reads the other file, so there it is tried for a while. Raises
    ``OSError``.
    """
    for n_left in reversed(range(_N_TRIES if sys.platform == "win32" else 1)):
        try:
            old.replace(new)
        except PermissionError:
            if not n_left:
                raise
            time.sleep(_TRY_SECONDS)
        else:
            return


def remove_if_free(path: Path) -> bool:
    """Removes a file; False where Windows refuses, because a process reads it. Raises ``OSError``."""
    try:
        path.unlink()
    except PermissionError:
        if sys.platform != "win32":
            raise
        return False
    return True


def flush_folder(folder: Path) -> None:
    """Waits until the names in a folder are on disk. Windows cannot open folders and does this by itself."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY | _flags("O_CLOEXEC"))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alarm(seconds: float, function: Callable[[], None]) -> Iterator[None]:
    """A block of the main thread; ``function`` is called after ``seconds`` in it, where there are timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: function())
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def can_fork() -> bool:
    """Whether a process can make a copy of itself, and kill groups of processes."""
    return hasattr(os, "fork") and hasattr(os, "killpg")


def dump_stack_at(number: int, file: int) -> None:
    """Lets this process write its stack to an open file whenever a signal comes, where that is possible."""
    if hasattr(faulthandler, "register"):
        faulthandler.register(number, file, all_threads=False)


def can_limit_memory() -> bool:
    """Whether ``limit_memory`` works here."""
    return sys.platform == "linux"


def limit_memory(n_bytes: int) -> None:
    """Lets this process allocate so many bytes besides those it has, on Linux."""
    import resource  # noqa: PLC0415  # not on every system

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        n_pages = int(file.read().split()[5])  # data and stack
    limit = n_pages * resource.getpagesize() + n_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def n_cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _opened(path: Path, flags: int) -> int:
    try:
        if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
            raise OSError(errno.ELOOP, "")  # noqa: TRY301  # as the system does where it has the flag
        return os.open(path, flags | _flags("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"), _MODE)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise OSError(errno.ELOOP, "it is a link", str(path)) from None


def _regular(path: Path, flags: int) -> int:
    return _checked(path, _opened(path, flags | _flags("O_NONBLOCK")))


def _checked(path: Path, file: int) -> int:
    """The handle of a regular file; any other is closed. A pipe without a writer does not block."""
    if stat.S_ISREG(os.fstat(file).st_mode):
        return file
    os.close(file)
    raise OSError(errno.EINVAL, "it is no file", str(path))


def _flags(*names: str) -> int:
    """The flags of ``os`` that this system has."""
    flags = 0
    for name in names:
        flags |= getattr(os, name, 0)
    return flags


def _full_flush() -> Callable[[int], Any] | None:
    """What flushes a file down to the medium, where ``fsync`` does not."""
    try:
        import fcntl  # noqa: PLC0415  # not on Windows
    except ImportError:
        return None
    command = getattr(fcntl, "F_FULLFSYNC", None)
    return None if command is None else lambda file: fcntl.fcntl(file, command)
