"""Random numbers by address: a draw is a pure function of (seed, purpose, generation, row, index).

The generator is Philox4x64-10 (Salmon et al. 2011) as NumPy ships it; nothing here has state.
"""

from enum import IntEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from speciate.draws.arithmetic import ln

_UNIT: Final = 2.0**-53
_HALF_UNIT: Final = 2.0**-32
_CENTRE_LIMIT: Final = 0.425
_MIDDLE_LIMIT: Final = 5.0


class Purpose(IntEnum):
    """What a draw decides. Decisions that are made together share one; the number is part of the address."""

    FOUNDER_WEIGHT = 1
    FOUNDER_BIAS = 2
    FOUNDER_CONNECTION = 3
    EPISODE_SEED = 4
    VALIDATION_SEED = 5
    HELD_OUT_SEED = 6
    PARENT = 8
    CROSSOVER_ENABLE = 11
    MUTATION = 13
    ACTIVATION = 18
    AGGREGATION = 19
    ADD_CONNECTION = 20
    ADD_CONNECTION_WEIGHT = 21
    ADD_NODE = 22
    DELETE_CONNECTION = 23
    DELETE_NODE = 24
    TOGGLE_ENABLE = 25
    RE_ENABLE = 26
    REPRESENTATIVE = 27
    SURVIVAL = 28
    RANDOM_PLAYER = 29
    EPISODE = 30
    WEIGHTS = 31
    BIASES = 32
    CROSSOVER = 33
    DRAWN = 34
    DRAWN_WEIGHTS = 35
    DRAWN_BIASES = 36
    VECTOR_FOUNDER = 40
    VECTOR_TOURNAMENT = 41
    VECTOR_CROSSOVER = 42
    VECTOR_MUTATION = 43
    DENSE_FOUNDER = 50
    DENSE_PARENT = 51
    DENSE_CROSSOVER = 52
    DENSE_MUTATION = 53
    DENSE_SAMPLE = 54
    POLISH = 55
    OPENAI_ES = 56
    SNES = 57
    ISLAND = 60
    MIGRATION = 61
    PARTICIPATION = 62
    RESTART = 65
    NOVELTY_ARCHIVE = 70
    MAP_ELITES = 71
    FOUNDER_HIDDEN = 64


class Draws:
    """The draws of one (seed, purpose, generation, row): an endless list of 64-bit words, read by index."""

    def __init__(self, seed: int, purpose: Purpose, generation: int = 0, row: int = 0) -> None:
        """Remembers the address; every part is a whole number from 0 to 2**64 - 1."""
        self._key = (seed, int(purpose))
        self._counter = (0, row, generation, 0)
        self._known = 16

    @cached_property
    def _words(self) -> NDArray[np.uint64]:
        key = np.array(self._key, dtype=np.uint64)
        counter = np.array(self._counter, dtype=np.uint64)
        return np.random.Philox(key=key, counter=counter).random_raw(self._known)

    def words(self, n: int) -> NDArray[np.uint64]:
        """The first ``n`` words: uint64 (n,)."""
        if n > self._known:
            self._known = 2 * n
            self.__dict__.pop("_words", None)
        return self._words[:n]

    def word(self, index: int) -> int:
        """The 64 random bits at ``index``."""
        return int(self.words(index + 1)[index])

    def half(self, index: int) -> int:
        """The 32 random bits at ``index`` of the halves of words, the lower one first."""
        return (self.word(index // 2) >> (index % 2 * 32)) & 0xFFFFFFFF

    def hits(self, index: int, rate: float) -> bool:
        """Whether the half word at ``index``, as a number in [0, 1), is below a rate."""
        return self.half(index) * _HALF_UNIT < rate

    def uniform(self, index: int) -> float:
        """A uniform double in [0, 1) at ``index``: the upper 53 bits of the word."""
        return unit(self.word(index))

    def uniforms(self, n: int) -> NDArray[np.float64]:
        """The first ``n`` uniform doubles in [0, 1): float64 (n,)."""
        return (self.words(n) >> np.uint64(11)).astype(np.float64) * _UNIT

    def normal(self, index: int) -> float:
        """A standard normal deviate at ``index``."""
        return normal_of(self.word(index))

    def below(self, index: int, n: int) -> int:
        """A whole number in ``0 .. n - 1`` at ``index``: the upper 64 bits of ``word * n``."""
        return (self.word(index) * n) >> 64


def unit(word: int) -> float:
    """A uniform double in [0, 1) from 64 random bits."""
    return (word >> 11) * _UNIT


def normal_of(word: int) -> float:
    """A standard normal deviate from 64 random bits, by the inverse distribution function."""
    return inverse_normal(((word >> 12) + 0.5) * (2.0 * _UNIT))  # 52 bits: the sum is exact, never 1


def _polynomial(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def inverse_normal(p: float) -> float:
    """Inverse of the standard normal distribution function for 0 < p < 1: Wichura 1988, AS241 (PPND16)."""
    q = p - 0.5
    if abs(q) <= _CENTRE_LIMIT:
        r = 0.180625 - q * q
        return q * _polynomial(_CENTRE[0], r) / _polynomial(_CENTRE[1], r)
    r = float(np.sqrt(-ln(p if q < 0.0 else 1.0 - p)))
    table, shift = (_MIDDLE, 1.6) if r <= _MIDDLE_LIMIT else (_FAR, 5.0)
    deviate = _polynomial(table[0], r - shift) / _polynomial(table[1], r - shift)
    return -deviate if q < 0.0 else deviate


_CENTRE: Final = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_MIDDLE: Final = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_FAR: Final = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)
