"""Purposes of draws: one number each, the same in the core and in the reference, and never another one."""

import json
import re
from pathlib import Path

from speciate.draws.philox import Purpose

SOURCE = Path(__file__).parents[2] / "crates/core/src/draws/purpose.rs"
KEPT = json.loads((Path(__file__).parents[1] / "data/purposes.json").read_text())
"""A new purpose gets a line of its own there. A number that changes changes every run."""


def test_every_purpose_has_the_number_that_is_kept() -> None:
    assert {purpose.name: purpose.value for purpose in Purpose} == KEPT
    assert len(set(KEPT.values())) == len(KEPT)


def test_the_core_has_the_same_numbers() -> None:
    (body,) = re.findall(r"pub enum Purpose \{(.*?)\n\}", SOURCE.read_text(), flags=re.DOTALL)
    core = {
        re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper(): int(number)
        for name, number in re.findall(r"^    (\w+) = (\d+),", body, flags=re.MULTILINE)
    }
    assert core == KEPT
