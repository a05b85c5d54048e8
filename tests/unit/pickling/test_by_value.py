"""Environments can be pickled, whatever their functions are, and keep the names and lines of these."""

import copy
import linecache
import pickle
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import speciate
from speciate import FunctionEnvironment, Neat
from speciate.errors import StateError


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


def test_an_environment_that_cannot_be_pickled_is_named_with_the_cure() -> None:
    lock = threading.Lock()
    environment = FunctionEnvironment(lambda _: float(lock.locked()), n_inputs=1, n_outputs=1, each=True)
    run = speciate.train(environment, generations=1, population_size=4, quiet=True)
    with pytest.raises(StateError, match=r"environment cannot be pickled .*lock.* run\.champion"):
        pickle.dumps(run)
    with pytest.raises(StateError) as refusal:
        pickle.dumps(run)
    assert str(refusal.value).count("cannot be pickled") == 1
    assert copy.copy(run).champion is run.champion
    assert pickled(run.champion).forward([1.0]).tobytes() == run.champion.forward([1.0]).tobytes()


class Lander(FunctionEnvironment):
    """An environment whose function is a method of its own."""

    def __init__(self, gravity: float) -> None:
        self.gravity = gravity
        super().__init__(self.land, n_inputs=1, n_outputs=1, each=True, results=["fitness"])

    def land(self, network: Any) -> float:
        return self.gravity * float(network.forward([1.0])[0])


def lander_of_a_lambda() -> FunctionEnvironment:
    gravity = 3.0
    return FunctionEnvironment(
        lambda network: gravity * float(network.forward([1.0])[0]),
        n_inputs=1,
        n_outputs=1,
        each=True,
        name="lander",
        solved=("fitness", 2.0),
    )


@pytest.mark.parametrize("way", [pickled, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("environment", [lander_of_a_lambda(), Lander(3.0)], ids=["lambda", "method"])
def test_an_environment_is_pickled_alone_whatever_its_function_is(
    environment: FunctionEnvironment, way: Callable[[Any], Any]
) -> None:
    again = way(environment)
    assert (type(again), again.spec, again.name) == (type(environment), environment.spec, environment.name)
    networks, seeds = Neat(n_inputs=1, n_outputs=1, population_size=4).ask(), np.zeros(1, np.uint64)
    expected = environment.play(networks, seeds).results
    assert again.play(networks, seeds).results.tobytes() == expected.tobytes()
    twice = way(again)
    assert twice.play(networks, seeds).results.tobytes() == expected.tobytes()


def test_an_environment_with_a_lock_is_copied_but_not_pickled() -> None:
    lock = threading.Lock()
    environment = FunctionEnvironment(lambda _: float(lock.locked()), n_inputs=1, n_outputs=1, each=True)
    for way in (copy.copy, copy.deepcopy):
        assert way(environment).spec == environment.spec
    with pytest.raises(StateError, match=r"cannot be pickled .*lock.*; make open files, locks and"):
        pickle.dumps(environment)


def test_a_deep_copy_of_an_environment_has_attributes_of_its_own() -> None:
    environment: Any = Lander(3.0)
    environment.history = [1]
    deep, shallow = copy.deepcopy(environment), copy.copy(environment)
    environment.history.append(2)
    assert (deep.history, shallow.history) == ([1], [1, 2])


RAISES = "def fails(networks):\n    return missing  # line of fails\n"


def test_a_function_out_of_a_pickle_keeps_the_name_of_its_file_and_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(RAISES)
    for name in (str(path), "<typed-in>"):
        linecache.cache[name] = (len(RAISES), None, RAISES.splitlines(keepends=True), name)
        found: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(RAISES, name, "exec"), found)  # noqa: S102
        content = pickle.dumps(FunctionEnvironment(found["fails"], n_inputs=1, n_outputs=1))
        del linecache.cache[name]
        again = pickle.loads(content)  # noqa: S301
        networks = Neat(n_inputs=1, n_outputs=1, population_size=4).ask()
        with pytest.raises(NameError) as raised:
            again.play(networks, np.zeros(1, np.uint64))
        shown = "".join(traceback.format_exception(raised.value))
        assert f'File "{name}", line 2' in shown
        assert "return missing  # line of fails" in shown
