"""What can go wrong in the cache, as types a caller can tell apart."""

from __future__ import annotations


class CacheError(Exception):
    """Base of every error of the cache."""


class CacheUrlError(CacheError):
    """The Redis URL cannot be used; the message says why and never holds the password."""


class RedisRefusedError(CacheError):
    """The server answers but cannot be used: wrong password, missing rights, a cluster."""


class RedisAwayError(CacheError):
    """Redis does not answer, or not in time."""


class ReservedKeyError(CacheError, ValueError):
    """A key of a database-backed type was set directly."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key!r} belongs to a type that is filled from the database: write the row instead")


class SecondProcessError(CacheError):
    """Another process uses this database, and without Redis the two could not tell each other what changed."""

    def __init__(self) -> None:
        super().__init__(
            "another process is using this database, and without Redis they cannot keep their caches current: "
            "set EXTERNAL_SERVICES__REDIS_URL to the same server for all of them"
        )


class OutboxAwayError(CacheError):
    """The database does not say what is owed."""
