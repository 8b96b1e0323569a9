"""What can go wrong in the database layer, as types a caller can tell apart."""

from __future__ import annotations

from collections.abc import Sequence


class DatabaseError(Exception):
    """Base of every error this package raises itself."""


class DatabaseUrlError(DatabaseError):
    """`DATABASE_URL` cannot be used; the message says why and never holds the password."""


class DatabaseUnavailableError(DatabaseError):
    """The database does not answer."""


class UnstorableTextError(DatabaseError):
    """A text holds a NUL or half of a surrogate pair, which Postgres neither stores nor looks for."""


class UnitOfWorkError(DatabaseError):
    """A unit of work was used against its rules."""


class WriteOutsideUnitOfWorkError(UnitOfWorkError):
    """A write was tried while no unit of work is open."""

    def __init__(self) -> None:
        super().__init__("a write needs an open unit of work: async with database.unit_of_work()")


class AlreadyExistsError(DatabaseError):
    """A row with this identity is already there."""

    def __init__(self, table: str, identity: Sequence[object]) -> None:
        super().__init__(f"{table} {', '.join(map(str, identity))} already exists")


class TooManyRowsError(DatabaseError):
    """There may be no more rows of this kind, in a server or of a member."""

    def __init__(self, table: str, most: int) -> None:
        super().__init__(f"{table}: there may be {most} rows")
        self.most = most


class TooManyWordsError(DatabaseError):
    """The lists of a server's automod rules would hold more than `most` words together."""

    def __init__(self, most: int) -> None:
        super().__init__(f"all lists together may hold {most} words")
        self.most = most


class UnknownRankError(DatabaseError):
    """The server has no rank of this number."""


class RankInUseError(DatabaseError):
    """Rules name the rank; `commands` are those they are about."""

    def __init__(self, rank: int, commands: tuple[str, ...]) -> None:
        super().__init__(f"rank {rank} is used by rules for {', '.join(commands)}")
        self.commands = commands


class XpLimitError(DatabaseError):
    """A member would have more experience than can be counted."""


class SettingError(DatabaseError):
    """A setting could not be written."""


class UnknownSettingError(SettingError):
    """There is no setting of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"there is no setting {name!r}; there are: {', '.join(known)}")
        self.name = name


class InvalidSettingError(SettingError):
    """The value does not fit the setting's type or limits."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class SettingConflictError(SettingError):
    """Somebody else wrote first; `current` is what the setting (or the version) holds now."""

    def __init__(self, name: str, current: object) -> None:
        super().__init__(f"{name} was changed meanwhile and is now {current!r}")
        self.name = name
        self.current = current


class MigrationError(DatabaseError):
    """The database cannot be brought to the shape this version needs; the message names the remedy."""


class EmbeddedPostgresError(DatabaseError):
    """The private server cannot be started; the message names the remedy."""


class EmbeddedPostgresInUseError(EmbeddedPostgresError):
    """Another process runs the private server."""


class BackupError(DatabaseError):
    """A backup cannot be made or restored; the message says why and what to do."""
