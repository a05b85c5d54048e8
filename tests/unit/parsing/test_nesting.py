"""TOML text that would take a parser too long is refused before it is parsed."""

import tomllib
from pathlib import Path

import pytest

from speciate.config import toml
from speciate.errors import ConfigError
from speciate.parsing.nesting import is_deep

SHALLOW = [
    "",
    'a = "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20"',
    "a = '[[[[[[[[[[[[[[[[[[[[[['",
    'a = """\n[[[[[[[[[[[[[[[[[[[\\"""""" # }}}[[[[[[[[[[[[[[[[[[[[[[[',
    "a = '''\n....................\"'''\nb = 1",
    "a = [" + "1.5, " * 1_000 + "]",
    "\n".join(f"[section_{n}]\na.b.c = 1.5" for n in range(1_000)),
    "# " + "." * 100,
    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o = 1",
]
DEEP = [
    "a" + ".a" * 16 + " = 1",
    "a" + " . a" * 16 + " = 1",
    '"a"' + ".'a'" * 16 + " = 1",
    "[a" + ".a" * 16 + "]",
    "a = " + "[" * 16 + "]" * 16,
    "a = " + "{a=" * 16 + "1" + "}" * 16,
    'b = "\\""\na' + ".a" * 16 + " = 1",
]


@pytest.mark.parametrize("text", SHALLOW)
def test_text_with_few_levels_is_read(text: str) -> None:
    assert not is_deep(text)
    assert toml.parsed(text, "file") == tomllib.loads(text)


@pytest.mark.parametrize("text", DEEP)
def test_text_with_many_levels_is_refused(text: str) -> None:
    tomllib.loads(text)  # it is valid
    with pytest.raises(ConfigError, match="file: no valid TOML: it is nested too deeply"):
        toml.parsed(text, "file")


@pytest.mark.parametrize(
    "text", ['a = "' + '\\"' * 500_000, "a" + ".a" * 400_000, '"""' + '\\"' * 300_000, "'" * 1_000_000]
)
def test_hostile_text_is_refused_in_time_that_grows_with_its_length_alone(text: str) -> None:
    """A parser alone would not end with the second one."""
    with pytest.raises(ConfigError):
        toml.parsed(text, "file")


def test_text_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text("#" * (toml.MOST_BYTES + 1))
    with pytest.raises(
        ConfigError, match=r"long\.toml: cannot be read \(it has 1,048,577 bytes, and at most 1,048,576"
    ):
        toml.read(path)
    with pytest.raises(ConfigError, match="text: no valid TOML: it is longer than 1,048,576 characters"):
        toml.parsed("#" * (toml.MOST_BYTES + 1), "text")


def test_a_byte_order_mark_is_read_over(tmp_path: Path) -> None:
    path = tmp_path / "notepad.toml"
    path.write_bytes(b'\xef\xbb\xbfenvironment = "xor"\r\n')
    assert toml.read(path) == {"environment": "xor"}
