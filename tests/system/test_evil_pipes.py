"""Workers that spoil their pipe: whatever comes out of it, the run reads an answer, or counts a fault."""

import gc
import os
import pickle
import socket
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from tests.support.evil import LIMIT_SECONDS, no_harm, nothing_left, one_fault, trained

from speciate.evaluators.attempt import Attempt
from speciate.evaluators.workers import answers, messages, process
from speciate.evaluators.workers.worker import Pipe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def pipe() -> Pipe:
    """The pipe of the worker that this runs in."""
    return next(thing for thing in gc.get_objects() if isinstance(thing, Pipe))


def send(content: bytes) -> None:
    pipe()._socket.sendall(content)


def send_alone(content: bytes) -> None:
    """Sends this in place of the answer."""
    send(content)
    os._exit(0)


def answer(n_rows: int = 1, **changes: Any) -> bytes:
    """A message with an answer that others would take for that of the worker."""
    outcome = Attempt(np.full((n_rows, 1), 7.0), np.zeros(n_rows, dtype=np.bool_))
    parts: dict[str, Any] = {"process": os.getpid(), "unit": pipe().unit, "content": answers.packed(outcome)}
    return messages.packed(**(parts | changes))


def descriptors() -> list[int]:
    names = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    return [name for name in names if name > 2 and Path(f"/proc/self/fd/{name}").exists()]


def wait_for_ever() -> None:
    while True:
        time.sleep(3600)


def closes_its_output() -> None:
    for descriptor in (0, 1, 2):
        os.close(descriptor)


def replaces_its_output() -> None:
    sys.stdout = sys.stderr = sys.stdin = None


def does_not_wait_for_its_pipe() -> None:
    for descriptor in descriptors():
        os.set_blocking(descriptor, False)
    pipe()._socket.settimeout(0.001)


def copies_every_descriptor() -> None:
    for descriptor in descriptors():
        os.dup(descriptor)


@pytest.mark.parametrize(
    "deed", [closes_its_output, replaces_its_output, does_not_wait_for_its_pipe, copies_every_descriptor]
)
def test_what_leaves_the_pipe_whole_changes_nothing(deed: Callable[[], None], tmp_path: Path) -> None:
    no_harm(deed, tmp_path / "run")


def closes_every_descriptor() -> None:
    os.closerange(0, 1024)


def closes_every_descriptor_and_hangs() -> None:
    os.closerange(0, 1024)
    wait_for_ever()


def puts_a_file_in_place_of_its_pipe() -> None:
    for descriptor in descriptors():
        os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)


def shuts_its_pipe_down() -> None:
    pipe()._socket.shutdown(2)


def reads_its_pipe_and_answers() -> None:
    send(answer())
    pipe().receive()


def writes_garbage_everywhere() -> None:
    for descriptor in descriptors():
        with suppress(OSError):
            os.write(descriptor, b"\x80\x04garbage" * 100)


def writes_a_pickle() -> None:
    send_alone(pickle.dumps({"results": [1.0]}))


def writes_half_a_header_and_ends() -> None:
    send(answer()[:10])
    os._exit(0)


def writes_half_an_answer_and_ends() -> None:
    send(answer()[:-3])
    os._exit(0)


def writes_half_an_answer_and_returns() -> None:
    send(answer()[:-3])


def announces_a_huge_answer() -> None:
    header = messages._HEADER.pack(messages._MAGIC, os.getpid(), pipe().unit, 2**63, 0)
    send_alone(header + messages._CHECKSUM.pack(zlib.crc32(header)))


def answers_for_other_genomes() -> None:
    send_alone(answer(unit=pipe().unit + 1))


def answers_for_more_genomes() -> None:
    send_alone(answer(n_rows=1000))


def answers_twice() -> None:
    send_alone(answer() + answer())


def answers_with_other_bytes() -> None:
    content = answer()
    send_alone(content[:-1] + bytes([content[-1] ^ 1]))


def answers_that_nothing_is_wrong() -> None:
    send_alone(answer(content=answers.packed(None)))


def answers_with_a_program() -> None:
    send_alone(answer(content=pickle.dumps(Program())))


class Program:
    """Something whose pickle does harm to whoever opens it."""

    def __reduce__(self) -> tuple[Any, tuple[int]]:
        return os._exit, (77,)


def answers_with_deep_text() -> None:
    text = b"[" * 100_000 + b"]" * 100_000
    send_alone(answer(content=answers._LENGTH.pack(len(text)) + text))


def lets_a_copy_answer() -> None:
    if not os.fork():
        send(answer())
        os._exit(0)
    os.wait()


def lets_a_copy_answer_later() -> None:
    """Such a copy comes back as if it were the worker, past every check in the worker."""
    own = pipe()
    if not os.fork():
        own._process = os.getpid()
        own.send(Attempt(np.full((1, 1), 7.0), np.zeros(1, dtype=np.bool_)))
        os._exit(0)
    os.wait()


