"""Ctrl-C waits until the run allows it."""

import signal
import threading
import time

import pytest

from speciate.interrupts import Interrupts


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
