"""Counts what one generation of ``train("xor")`` passes: `python walking.py [-v]` prints it."""

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

import speciate

GENERATION = 5
PACKAGE = str(Path(speciate.__file__).parent)


class Walk:
    """Counts calls between the end of one generation and that of the next."""

    def __init__(self) -> None:
        """Counts nothing yet."""
        self.functions: Counter[tuple[str, str]] = Counter()
        self.native: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        """Takes one event of the interpreter (``sys.setprofile``)."""
        if event == "call" and frame.f_code.co_filename.startswith(PACKAGE):
            self.functions[frame.f_code.co_filename, frame.f_code.co_qualname] += 1
        elif event == "c_call" and str(getattr(argument, "__module__", "")).endswith("_native"):
            self.native[argument.__name__] += 1


def main() -> None:
    """Walks through one generation."""
    walk = Walk()

    def listen(metrics: Any) -> None:
        sys.setprofile(walk if metrics["generation"] == GENERATION else None)

    speciate.train("xor", generations=GENERATION + 3, seed=1, on_generation=listen, quiet=True)
    sys.setprofile(None)
    files = {name for name, _ in walk.functions}
    print(
        f"{walk.functions.total()} calls of {len(walk.functions)} functions in {len(files)} files; "
        f"{walk.native.total()} native calls: {', '.join(walk.native)}"
    )
    if "-v" in sys.argv:
        for (name, function), n in walk.functions.items():
            print(f"{n:4d} {Path(name).relative_to(PACKAGE)}: {function}")


if __name__ == "__main__":
    main()
