"""Ways to find what a misspelt name stands for."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs] - it has none
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from astromorty.services.similar_names import similar_names

SUGGESTIONS: Final = 3
GUILD, NEIGHBOURS = 1_100_000_000_000_000_000, 5
OURS: Final = "ours: rapidfuzz, ratio of at least 60"
TRIGRAMS, INDEXED = "pg_trgm", "pg_trgm with a GiST index"
SCORERS: Final[dict[str, Callable[..., float]]] = {
    "rapidfuzz, WRatio": fuzz.WRatio,
    "rapidfuzz, Jaro-Winkler": JaroWinkler.normalized_similarity,
    "rapidfuzz, optimal string alignment": OSA.normalized_similarity,
}
NEAREST: Final = "SELECT name FROM snippet WHERE guild_id = $1 ORDER BY name <-> $2 LIMIT 3"
SEED: Final = (
    "CREATE EXTENSION pg_trgm",
    f"INSERT INTO guild (guild_id) SELECT {GUILD} + number FROM generate_series(0, {NEIGHBOURS}) AS number",
)
COPIES: Final = "INSERT INTO snippet (guild_id, name, content) SELECT guild_id, unnest($1::text[]), 'x' FROM guild"
INDEX: Final = "CREATE INDEX nearest ON snippet USING gist (name gist_trgm_ops)"

Find = Callable[[str], Awaitable[list[str]]]


class Connection(Protocol):
    """What is needed of a connection of asyncpg, which says little of its types."""

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement."""
        ...

    async def fetch(self, query: str, *args: object) -> list[Any]:
        """Return a query's rows."""
        ...

    async def close(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class Finder:
    """One way: `find` returns up to three names for what was typed."""

    name: str
    find: Find


def in_process(known: tuple[str, ...]) -> list[Finder]:
    """Return the ways that need nothing but the names; ours first."""

    async def ours(typed: str) -> list[str]:
        return similar_names(known, typed)

    async def scored(scorer: Callable[..., float], typed: str) -> list[str]:
        return [name for name, _, _ in process.extract(typed, known, scorer=scorer, limit=SUGGESTIONS)]

    return [Finder(OURS, ours), *(Finder(name, partial(scored, scorer)) for name, scorer in SCORERS.items())]


@asynccontextmanager
async def in_database(known: tuple[str, ...]) -> AsyncGenerator[list[Finder]]:
    """Yield the ways through Postgres, on servers as users get them, where five more servers have as many names."""
    async with AsyncExitStack() as stack:
        finders: list[Finder] = []
        for name, is_indexed in ((TRIGRAMS, False), (INDEXED, True)):
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="astromorty-bench-")))
            connection = await stack.enter_async_context(seeded(folder, known, is_indexed=is_indexed))
            finders.append(Finder(name, partial(nearest, connection)))
        yield finders


@asynccontextmanager
async def seeded(folder: Path, known: tuple[str, ...], *, is_indexed: bool) -> AsyncGenerator[Connection]:
    """Yield a connection to a database with snippets of these names in it."""
    async with EmbeddedPostgres(folder) as postgres:
        await migrate.upgrade(postgres.url)
        connection = cast("Connection", await asyncpg.connect(postgres.url))  # pyright: ignore[reportUnknownMemberType] - untyped there
        for statement in SEED:
            await connection.execute(statement)
        await connection.execute(COPIES, list(known))
        if is_indexed:
            await connection.execute(INDEX)
        await connection.execute("ANALYZE snippet")
        yield connection
        await connection.close()


async def nearest(connection: Connection, typed: str) -> list[str]:
    """Ask for the nearest names, by a statement that asyncpg has prepared."""
    return [row["name"] for row in await connection.fetch(NEAREST, GUILD, typed)]
