"""What a journal takes for flushed: what was written before the disk was waited for."""

from pathlib import Path

import numpy as np

from speciate.storage import journal
from speciate.storage.checkpoint.folder import CheckpointFolder
from speciate.storage.journal import Entry, Journal
from speciate.system.disk import RealDisk
from speciate.values.evaluation import Evaluation
from speciate.values.snapshot import Snapshot


def entry(generation: int) -> Entry:
    return Entry(generation, Evaluation(np.ones((3, 1)), np.zeros(3, dtype=np.bool_)), None, {})


class WaitingDisk(RealDisk):
    """A disk that a journal gets another entry for while one waits for it."""

    journal: Journal | None = None

    def sync(self, file: int) -> None:
        super().sync(file)
        if self.journal is not None:
            self.journal.append(entry(8))


def test_what_was_added_while_the_disk_was_waited_for_is_not_taken_for_flushed(tmp_path: Path) -> None:
    """A crash may leave a hole in it, which is the end of the journal and no damage."""
    disk = WaitingDisk()
    scalars = {"generation": 7, "last_improved": 0, "seed": 1}
    checkpoints = CheckpointFolder(tmp_path, tmp_path / "older", disk)
    one = checkpoints.save(Snapshot({}, scalars), config="", n_kept=2)
    one.append(entry(7))
    disk.journal = one
    one.flush()
    disk.journal = None
    one.append(entry(9))
    lines = one.path.read_bytes().split(b"\n")
    lines[2] = bytes(len(lines[2]))
    one.path.write_bytes(b"\n".join(lines))
    found = [each.generation for each in journal.read(one.path.with_suffix(".safetensors"))]
    assert found == [7]
