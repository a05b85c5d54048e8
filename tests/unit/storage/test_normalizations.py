"""Normalisations in files: what was written is read again, and nothing else is."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from speciate.errors import CheckpointError
from speciate.parsing import strict_json
from speciate.storage import checkpoint, normalizations
from speciate.storage.checkpoint.reader import Reader
from speciate.values.normalization import LIMIT, Normalization
from speciate.values.snapshot import Arrays, Snapshot

KNOWN = Normalization(np.array([0.1, -1e30], dtype=np.float32), np.array([1e4, 1e-40], dtype=np.float32))


def test_arrays_and_json_give_the_same_normalisation() -> None:
    table = strict_json.loads(strict_json.dumps(normalizations.to_json(KNOWN)))
    assert table["limit"] == LIMIT
    for found in (
        normalizations.of_arrays(normalizations.arrays(KNOWN), 2),
        normalizations.of_json(table),
    ):
        assert found is not None
        assert found.shifts.tobytes() == KNOWN.shifts.tobytes()
        assert found.scales.tobytes() == KNOWN.scales.tobytes()


def test_without_a_normalisation_there_are_no_arrays() -> None:
    assert normalizations.arrays(None) == {}
    assert normalizations.of_arrays({"champion.ids": np.zeros(1)}, 2) is None


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("shifts", np.zeros(3, dtype=np.float32), r"shape \(3,\); expected float32 and \(2,\)"),
        ("shifts", np.zeros(2), "type float64"),
        ("shifts", np.array([0.0, np.nan], dtype=np.float32), "shifts or scales that none has"),
        ("scales", np.array([0.0, -1.0], dtype=np.float32), "shifts or scales that none has"),
        ("scales", None, "the snapshot has no 'scales'"),
    ],
)
def test_damaged_arrays_are_refused(name: str, value: Any, message: str) -> None:
    arrays = normalizations.arrays(KNOWN)
    del arrays[f"normalization.{name}"]
    arrays |= {} if value is None else {f"normalization.{name}": value}
    with pytest.raises(CheckpointError, match=message):
        normalizations.of_arrays(arrays, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"shifts": [0.0]},
        {"shifts": "none"},
        {"shifts": [0.0, 1e39]},
        {"scales": [1.0, -1.0]},
        {"limit": 5.0},
        {"more": 1},
    ],
)
def test_a_damaged_table_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        normalizations.of_json(normalizations.to_json(KNOWN) | changes)


@pytest.mark.parametrize(
    ("arrays", "scalars", "group", "message"),
    [
        ({"normalization.shifts": np.zeros((2, 2), dtype=np.float32)}, {}, "champion", r"shape \(2, 2\)"),
        ({"normalization.shifts": np.zeros(2, dtype=np.float32)}, {}, "champion", "has no 'scales'"),
        ({"moments:means": np.zeros(2)}, {"n_observed": 1}, "asked", "has no 'moments:squares'"),
        (
            {"moments:means": np.zeros(2), "moments:squares": np.zeros(1)},
            {"n_observed": 1},
            "asked",
            "has 1 rows; asked for 0 to 2",
        ),
    ],
)
def test_a_file_with_a_damaged_normalisation_is_refused(
    arrays: Arrays, scalars: dict[str, Any], group: str, message: str, tmp_path: Path
) -> None:
    checkpoint.save(tmp_path / "file", Snapshot(arrays, scalars), kind="champion", config="")
    with (
        Reader(tmp_path / "file") as reader,
        pytest.raises(CheckpointError, match=message),
    ):
        normalizations.of_group(reader, group)
