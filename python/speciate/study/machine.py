"""What the figures were measured on."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.suite.peers import PACKAGES

from speciate._version import __version__


def describe() -> dict[str, Any]:
    """Machine, software and settings, as JSON takes them."""
    from speciate import _native  # noqa: PLC0415  # the suite measures it

    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "instruction_set": _native.instruction_set(),
        "python": platform.python_version(),
        "speciate": __version__,
        "commit": _commit(),
        "packages": _versions(),
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


def _versions() -> dict[str, str | None]:
    """Versions of NumPy, Gymnasium and the peers; None for what is not installed."""
    names = ["numpy", "gymnasium", *PACKAGES.values()]
    return {name: _version(name) for name in names}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
