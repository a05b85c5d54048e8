"""The current folder as a place of modules, for environments that are named as "module:attribute"."""

import sys
from contextlib import suppress
from pathlib import Path


def make_importable() -> None:
    """Lets modules of the current folder be imported, after all others, by this process and its workers.

    Commands that play call this, and no other ones: whoever only looks at files runs no code that lies there.
    """
    with suppress(FileNotFoundError):  # the folder was removed meanwhile
        folder = str(Path.cwd())
        if not {"", folder} & set(sys.path):
            sys.path.append(folder)
