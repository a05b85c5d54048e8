"""The files and folders that documents name exist."""

import re
from functools import cache
from typing import Final

import pytest
from tests.support.documents import ROOT, code_spans, text

MAPS: Final = ("ARCHITECTURE.md", "CONTRIBUTING.md", "benchmarks/README.md")
"""Documents about the files of the repository: each path in them is the end of the path of a file."""

PAGES: Final = (
    "README.md",
    "GLOSSARY.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
"""Documents about the package. Paths begin in one of ``STARTS``; others are files of users and of runs."""

STARTS: Final = ("", "python", "python/speciate", "crates/core/src", "tests")
FOLDERS: Final = (".ci", "benchmarks", "crates", "docs", "examples", "python", "tests")
NEW: Final = ("benchmarks/output", "output")
"""Folders that the programs make."""

_PATH: Final = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
_SOURCE: Final = re.compile(r"\.(?:py|rs)$")
_FILE: Final = re.compile(r"\.(?:py|rs|toml|md|json)$")
_LINK: Final = re.compile(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)")


def paths(document: str) -> list[str]:
    """The code spans that look like paths; those with NAME in them stand for many files."""
    found = {span for span in code_spans(document) if _PATH.fullmatch(span) and "NAME" not in span}
    return sorted(path.rstrip("/") for path in found if "/" in path or _FILE.search(path))


def is_new(path: str) -> bool:
    return path.startswith(NEW)


@cache
def everything() -> tuple[str, ...]:
    """Every file and folder of the repository, with a slash before each part of its path."""
    found = (path for folder in FOLDERS for path in [ROOT / folder, *(ROOT / folder).rglob("*")])
    return tuple(f"/{path.relative_to(ROOT).as_posix()}" for path in found)


def is_of_the_repository(path: str) -> bool:
    """Whether a path of a page begins like one of the repository, or is the name of a source file."""
    first = path.split("/", maxsplit=1)[0]
    known = first in FOLDERS or any((ROOT / start / first).is_dir() for start in STARTS if start)
    return bool(_SOURCE.search(path)) or ("/" in path and known)


@pytest.mark.parametrize("document", MAPS)
def test_every_path_in_a_map_of_the_repository_is_the_end_of_a_path(document: str) -> None:
    missing = [path for path in paths(document) if not any(one.endswith(f"/{path}") for one in everything())]
    assert [path for path in missing if not is_new(path)] == []


@pytest.mark.parametrize("document", PAGES)
def test_every_path_in_a_page_begins_where_paths_begin(document: str) -> None:
    named = [path for path in paths(document) if is_of_the_repository(path) and not is_new(path)]
    assert [path for path in named if not any(list((ROOT / start).glob(path)) for start in STARTS)] == []


@pytest.mark.parametrize("document", [*MAPS, *PAGES])
def test_every_link_to_a_file_leads_to_one(document: str) -> None:
    folder = (ROOT / document).parent
    assert [link for link in _LINK.findall(text(document)) if not (folder / link).exists()] == []


@pytest.mark.parametrize("path", ["python/speciate/nowhere.py", "unit/test_journal.py", "system/nowhere.py"])
def test_a_path_that_is_gone_is_found(path: str) -> None:
    assert is_of_the_repository(path)
    assert not any(list((ROOT / start).glob(path)) for start in STARTS)
