"""The file of a backup: a ZIP with one CSV a table, and last a manifest that says what is in it.

A file that was cut off has no directory at its end, one that was damaged fails its CRC-32: both are noticed by reading.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Final, Self

import msgspec

from astromorty.database.errors import BackupError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
# Far more than the names of all tables and columns, and of ten thousand servers.
MANIFEST_BYTES: Final = 1 << 20
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class TableContent(msgspec.Struct, frozen=True):
    """One table of a backup; its rows are in `tables/<name>.csv`, under a line with the columns."""

    name: str
    columns: list[str]
    rows: int


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds, and what it takes to read it."""

    format: int
    version: str
    """Of the astromorty that made it."""
    revision: str
    """Of the database's schema."""
    made_at: datetime
    guilds: list[int] | None
    """None for a backup of everything."""
    tables: list[TableContent]
    sequences: dict[str, int]
    """The last number that each one gave."""

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)

    def columns_of(self, table: str) -> list[str] | None:
        """Return a table's columns in their order; None when it is not in the backup."""
        return next((content.columns for content in self.tables if content.name == table), None)


class ArchiveWriter:
    """Writes a backup in one go; the file need not be seekable."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def table(self, name: str) -> IO[bytes]:
        """Return what a table's rows are written to; close it before the next."""
        return self._zip.open(_member(name), "w", force_zip64=True)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest; without one it is no backup."""
        self._zip.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))


class Archive:
    """A backup to be read."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = opened
        self.manifest = manifest

    @classmethod
    def open(cls, file: IO[bytes]) -> Self:
        """Read the manifest of a seekable file; raise `BackupError` when it is none that can be restored."""
        with _damage():
            opened = zipfile.ZipFile(file)
        try:
            with _damage(), opened.open(MANIFEST) as member:
                written = member.read(MANIFEST_BYTES + 1)
            manifest = msgspec.json.decode(written, type=Manifest) if len(written) <= MANIFEST_BYTES else None
        except (KeyError, msgspec.DecodeError):
            manifest = None
        if manifest is None:
            raise BackupError("the file is no backup of astromorty: it has no manifest.")
        if manifest.format != FORMAT:
            raise BackupError(
                f"the backup has format {manifest.format}, this version reads format {FORMAT}: restore it with "
                f"astromorty {manifest.version} or newer."
            )
        return cls(opened, manifest)

    @contextmanager
    def table(self, name: str) -> Generator[ArchivedRows]:
        """Give a table's rows; raise `BackupError` when they are not there or cannot be read."""
        try:
            with _damage(), self._zip.open(_member(name)) as member:
                yield ArchivedRows(member)
        except KeyError:
            raise BackupError(f"the backup is not whole: it lacks the rows of table {name}.") from None


class ArchivedRows:
    """A table's rows; raises `BackupError` where they are damaged, the last time when all are read."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        with _damage():
            return self._member.read(size)


def _member(table: str) -> str:
    return f"tables/{table}.csv"


@contextmanager
def _damage() -> Generator[None]:
    """Raise `BackupError` instead of what reading a damaged file can raise."""
    try:
        yield
    except _DAMAGE as error:
        raise BackupError(f"the file is damaged or no backup of astromorty ({error}).") from error
