"""Changes at random, all drawn from one generator so that a seed repeats them."""

from random import Random
from typing import Any, Final

WHOLES: Final = (-1, 0, 1, 2, 7, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**63, 2**64, 10**30)
VALUES: Final[tuple[Any, ...]] = (
    *(*WHOLES, 0.5, -0.0, 1e308, 5e-324),
    *(None, True, False, "", "x", "auto", [], {}, [[]], [1], {"a": 1}),
)
TEXTS: Final = (
    *(b"NaN", b"Infinity", b"-1", b"1e999", b"9" * 30, b"9" * 5000, b"0x10", b"1979-05-27", b"null", b"true"),
    *(b'"', b"{", b"}", b"[" * 40, b"]", b",", b":", b"=", b"'''", b"\n"),
    *(b"\\u0000", b"\\ud800", b"\xff", b"\x00"),
)


def content(generator: Random, original: bytes) -> bytes:
    """Bytes with one to four changes: flipped, overwritten, cut out, doubled, cut off or put in."""
    changed = bytearray(original)
    for _ in range(generator.randint(1, 4)):
        at = generator.randrange(len(changed) + 1)
        n_bytes = generator.choice((1, 1, 2, 8, 64))
        match generator.randrange(6):
            case 0 if at < len(changed):
                changed[at] ^= 1 << generator.randrange(8)
            case 1:
                changed[at : at + n_bytes] = generator.randbytes(n_bytes)
            case 2:
                del changed[at : at + n_bytes]
            case 3:
                changed[at:at] = changed[at : at + n_bytes]
            case 4 if generator.random() < 0.2:
                del changed[at:]
            case _:
                changed[at:at] = generator.choice(TEXTS)
    return bytes(changed)


def value(generator: Random, original: Any) -> Any:
    """A value of JSON with one change somewhere in it."""
    if isinstance(original, dict) and original and generator.random() < 0.9:
        key = generator.choice(sorted(original))
        rest = {name: one for name, one in original.items() if name != key}
        match generator.randrange(8):
            case 0:
                return rest
            case 1:
                return rest | {generator.choice(("", "x", "generation")): original[key]}
            case _:
                return rest | {key: value(generator, original[key])}
    if isinstance(original, list) and original and generator.random() < 0.7:
        at = generator.randrange(len(original))
        match generator.randrange(4):
            case 0:
                return original[:at] + original[at + 1 :]
            case 1:
                return [*original, original[at]]
            case _:
                return [*original[:at], value(generator, original[at]), *original[at + 1 :]]
    if type(original) is int and generator.random() < 0.5:
        return original + generator.choice((-1, 1, 8, -8, 2**32))
    return generator.choice(VALUES)
