"""The exit codes of ``speciate``; 0 is success."""

from typing import Final

NO_OUTPUT: Final = 1
"""The output could not be written."""

MISTAKE: Final = 2
"""A mistake in what was asked, a file that is refused, or an evaluation that went wrong."""

INTERRUPTED: Final = 130
"""Ctrl-C ended the command."""

TERMINATED: Final = 143
"""SIGTERM ended the command."""