@pytest.mark.parametrize(
    ("deed", "known"),
    [
        (closes_every_descriptor, "ended with exit code 0"),
        (closes_every_descriptor_and_hangs, "has closed its pipe"),
        (puts_a_file_in_place_of_its_pipe, "exit code 0"),
        (shuts_its_pipe_down, "exit code 0"),
        (writes_garbage_everywhere, "brought bytes that are no message"),
        (writes_a_pickle, "brought bytes that are no message"),
        (writes_half_a_header_and_ends, "exit code 0"),
        (writes_half_an_answer_and_ends, "exit code 0"),
        (writes_half_an_answer_and_returns, "brought a message with other bytes in it"),
        (announces_a_huge_answer, "brought a message of 9223372036854775808 bytes; the most is"),
        (answers_for_other_genomes, "brought an answer that was not asked for"),
        (answers_for_more_genomes, "brought an answer that cannot be read"),
        (answers_twice, "brought an answer that was not asked for"),
        (answers_with_other_bytes, "brought a message with other bytes in it"),
        (answers_that_nothing_is_wrong, "brought an answer without results"),
        (answers_with_a_program, "brought an answer that cannot be read"),
        (answers_with_deep_text, "brought an answer that cannot be read"),
        (lets_a_copy_answer, "which the environment has forked, in its place"),
        (lets_a_copy_answer_later, "which the environment has forked, in its place"),
    ],
)
def test_what_is_no_answer_is_refused_and_counted(
    deed: Callable[[], None], known: str, tmp_path: Path
) -> None:
    first, *_ = one_fault(deed, tmp_path / "run").splitlines()
    assert "lost worker: " in first
    assert known in first


def writes_half_an_answer_and_hangs() -> None:
    send(answer()[:-3])
    wait_for_ever()


def writes_half_a_header_and_hangs() -> None:
    send(answer()[:10])
    wait_for_ever()


def writes_an_answer_byte_by_byte() -> None:
    for byte in messages.packed(os.getpid(), pipe().unit, bytes(1000)):
        send(bytes([byte]))
        time.sleep(0.1)


HALVES = pytest.mark.parametrize("deed", [writes_half_an_answer_and_hangs, writes_half_a_header_and_hangs])


@pytest.mark.parametrize(
    "deed", [writes_half_an_answer_and_hangs, writes_half_a_header_and_hangs, writes_an_answer_byte_by_byte]
)
def test_half_an_answer_is_a_fault_when_the_time_is_over(deed: Callable[[], None], tmp_path: Path) -> None:
    text = one_fault(deed, tmp_path / "run", evaluation_timeout_seconds=LIMIT_SECONDS)
    assert f"time-out: it took longer than evaluation_timeout_seconds = {LIMIT_SECONDS:g}" in text


@HALVES
def test_half_an_answer_is_a_fault_without_a_time_limit_too(
    deed: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STALL_SECONDS", 2.0)
    text = one_fault(deed, tmp_path / "run")
    assert "lost worker: a message to or from the worker process stopped half way for" in text


def puts_a_connection_in_place_of_its_pipe() -> None:
    own, other = socket.socketpair()
    os.dup2(own.fileno(), pipe()._socket.fileno())
    KEPT.append(other)


KEPT: list[socket.socket] = []


def test_no_answer_goes_to_a_connection_of_the_environment(tmp_path: Path) -> None:
    deed = puts_a_connection_in_place_of_its_pipe
    text = one_fault(deed, tmp_path / "run", evaluation_timeout_seconds=LIMIT_SECONDS)
    assert "lost worker: the worker process ended with exit code 0" in text


def test_a_worker_waits_for_its_next_unit_whatever_the_environment_did_to_the_pipe() -> None:
    here, there = socket.socketpair()
    received: list[bytes | None] = []
    with there, Pipe(here) as own:
        own._socket.setblocking(False)
        thread = threading.Thread(target=lambda: received.append(own.receive()))
        thread.start()
        thread.join(0.2)  # so that it would have given up
        there.sendall(messages.packed(1, 1, b"a unit"))
        thread.join()
    assert received == [b"a unit"]


def test_a_spoilt_pipe_is_mended_by_another_try(tmp_path: Path) -> None:
    tries = tmp_path / "tries"

    def deed() -> None:
        with tries.open("a") as file:
            file.write(".")
        if tries.stat().st_size < 3:
            writes_garbage_everywhere()

    no_harm(deed, tmp_path / "run", retries=None)
    assert tries.stat().st_size >= 3


def test_lost_workers_leave_no_descriptor_open() -> None:
    trained(writes_garbage_everywhere)
    before = psutil.Process().num_fds()
    with nothing_left():
        for deed in (writes_garbage_everywhere, ends, writes_half_an_answer_and_returns):
            trained(deed)
    gc.collect()
    assert psutil.Process().num_fds() == before


def ends() -> None:
    os._exit(1)
