"""Ctrl-C waits until the run allows it."""

import signal
import threading
import time
from contextlib import suppress

import pytest

from speciate.training.interrupts import Interrupts


def test_an_interrupt_waits_until_it_is_allowed() -> None:
    reached = []
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGINT)
        reached.append("held")
        with pytest.raises(KeyboardInterrupt), interrupts.allowed():
            reached.append("never")
        with interrupts.allowed():
            reached.append("delivered once")
    assert reached == ["held", "delivered once"]


def interrupt_and_wait(interrupts: Interrupts) -> None:
    with interrupts.allowed():
        signal.raise_signal(signal.SIGINT)
        time.sleep(1.0)


def test_an_interrupt_ends_the_block_that_allows_it() -> None:
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        interrupt_and_wait(interrupts)


def test_an_interrupt_that_was_never_allowed_is_forgotten_at_the_end() -> None:
    with Interrupts():
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_another_handler_and_another_thread_are_left_alone() -> None:
    arrived = []
    before = signal.signal(signal.SIGINT, lambda number, _: arrived.append(number))
    try:
        with Interrupts():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert arrived == [signal.SIGINT]
    entered = []

    def enter() -> None:
        with Interrupts() as interrupts, interrupts.allowed():
            entered.append(True)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert entered == [True]


def test_an_interrupt_that_a_block_keeps_to_itself_comes_at_its_end() -> None:
    reached = []

    def swallow(interrupts: Interrupts) -> None:
        with interrupts.allowed():
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            reached.append("the end of the block")

    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            swallow(interrupts)
        with interrupts.allowed():
            reached.append("delivered once")
    assert reached == ["the end of the block", "delivered once"]


def test_a_second_interrupt_does_not_wait() -> None:
    with Interrupts() as interrupts:
        signal.raise_signal(signal.SIGTERM)
        assert not interrupts.urgent
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert interrupts.urgent
        assert interrupts.terminated
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_limited_block_ends_when_its_time_is_over() -> None:
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt), interrupts.allowed(), interrupts.limited(0.05):
            time.sleep(60.0)
        with interrupts.allowed(), interrupts.limited(60.0):
            pass
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert not interrupts.terminated
