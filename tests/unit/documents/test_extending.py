"""The algorithm in docs/extending.md runs as it is printed, and passes the check."""

import re
from pathlib import Path
from typing import Any

import pytest

from speciate import Config
from speciate.config.algorithms import ALGORITHMS
from speciate.errors import ConfigError
from speciate.testing import check_algorithm

_TEXT = Path(__file__, "../../../../docs/extending.md").resolve().read_text(encoding="utf-8")


def test_the_algorithm_of_the_page_trains_and_passes_the_check(
    native: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ALGORITHMS, "_registered", {})
    (code,) = (
        block for block in re.findall(r"```python\n(.*?)```", _TEXT, re.DOTALL) if "class Climbing" in block
    )
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the page's own code
    assert names["run"].metrics[-1]["step"] == 0.3
    check_algorithm("climbing", {"backend": native})
    with pytest.raises(ConfigError) as caught:
        Config.build({"algorithm": "climbing", "algorithm_options": {"step": -1}})
    assert f"error: {caught.value}\n" in _TEXT
    del capsys
