"""Contenders that do well, and ones that make a mistake, for the tests of the durability tests."""

import json
import os
import pickle
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Fake:
    """Trains by adding up, and does well unless told otherwise."""

    atomic: bool = True
    checked: bool = True
    drifts: bool = False
    litters: bool = False
    disturbed: bool = False
    evaluates: Callable[[Callable[[], None]], Any] | None = None

    name = "fake"
    version = "1"
    way = "nothing is evolved"

    def train(self, n_generations: int, folder: Path | None) -> Any:
        state = {"generation": 0, "total": 0.5}
        if folder and self.checkpoints(folder):
            state = self._loaded(folder / "state")
            state["total"] += self.drifts
        while state["generation"] < n_generations:
            state = following(state)
            if folder:
                state["total"] += self.disturbed
                self._save(folder, state)
        return sorted(state.items())

    def checkpoints(self, folder: Path) -> list[Path]:
        return [path for path in [folder / "state"] if path.exists()]

    def read(self, path: Path) -> Any:
        state = self._loaded(path)
        return sorted(state.items()), sorted(following(state).items())

    def plant(self, path: Path, payload: object) -> None:
        path.write_bytes(pickle.dumps(payload))

    def evaluate(self, before: Callable[[], None]) -> Any:
        return self.evaluates(before) if self.evaluates else None

    def _save(self, folder: Path, state: dict[str, Any]) -> None:
        text = json.dumps(state).encode()
        text += b"\n%08x" % zlib.crc32(text)
        path = folder / "part" if self.atomic else folder / "state"
        with path.open("wb") as file:
            time.sleep(0.002)
            file.write(text)
        if self.atomic:
            path.rename(folder / "state")
        if self.litters:
            (folder / f"log-{os.getpid()}").touch()

    def _loaded(self, path: Path) -> dict[str, Any]:
        text, _, checksum = path.read_bytes().rpartition(b"\n")
        if self.checked and checksum != b"%08x" % zlib.crc32(text):
            raise ValueError("the checksum differs")
        state: dict[str, Any] = json.loads(text)
        return state


class Unpickling(Fake):
    """Reads whatever is there, as pickle does."""

    def read(self, path: Path) -> Any:
        return pickle.loads(path.read_bytes())  # noqa: S301


def following(state: dict[str, Any]) -> dict[str, Any]:
    return {"generation": state["generation"] + 1, "total": state["total"] * 1.25}
