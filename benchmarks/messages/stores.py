"""The database and the Redis of one bot, with something of everything in them for each server."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs] - it has none
import psutil
from tests.fixtures.redis import running

from astromorty.database import migrate
from astromorty.database.embedded import EmbeddedPostgres
from astromorty.database.models.automod import RuleKind
from astromorty.services.automod.writing import parse_settings

# None of them is broken by what the members write.
RULES: Final[tuple[tuple[RuleKind, str], ...]] = (
    ("invites", ""),
    ("links", "deny=example.net,example.org"),
    ("mentions", "most=8"),
    ("repeats", ""),
    ("words", "words=badword,rotten*,*scam,free-nitro"),
    ("pattern", r'pattern="(?:\w|\s)*nitro(?:\w|\s)*free"'),
    ("attachments", "deny=exe,bat,scr"),
)
SNIPPETS: Final = 20
_GUILD: Final = "unnest($1::bigint[])"
_SNIPPET: Final = f"SELECT id, 'snippet-' || n, 'Read this.' FROM {_GUILD} id, generate_series(1, {SNIPPETS}) n"
SEED: Final = (
    f"INSERT INTO guild (guild_id) SELECT {_GUILD}",
    f"INSERT INTO guild_config (guild_id, automod_enabled) SELECT {_GUILD}, true",
    f"INSERT INTO snippet (guild_id, name, content) {_SNIPPET}",
    f"INSERT INTO permission_rank (guild_id, rank, name) SELECT {_GUILD}, 5, 'Helper'",
    f"INSERT INTO permission_rule (guild_id, command, allows, rank) SELECT {_GUILD}, 'warn', 'rank', 5",
    f"INSERT INTO afk (guild_id, member_id, since, ends, channel_id) SELECT {_GUILD}, 1, now(), 'command', 1",
)
RULE: Final = (
    f"INSERT INTO automod_rule (guild_id, name, kind, parameters, action) SELECT {_GUILD}, $2, $3, $4::jsonb, 'delete'"
)
connect = cast("Callable[..., Awaitable[Any]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType] - untyped there


@dataclass(frozen=True, slots=True)
class Stores:
    """Where they are, for a bot, and what they take of the machine."""

    settings: dict[str, str]
    postgres: psutil.Process
    redis: psutil.Process

    def cpu_of_postgres(self) -> float:
        """Return the seconds of a processor that all of its processes have taken so far, those that ended too."""
        return sum(seconds_of(process) for process in (self.postgres, *self.postgres.children(recursive=True)))

    def cpu_of_redis(self) -> float:
        """Return the seconds of a processor that it has taken so far."""
        return seconds_of(self.redis)


def seconds_of(process: psutil.Process) -> float:
    """Return the seconds of a processor that a process and its ended children have taken; none if it is gone."""
    try:
        return sum(process.cpu_times()[:4])
    except psutil.NoSuchProcess:
        return 0.0


@asynccontextmanager
async def stores(folder: Path, guild_ids: Sequence[int]) -> AsyncGenerator[Stores]:
    """Yield a database and a Redis for one bot, of however many processes."""
    async with AsyncExitStack() as stack:
        before = {child.pid for child in psutil.Process().children()}
        postgres = await stack.enter_async_context(EmbeddedPostgres(folder))
        redis = await stack.enter_async_context(running("redis", folder / "redis"))
        await migrate.upgrade(postgres.url)
        connection = await connect(postgres.url)
        for statement in SEED:
            await connection.execute(statement, guild_ids)
        for number, (kind, written) in enumerate(RULES):
            parameters = json.dumps(parse_settings(kind, written)["parameters"])
            await connection.execute(RULE, guild_ids, f"rule-{number}", kind, parameters)
        await connection.execute("ANALYZE")
        await connection.close()
        found = [child for child in psutil.Process().children() if child.pid not in before]
        server = next(child for child in found if "redis" not in child.name())
        cache = next(child for child in found if "redis" in child.name())
        settings = {
            "DATABASE_URL": postgres.url,
            "EXTERNAL_SERVICES__REDIS_URL": redis.url,
            "DATA_DIR": str(folder),
        }
        yield Stores(settings, server, cache)
