"""The current folder as a place of modules, for parts of users that the command line names."""

import sys
from contextlib import suppress
from pathlib import Path


def make_importable() -> None:
    """Lets modules of the current folder be imported, after all others, by this process and its workers.

    Commands that play call this, and so does ``--import``. A command that only reads files runs no code of
    the current folder.
    """
    with suppress(FileNotFoundError):  # the folder was removed meanwhile
        folder = str(Path.cwd())
        if not {"", folder} & set(sys.path):
            sys.path.append(folder)
