"""How many genomes it takes until several threads share the work."""

from typing import Final

SEVERAL_BLOCKS: Final = 140
"""More genomes than four blocks of any step: ``tests/parity/test_threads.py`` reads the core's source."""

SEVERAL_WAVES: Final = 1100
"""More than one wave of blocks of any step, with up to three threads."""
