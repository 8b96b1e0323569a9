"""`astromorty sandbox` as a process, and what it started."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

READY = re.compile(r"Sandbox ready: (http://127\.0\.0\.1:\d+)/\n")


class RunningSandbox:
    """A sandbox process and what it started."""

    def __init__(self, folder: Path, *arguments: str, **variables: str) -> None:
        self.printed: list[str] = []
        self.errors = folder / "errors.log"
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "astromorty", "sandbox", "--port", "0", *arguments],
                cwd=folder,
                env={**inherited, **variables},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def url_when_ready(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line)
            if found := READY.fullmatch(line):
                return found[1]
        pytest.fail(f"the sandbox ended before it was ready: {self.errors.read_text()}")

    def family(self) -> list[psutil.Process]:
        sandbox = psutil.Process(self.process.pid)
        return [sandbox, *sandbox.children(recursive=True)]

    def bots(self) -> list[psutil.Process]:
        return [process for process in self.family() if process.cmdline()[-2:] == ["astromorty", "run"]]

    def bot(self) -> psutil.Process:
        return self.bots()[0]

    def redis(self) -> psutil.Process:
        return next(process for process in self.family() if "valkey-server" in process.name())


def left_of(family: list[psutil.Process]) -> list[psutil.Process]:
    """Return what is still there after the moment that ending takes, and end it."""
    left = psutil.wait_procs(family, timeout=5)[1]
    for process in left:
        process.kill()
    return left
