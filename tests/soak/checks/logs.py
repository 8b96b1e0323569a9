"""Nothing is logged as an error that no disturbance explains."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from soak.windows import Window, Windows

# What is still under way when a disturbance is over may take so long to find out (seconds).
LATE = 6.0


# What a process says when messages count for nothing, once a minute; and how long it may have lasted by then.
UNSAVED = "What events bring about is not saved for now"
SAID_AGAIN_AFTER = 60.0
# A process that starts while Postgres is away ends with these words, and is started again.
NOT_STARTED = "Starting the"
NOTICED_WITHIN = 10.0


def note_unsaved(process: str, lines: Iterable[str], windows: Windows) -> list[str]:
    """Note when a process had to let messages count for nothing; find where nothing was broken that explains it."""
    violations: list[str] = []
    for line in lines:
        if UNSAVED in line:
            at = datetime.fromisoformat(json.loads(line)["time"]).timestamp()
            if not windows.excuse(None, at - NOTICED_WITHIN, at):
                violations.append(f"{process} did not save what messages bring about at {at:.2f}")
            unsaved = Window(UNSAVED, at - NOTICED_WITHIN, excuses=False, ended=at + SAID_AGAIN_AFTER)
            windows.open(unsaved)
    return violations


def unexplained(process: str, lines: Iterable[str], windows: Windows) -> list[str]:
    """Find in a process's JSON log the errors while nothing was broken, its death at any time, and what is no JSON."""
    violations: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            at = datetime.fromisoformat(entry["time"]).timestamp()
        except (ValueError, KeyError, TypeError):
            violations.append(f"{process} wrote what is no log line: {line[:200]}")
            continue
        may_be_explained = entry["level"] == "ERROR" or str(entry["message"]).startswith(NOT_STARTED)
        explained = may_be_explained and windows.excuse(None, at - LATE, at)
        if entry["level"] in ("ERROR", "CRITICAL") and not explained:
            ending = str(entry.get("exception", "")).strip().rpartition("\n")[2]
            violations.append(f"{process} logged {entry['level']}: {entry['message'][:200]} {ending[:200]}")
    return violations
