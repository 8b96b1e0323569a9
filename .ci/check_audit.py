"""Look up known vulnerabilities of all that the locks pin: `.ci/check_audit.py [OSV-ADDRESS]`.

Fails for each that is found. Where the database of advisories cannot be reached, says so and asks nothing.
"""

import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from check_locks import BUILD, DEVELOPMENT, pins

ADVISORIES = "https://api.osv.dev/"  # what uv asks by default
REACH_SECONDS = 3.0
PROJECT = """\
[project]
name = "locked"
version = "0"
requires-python = ">=3.11"
dependencies = {dependencies}
"""


def is_reachable(address: str) -> bool:
    """Tell whether anybody listens at an address."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname, parts.port or 443), REACH_SECONDS):
            return True
    except OSError:
        return False


def main() -> int:
    """Return uv's verdict: 1 for a vulnerability, 2 if something kept it from looking; 0 where nobody can be asked."""
    address = sys.argv[1] if len(sys.argv) > 1 else ADVISORIES
    if not is_reachable(address):
        print(f"{address} cannot be reached from here: known vulnerabilities were not looked up")
        return 0
    locked = sorted({str(pin) for lock in (DEVELOPMENT, BUILD) for pin in pins(lock).values()})
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pyproject.toml").write_text(PROJECT.format(dependencies=locked), encoding="utf-8")
        command = ["uv", "audit", "--preview-features", "audit-command", "--service-url", address]
        return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main())
