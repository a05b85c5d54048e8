"""The style of charts, and what happens without matplotlib."""

import pytest
from benchmarks import drawing


def test_without_matplotlib_a_chart_ends_the_program_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="`pip install matplotlib`"):
        drawing.axes(4.0, 3.0)
