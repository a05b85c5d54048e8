"""Several threads that share one loop: a call that would be lost is refused."""

import copy
import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from speciate import Neat, Nsga2
from speciate.errors import StateError
from speciate.system.exclusive import Door

SIZE = 20


def neat(backend: str) -> Neat:
    return Neat(n_inputs=2, n_outputs=1, population_size=SIZE, seed=1, backend=backend)


def nsga2(backend: str) -> Nsga2:
    return Nsga2(n_variables=3, population_size=SIZE, seed=1, objectives=1, backend=backend)


class Pausing:
    """Objectives that stop ``tell`` half way, where it converts them, until they may go on."""

    def __init__(self) -> None:
        self.begun, self.may_go_on = threading.Event(), threading.Event()

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        del copy
        self.begun.set()
        assert self.may_go_on.wait(60)
        return np.arange(SIZE, dtype=dtype)


@pytest.mark.parametrize("made", [neat, nsga2])
def test_a_call_while_another_thread_tells_is_refused_and_changes_nothing(
    made: Callable[[str], Any], backend: str
) -> None:
    evolution, expected = made(backend), made(backend)
    evolution.ask()
    pausing = Pausing()
    thread = threading.Thread(target=evolution.tell, args=(pausing,))
    thread.start()
    assert pausing.begun.wait(60)
    try:
        with pytest.raises(StateError, match=r"^tell: another ask or tell .*; let one thread ask and tell$"):
            evolution.tell(np.zeros(SIZE))
        with pytest.raises(StateError, match=r"^ask: another ask or tell"):
            evolution.ask()
    finally:
        pausing.may_go_on.set()
        thread.join()
    expected.ask()
    expected.tell(np.arange(SIZE))
    assert evolution.generation == 1
    assert same(evolution, expected)
    evolution.ask()
    evolution.tell(np.zeros(SIZE))
    assert evolution.generation == 2


def same(one: Any, other: Any) -> bool:
    arrays = [evolution.snapshot().arrays for evolution in (one, other)]
    return {k: v.tobytes() for k, v in arrays[0].items()} == {k: v.tobytes() for k, v in arrays[1].items()}


@pytest.mark.parametrize("made", [neat, nsga2])
def test_every_tell_of_many_threads_is_counted_or_refused(made: Callable[[str], Any], native: str) -> None:
    evolution = made(native)
    n_counted: list[int] = []
    barrier = threading.Barrier(4)

    def loop() -> None:
        n_told = 0
        for _ in range(50):
            barrier.wait(60)
            try:
                evolution.ask()
                evolution.tell(np.zeros(SIZE))
            except StateError:
                continue
            n_told += 1
        n_counted.append(n_told)

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(n_counted) == 4
    assert evolution.generation == sum(n_counted) > 0


@pytest.mark.parametrize("made", [neat, nsga2])
def test_a_refused_tell_can_be_told_again(made: Callable[[str], Any], backend: str) -> None:
    evolution = made(backend)
    evolution.ask()
    with pytest.raises(ValueError, match="expected"):
        evolution.tell(np.zeros(SIZE + 1))
    evolution.tell(np.zeros(SIZE))
    assert evolution.generation == 1


def by_pickle(door: Door) -> Door:
    again: Door = pickle.loads(pickle.dumps(door))  # noqa: S301
    return again


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, by_pickle])
def test_a_copy_of_a_closed_door_is_open(copied: Callable[[Door], Door]) -> None:
    door = Door()
    with door.entered("tell"), copied(door).entered("tell"), pytest.raises(StateError):
        door.entered("ask").__enter__()
