"""The version, in a file of its own so that asking for it loads nothing else."""

from typing import Final

__version__: Final = "0.1.0"
