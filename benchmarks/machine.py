"""What the figures were measured on: without it they say little."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

SHOWN_PACKAGES = (
    "discord.py",
    "redis",
    "aiocache",
    "cashews",
    "cachetools",
    "asyncpg",
    "sqlmodel",
    "pillow",
    "resvg-py",
)


def describe_machine() -> dict[str, str]:
    """Return the machine, the date and the versions, by name."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "load": f"{os.getloadavg()[0]:.1f} before the run",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in SHOWN_PACKAGES),
    }


def processor() -> str:
    """Return the processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
