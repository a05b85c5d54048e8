"""The names of the package that documents use are there."""

import re
from importlib import import_module
from typing import Any, Final

import pytest
from tests.support.documents import ROOT, code_blocks, code_spans

DOCUMENTS: Final = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))

_IMPORT: Final = re.compile(r"^ *((?:import|from) +speciate\b.*)", re.MULTILINE)
_NAME: Final = re.compile(r"speciate(?:\.[A-Za-z_]\w*)+")
_KINDS: Final = ("algorithm", "environment", "exporter", "metric", "tracker")
_ENTRY_POINTS: Final = {f"speciate.{kind}s" for kind in _KINDS}


def imports() -> list[str]:
    """The lines of documents and examples that import from the package."""
    examples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.py"))]
    blocks = [block for name in DOCUMENTS for block in code_blocks(name, "python")]
    return sorted({line for text in (*blocks, *examples) for line in _IMPORT.findall(text)})


def names() -> list[str]:
    """The names of the package in the prose of documents, such as ``speciate.pareto.fronts``."""
    found = {name for document in DOCUMENTS for span in code_spans(document) for name in _NAME.findall(span)}
    return sorted(found - _ENTRY_POINTS)


def named(name: str) -> Any:
    """What a name stands for: an attribute, or else a module."""
    value: Any = import_module("speciate")
    path = "speciate"
    for part in name.split(".")[1:]:
        path = f"{path}.{part}"
        value = getattr(value, part) if hasattr(value, part) else import_module(path)
    return value


@pytest.mark.parametrize("line", imports())
def test_an_import_of_a_document_runs(line: str) -> None:
    exec(line, {})  # noqa: S102  # our own document


@pytest.mark.parametrize("name", names())
def test_a_name_of_a_document_is_there(name: str) -> None:
    assert named(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "speciate.checkpoint.Reader",
        "speciate.environments.protocol.EnvironmentSpec",
        "speciate.backends.substrate.SubstrateBackend",
        "speciate.evolution.metrics.MetricRecord",
        "speciate.training.tracker.TrackerRecord",
        "speciate.exporting.ExporterRecord",
        "speciate.exporting.export",
        "speciate.evolution.algorithm.Algorithm",
        "speciate.values.environment_record.Ends",
    ],
)
def test_a_name_of_an_earlier_document_is_still_there(name: str) -> None:
    assert named(name) is not None


def test_the_reader_of_checkpoints_is_an_attribute_as_well() -> None:
    assert named("speciate").checkpoint.Reader is named("speciate.storage.checkpoint").Reader
