"""The machine and the software that figures are measured on."""

import os
import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil

from speciate._version import __version__
from speciate.native_core import core


def describe(packages: Iterable[str] = ()) -> dict[str, Any]:
    """Machine, software and settings, as values that JSON has.

    Args:
        packages: Packages whose versions are told besides those of NumPy and Gymnasium, by their names in
            the package index.
    """
    native = core()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "instruction_set": None if native is None else native.instruction_set(),
        "python": platform.python_version(),
        "speciate": __version__,
        "commit": _commit(),
        "packages": {name: _version(name) for name in ("numpy", "gymnasium", *packages)},
        "threads": "1 unless a case says otherwise",
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def _commit() -> str | None:
    command = ["git", "rev-parse", "--short", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() or None


def _version(package: str) -> str | None:
    """The version of a package, or None if it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
