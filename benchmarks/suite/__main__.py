"""``python -m benchmarks.suite`` in the root of the repository."""

import sys

from benchmarks.suite.command import command

from speciate.cli.main import main

sys.exit(main(command=command, name="python -m benchmarks.suite"))
