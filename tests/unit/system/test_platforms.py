"""What differs between operating systems: every function does the same with less of them."""

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from speciate.system import platforms

fcntl = pytest.importorskip("fcntl")

LACKING = ("preadv", "writev", "O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "sched_getaffinity")


@pytest.fixture(params=["all", "few"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """This system, and one that lacks what Windows lacks."""
    for name in LACKING if request.param == "few" else ():
        monkeypatch.delattr(os, name)


@pytest.mark.usefixtures("system")
def test_files_are_written_and_read_at_any_position(tmp_path: Path) -> None:
    file = platforms.create(tmp_path / "file")
    parts: list[bytes | memoryview] = [b"abc", memoryview(b"defg"), b"hi"]
    while parts:
        n_bytes = platforms.write(file, parts)
        while parts and n_bytes >= len(parts[0]):
            n_bytes -= len(parts.pop(0))
        assert not n_bytes
    platforms.flush(file)
    os.close(file)
    platforms.flush_folder(tmp_path)
    file = platforms.read(tmp_path / "file")
    content = bytearray(4)
    assert platforms.read_at(file, memoryview(content), 2) == 4
    assert content == b"cdef"
    assert platforms.read_at(file, memoryview(content), 7) == 2
    assert platforms.read_at(file, memoryview(content), 99) == 0
    os.close(file)


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("opening", [platforms.append, platforms.rewrite])
def test_a_link_is_not_followed_when_something_is_written(tmp_path: Path, opening: Any) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="it is a link"):
        opening(tmp_path / "link")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("opening", [platforms.read, platforms.append, platforms.rewrite])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, opening: Any) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(OSError, match=r"it is no file|Is a directory|No such device"):
            opening(path)


@pytest.mark.usefixtures("system")
def test_a_new_file_takes_the_place_of_a_link_or_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "outside")
    os.link(tmp_path / "outside", tmp_path / "hard")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "hard", "pipe"):
        file = platforms.create(tmp_path / name)
        platforms.write(file, [b"new"])
        os.close(file)
        assert (tmp_path / name).read_text() == "new"
        assert not (tmp_path / name).is_symlink()
    assert (tmp_path / "outside").read_text() == "mine"


def test_windows_is_asked_again_while_somebody_reads_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    n_refusals = 3
    move, remove = Path.replace, Path.unlink

    def busy(operation: Any) -> Any:
        def refused(path: Path, *arguments: Any, **options: Any) -> Any:
            nonlocal n_refusals
            n_refusals -= 1
            if n_refusals >= 0:
                raise PermissionError(errno.EACCES, "somebody reads it")
            return operation(path, *arguments, **options)

        return refused

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(platforms, "_TRY_SECONDS", 0.0)
    monkeypatch.setattr(Path, "replace", busy(move))
    (tmp_path / "old").write_text("new")
    platforms.replace(tmp_path / "old", tmp_path / "file")
    assert (tmp_path / "file").read_text() == "new"
    n_refusals = 1
    monkeypatch.setattr(Path, "unlink", busy(remove))
    assert not platforms.remove_if_free(tmp_path / "file")
    assert platforms.remove_if_free(tmp_path / "file")
    monkeypatch.setattr(sys, "platform", "linux")
    n_refusals = 1
    with pytest.raises(PermissionError):
        platforms.remove_if_free(tmp_path / "file")


@pytest.mark.usefixtures("system")
def test_there_is_a_core_at_least() -> None:
    assert 1 <= platforms.n_cores() <= (os.cpu_count() or 1)


def test_a_file_is_flushed_down_to_the_medium_where_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On macOS ``fsync`` alone leaves it in the drive's memory."""
    done: list[object] = []
    refusal: list[int] = []

    def control(file: int, command: int) -> None:
        done.append((file, command))
        if refusal:
            raise OSError(refusal[0], "refused")

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", done.append)
    file = platforms.create(tmp_path / "file")
    platforms.flush(file)
    assert done == [(file, 51)]
    refusal.append(errno.ENOTSUP)  # as some file systems do
    platforms.flush(file)
    assert done == [(file, 51), (file, 51), file]
    refusal[0] = errno.EIO
    with pytest.raises(OSError, match="refused"):
        platforms.flush(file)
    os.close(file)
