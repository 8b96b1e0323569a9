"""Translate a `DATABASE_URL` as people write it into what asyncpg takes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from astromorty.database.errors import DatabaseUrlError

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")

_EXPECTED = "expected postgresql://user:password@host:5432/name"


@dataclass(frozen=True, slots=True)
class ConnectionTarget:
    """Where to connect and how: arguments for `asyncpg.connect`, and a name fit for logs."""

    arguments: dict[str, str | int]
    display: str
    prepared_statements: bool


def parse_url(url: str) -> ConnectionTarget:
    """Read `postgres://`, `postgresql://` or `postgresql+asyncpg://`, with libpq's query parameters.

    Percent-encoded parts, Unix sockets (`?host=/folder` or an encoded folder as host), `sslmode` and Prisma's
    `pgbouncer=true` are understood. Raises `DatabaseUrlError` without ever naming the password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The library's own message quotes the URL, password included.
        raise DatabaseUrlError(
            f"not a database URL: {_EXPECTED}; special characters in the password must be percent-encoded"
        ) from None
    if parsed.drivername not in SCHEMES:
        raise DatabaseUrlError(f"unknown database scheme {parsed.drivername!r}: {_EXPECTED}")

    query = {name: value if isinstance(value, str) else value[-1] for name, value in parsed.query.items()}
    pooled = query.pop("pgbouncer", "false").lower() == "true"
    if "ssl" in query:
        query.setdefault("sslmode", query.pop("ssl"))
    _check_query(query)

    host = unquote(parsed.host) if parsed.host else query.pop("host", None)
    database = unquote(parsed.database) if parsed.database else query.pop("dbname", None)
    parts = {
        "user": parsed.username,
        "password": None if parsed.password is None else str(parsed.password),
        "host": host,
        "port": parsed.port,
        "database": database,
    }
    arguments: dict[str, str | int] = {name: part for name, part in parts.items() if part is not None}
    if query:
        arguments["dsn"] = f"postgresql:///?{urlencode(query)}"
    where = f"{host or 'the default socket'}{f':{parsed.port}' if parsed.port else ''}"
    return ConnectionTarget(arguments, f"{where}/{database or ''}", prepared_statements=not pooled)


def _check_query(query: dict[str, str]) -> None:
    mode = query.get("sslmode")
    if mode is not None and mode not in SSL_MODES:
        raise DatabaseUrlError(f"unknown sslmode {mode!r}: one of {', '.join(SSL_MODES)}")
    # asyncpg has no channel binding: asking for it when it is optional is harmless, dropping a demand is not.
    if query.get("channel_binding") == "require":
        raise DatabaseUrlError(
            "channel_binding=require is not supported by the driver: remove it and use sslmode=verify-full instead"
        )
    query.pop("channel_binding", None)
