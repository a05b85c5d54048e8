"""The instruction set can be chosen, and a wrong choice is explained."""

from collections.abc import Iterator

import pytest

from speciate import backends
from speciate.errors import BackendError
from speciate.evolution.neat import Neat

_native = pytest.importorskip("speciate._native")


@pytest.fixture(autouse=True)
def _widest_again() -> Iterator[None]:
    yield
    _native.use_instruction_set(_native.instruction_sets()[-1])


def test_the_widest_instruction_set_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECIATE_SIMD", raising=False)
    Neat(n_inputs=2, n_outputs=1, population_size=5, seed=0)
    assert _native.instruction_set() == _native.instruction_sets()[-1]


def test_the_environment_variable_chooses_an_instruction_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECIATE_SIMD", "portable")
    Neat(n_inputs=2, n_outputs=1, population_size=5, seed=0)
    assert _native.instruction_set() == "portable"


def test_an_unknown_instruction_set_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECIATE_SIMD", "mmx")
    with pytest.raises(BackendError, match=r'SPECIATE_SIMD="mmx": this processor has portable'):
        backends.create("native")
    with pytest.raises(ValueError, match="unknown instruction set"):
        _native.use_instruction_set("mmx")
