"""Systems that have no room for workers: one line says so."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.evil import nothing_left

from speciate import train
from speciate.errors import LimitError
from speciate.evaluators.workers import process
from speciate.evaluators.workers.launching import launched

resource = pytest.importorskip("resource")

COMMAND = ["train", "xor", "--workers", "8", "--generations", "2", "--population-size", "20"]


@pytest.mark.parametrize("n_files", [14, 16, 18, 20, 24])
def test_too_few_file_handles_for_the_workers_are_one_line(n_files: int, tmp_path: Path) -> None:
    environment = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with nothing_left():
        done = subprocess.run(
            [sys.executable, "-m", "speciate", *COMMAND],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (n_files, n_files)),
        )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 2
    assert line.startswith("error: workers = 8: the system starts only ")
    assert line.endswith(
        " of them (Too many open files); choose fewer workers, or raise the limit of open files (ulimit -n)"
    )


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM])
def test_no_room_for_another_process_is_one_line(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    n_starts = iter(range(100))

    def limited(*arguments: Any) -> Any:
        if next(n_starts) == 2:
            raise OSError(number, os.strerror(number))
        return launched(*arguments)

    monkeypatch.setattr(process, "launched", limited)
    with (
        nothing_left(),
        pytest.raises(LimitError, match=r"^workers = 4: the system starts only 2 of them \("),
    ):
        train("xor", population_size=20, generations=1, workers=4, quiet=True)
