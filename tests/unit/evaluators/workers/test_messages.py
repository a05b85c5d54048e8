"""Messages between a run and its workers: whatever the bytes are, they are an answer or are refused."""

import random
import struct
import zlib
from typing import Any

import numpy as np
import pytest

from speciate.evaluators.attempt import Attempt
from speciate.evaluators.workers import answers, messages
from speciate.evaluators.workers.messages import BrokenMessageError, Reader
from speciate.values.faults import Fault

FAULT = Fault("exception", "ValueError: \udc80\U0001f600\n", 'File "x.py", line 1')


def outcome() -> Attempt:
    return Attempt(
        np.array([[1.0, -0.0], [np.nan, np.inf], [5e-324, 2.0]]),
        np.array([False, True, False]),
        [(np.array([1, 2], dtype=np.uint32), FAULT), (np.array([0], dtype=np.uint32), FAULT)],
    )


def test_an_answer_comes_back_bit_for_bit() -> None:
    sent, came = outcome(), answers.unpacked(answers.packed(outcome()), 3, 2)
    assert isinstance(came, Attempt)
    assert came.results.tobytes() == sent.results.tobytes()
    assert came.failed.tolist() == sent.failed.tolist()
    assert [(rows.tolist(), fault) for rows, fault in came.faults] == [([1, 2], FAULT), ([0], FAULT)]
    assert came.results.flags.writeable
    assert answers.unpacked(answers.packed(FAULT), 3, 2) == FAULT
    assert answers.unpacked(answers.packed(None), 0, 2) is None


def test_the_longest_answer_is_within_the_most_bytes() -> None:
    longest = Fault("exception", "\U0001f600" * 2000, "\U0001f600" * 20_000)
    for n in (1, 5):
        rows = [np.array([row], dtype=np.uint32) for row in range(n)]
        full = Attempt(np.zeros((n, 3)), np.zeros(n, dtype=np.bool_), [(row, longest) for row in rows])
        assert len(answers.packed(full)) <= answers.most_bytes(n, 3)
    assert len(answers.packed(longest)) <= answers.most_bytes(0, 3)


@pytest.mark.parametrize(("n_rows", "n_results"), [(2, 2), (4, 2), (3, 1), (3, 3), (0, 2)])
def test_an_answer_of_another_size_is_refused(n_rows: int, n_results: int) -> None:
    with pytest.raises(BrokenMessageError, match="cannot be read"):
        answers.unpacked(answers.packed(outcome()), n_rows, n_results)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"faults": null}',
        '{"faults": [[]]}',
        '{"faults": [[[0], "exception", "a"]]}',
        '{"faults": [[[0], "murder", "a", "b"]]}',
        '{"faults": [[[0], [], "a", "b"]]}',
        '{"faults": [[[0], "exception", 1, "b"]]}',
        '{"faults": [[[0], "exception", "a", {}]]}',
        '{"faults": [[[3], "exception", "a", "b"]]}',
        '{"faults": [[[-1], "exception", "a", "b"]]}',
        '{"faults": [[[0, 0], "exception", "a", "b"]]}',
        '{"faults": [[[true], "exception", "a", "b"]]}',
        '{"faults": [[[0.5], "exception", "a", "b"]]}',
        '{"faults": [[[], "exception", "a", "b"]]}',
        '{"faults": [["0", "exception", "a", "b"]]}',
        '{"fault": 1}',
        '{"fault": ["exception", "a"]}',
        '{"fault": {"kind": 1}}',
        "[" * 10_000,
    ],
)
def test_text_that_says_something_else_is_refused(text: str) -> None:
    content = struct.pack("<I", len(text)) + text.encode() + bytes(3 * 2 * 8 + 3)
    with pytest.raises(BrokenMessageError):
        answers.unpacked(content, 3, 2)


def test_truth_values_are_0_or_1() -> None:
    content = answers.packed(outcome())
    with pytest.raises(BrokenMessageError, match="neither 0 nor 1"):
        answers.unpacked(content[:-1] + b"\x02", 3, 2)


def test_any_damage_to_an_answer_is_refused_or_still_an_answer() -> None:
    content, chance = answers.packed(outcome()), random.Random(1)
    for _ in range(2000):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        part = bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])])
        try:
            came: Any = answers.unpacked(part, 3, 2)
        except BrokenMessageError:
            continue
        assert came is None or isinstance(came, Fault) or came.results.shape == (3, 2)


@pytest.mark.parametrize("size", [1, 7, 40, 1000])
def test_a_message_is_put_together_from_pieces_of_any_size(size: int) -> None:
    reader, found = Reader(), []
    data = messages.packed(5, 1, b"first") + messages.packed(6, 2, b"") + messages.packed(7, 3, b"x" * 300)
    for start in range(0, len(data), size):
        reader.add(data[start : start + size])
        while (message := reader.message(300)) is not None:
            found.append((message.process, message.unit, message.content))
    assert found == [(5, 1, b"first"), (6, 2, b""), (7, 3, b"x" * 300)]
    assert not reader.is_midway


@pytest.mark.parametrize("place", range(messages.HEADER_BYTES + 3))
def test_a_message_with_one_wrong_bit_is_refused(place: int) -> None:
    data = bytearray(messages.packed(5, 1, b"abc"))
    data[place] ^= 4
    reader = Reader()
    reader.add(bytes(data))
    with pytest.raises(BrokenMessageError):
        reader.message(3)


@pytest.mark.parametrize("garbage", [b"\x80", b"sp\x01", b"spc\x02", b"\x00" * 100])
def test_garbage_is_refused_at_its_first_bytes(garbage: bytes) -> None:
    reader = Reader()
    reader.add(garbage)
    with pytest.raises(BrokenMessageError, match="bytes that are no message"):
        reader.message(10)


def test_a_message_that_is_too_long_is_refused_before_it_comes() -> None:
    reader = Reader()
    reader.add(messages.packed(5, 1, b"x" * 11)[: messages.HEADER_BYTES])
    with pytest.raises(BrokenMessageError, match="a message of 11 bytes; the most is 10"):
        reader.message(10)


def test_checksums_are_those_that_everybody_uses() -> None:
    data = messages.packed(5, 1, b"abc")
    assert zlib.crc32(b"abc").to_bytes(4, "little") in data
