"""The report of the durability tests."""

import shutil
from pathlib import Path

from benchmarks.durability import report


def test_a_table_has_every_contender_and_says_what_was_not_run(tmp_path: Path) -> None:
    results = {"fake": {"version": "1", "way": "a way", "changes": "no"}}
    report.write(tmp_path, results)
    assert report.read(tmp_path) == results
    text = (tmp_path / "durability.md").read_text(encoding="utf-8")
    assert "| fake 1 |" in text
    assert "| checkpoints change the training | no |" in text
    assert "| a worker dies | not run |" in text
    shutil.rmtree(tmp_path)
    assert report.read(tmp_path) == {}
