"""What the forward pass takes and refuses."""

import numpy as np
import pytest
from tests.parity.backends import both, refusal
from tests.parity.evolving import assert_equal_arrays
from tests.parity.strategies import settings_with

SHAPES = [
    (),
    (3,),
    (4,),
    (12, 3),
    (12, 4),
    (11, 3),
    (12, 5, 3),
    (12, 1, 3),
    (12, 0, 3),
    (5, 12, 3),
    (1, 12, 5, 3),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_both_take_and_refuse_the_same_shapes(shape: tuple[int, ...]) -> None:
    native, reference = (backend.compile(backend.found()[0]) for backend in both(settings_with()))
    observations = np.asarray(np.random.default_rng(0).normal(size=shape), dtype=np.float32)
    assert refusal(native.forward, observations) == refusal(reference.forward, observations)
    if refusal(reference.forward, observations) is None:
        found, expected = native.forward(observations), reference.forward(observations)
        assert_equal_arrays({"outputs": found}, {"outputs": expected})


@pytest.mark.parametrize("dtype", [np.int64, np.float16, np.bool_, np.complex64, np.uint8])
def test_both_refuse_other_types(dtype: type) -> None:
    for backend in both(settings_with()):
        with pytest.raises(TypeError):
            backend.compile(backend.found()[0]).forward(np.zeros(3, dtype=dtype))


def test_both_refuse_another_batch_without_a_reset() -> None:
    for backend in both(settings_with(genome={"recurrent": True})):
        networks = backend.compile(backend.found()[0])
        networks.forward(np.zeros((12, 5, 3), dtype=np.float32))
        with pytest.raises(ValueError, match=r"reset\(\)"):
            networks.forward(np.zeros((12, 4, 3), dtype=np.float32))
        networks.reset()
        assert networks.forward(np.zeros((12, 4, 3), dtype=np.float32)).shape == (12, 4, 2)
