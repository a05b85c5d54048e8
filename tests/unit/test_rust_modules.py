"""Modules of the Rust crates must not import each other in a circle."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CRATES = Path(__file__).parents[2] / "crates"

Imports = dict[str, set[str]]
"""Modules that each module imports, by path such as ``network::sparse``; the crate's own is ``""``."""


def modules_of(source: Path) -> dict[str, Path]:
    """Files by module path; files in folders named ``tests`` are left out."""
    modules = {}
    for path in sorted(source.rglob("*.rs")):
        parts = path.relative_to(source).with_suffix("").parts
        if "tests" not in parts:
            names = parts[:-1] if parts[-1] in ("mod", "lib") else parts
            modules["::".join(names)] = path
    return modules


def without_tests(text: str) -> str:
    """The text without comments, ranges of visibility and items under ``#[cfg(test)]``."""
    text = re.sub(r"//.*|pub\(in [\w:]+\)", "", text)
    while found := re.search(r"#\[cfg\(test\)\]", text):
        depth, end = 0, found.end()
        while end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
            if depth == 0 and text[end - 1] in ";}":
                break
        text = text[: found.start()] + text[end:]
    return text


def expanded(tree: str) -> Iterator[str]:
    """The paths of a use tree: ``a::{b, c::{d}}`` is ``a::b`` and ``a::c::d``."""
    head, brace, rest = tree.partition("{")
    if not brace:
        yield re.sub(r"\s+as\s+\w+", "", tree).strip()
        return
    depth, entry = 0, ""
    for letter in rest.rpartition("}")[0] + ",":
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            if entry.strip():
                yield from (head.strip() + path for path in expanded(entry.strip()))
            entry = ""
        else:
            entry += letter


def paths_in(text: str) -> Iterator[str]:
    """Paths that a file names in ``use`` lines, and those from ``crate`` or ``super`` anywhere else."""
    for tree in re.findall(r"\buse\s+([^;]+);", text):
        yield from expanded(tree)
    yield from re.findall(r"\b(?:crate|super)(?:::\w+)+", re.sub(r"\buse\s+[^;]+;", "", text))


def resolved(path: str, module: str, modules: dict[str, Path]) -> str | None:
    """The module that holds what a path names: None for other crates."""
    parts = path.split("::")
    base = module.split("::") if module else []
    if parts[0] == "crate":
        base, parts = [], parts[1:]
    elif parts[0] == "self" or "::".join([*base, parts[0]]) in modules:
        parts = parts[1:] if parts[0] == "self" else parts
    elif parts[0] != "super":
        return None
    while parts and parts[0] == "super":
        base, parts = base[:-1], parts[1:]
    while parts and "::".join([*base, parts[0]]) in modules:
        base, parts = [*base, parts[0]], parts[1:]
    return "::".join(base)


def imports_of(source: Path) -> Imports:
    """Imports between the modules of a crate, without those of tests."""
    modules = modules_of(source)
    imports: Imports = {}
    for module, path in modules.items():
        named = (resolved(name, module, modules) for name in paths_in(without_tests(path.read_text())))
        imports[module] = {target for target in named if target is not None and target != module}
    return imports


def circle_in(imports: Imports) -> list[str]:
    """Modules that import each other in a circle, the first one again at the end; empty if there is none."""
    finished: set[str] = set()

    def walk(module: str, trail: list[str]) -> list[str]:
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module not in finished:
            for target in sorted(imports[module]):
                if circle := walk(target, [*trail, module]):
                    return circle
            finished.add(module)
        return []

    return next((circle for module in sorted(imports) if (circle := walk(module, []))), [])


@pytest.mark.parametrize("crate", ["core", "games"])
def test_no_modules_of_a_crate_import_each_other_in_a_circle(crate: str) -> None:
    circle = circle_in(imports_of(CRATES / crate / "src"))
    assert not circle, " -> ".join(name or "lib.rs" for name in circle)


def test_the_core_has_imports_to_look_at() -> None:
    imports = imports_of(CRATES / "core" / "src")
    assert "settings" in imports["population::founders"]
    assert sum(map(len, imports.values())) > 100


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("use crate::second::Second;", "use super::first::{self, First};"),
        ("use crate::{error::Error, second::{A, B as C}};", "pub fn f() { crate::first::g() }"),
    ],
)
def test_a_circle_is_found_and_named(first: str, second: str, tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_text("mod first;\nmod second;\n")
    (tmp_path / "first.rs").write_text(first)
    (tmp_path / "second.rs").write_text(second)
    assert circle_in(imports_of(tmp_path)) == ["first", "second", "first"]


@pytest.mark.parametrize(
    "second",
    [
        "// use crate::first::First;\n",
        "use std::first::First;\n",
        "#[cfg(test)]\nmod tests {\n    use crate::first::First;\n    fn f() {}\n}\n",
        "#[cfg(test)]\nuse crate::first::First;\n",
    ],
)
def test_comments_tests_and_other_crates_close_no_circle(second: str, tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_text("mod first;\nmod second;\n")
    (tmp_path / "first.rs").write_text("use crate::second::Second;\n")
    (tmp_path / "second.rs").write_text(second)
    assert circle_in(imports_of(tmp_path)) == []
