"""Trainings that are killed at random moments go on to the same bits and leave no litter."""

import os
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).parents[1] / "support" / "killing.py"


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_never_was(
    native: str, tmp_path: Path
) -> None:
    """``make torture`` kills more often; SEED chooses other moments."""
    del native
    kills, seed = os.environ.get("KILLS", "100"), os.environ.get("SEED", "1")
    done = subprocess.run(
        [sys.executable, str(HARNESS), str(tmp_path), kills, seed],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert not done.returncode, done.stderr
