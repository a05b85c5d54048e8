"""The file of finished runs."""

from pathlib import Path

import pytest

from speciate.errors import RunDirectoryError
from speciate.study.records import Records


@pytest.mark.parametrize("line", ["no json", "[]", '{"task": "xor"}'])
def test_a_line_that_is_no_run_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "runs.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(RunDirectoryError, match="line 1 is no"):
        Records(tmp_path / "runs.jsonl").open()
