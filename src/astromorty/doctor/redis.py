"""Check of Redis."""

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

from astromorty.doctor.finding import Finding, State
from astromorty.settings import Settings

TIMEOUT_SECONDS: Final = 15
OLDEST: Final = (6, 2)
POLICY: Final = "volatile-lru"
_PINGS: Final = 20
_SUBJECT: Final = "Redis"


async def check_redis(settings: Settings) -> list[Finding]:
    """Ask Redis how it is set, and how fast it answers."""
    if settings.external_services.redis_url is None:
        return [Finding(_SUBJECT, State.OK, "not used; the cache lives in the process, so run one process only")]
    seconds = settings.cache.connect_timeout_ms / 1_000
    # redis-py leaves the types of its keyword arguments open.
    client = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        settings.external_services.redis_url.get_secret_value(),
        socket_connect_timeout=seconds,
        socket_timeout=seconds,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        # Each answer may take nearly as long as a call waits for it.
        async with asyncio.timeout(TIMEOUT_SECONDS):
            info = cast("Mapping[str, Any]", await client.info())  # pyright: ignore[reportUnknownMemberType]
            await client.execute_command("EVAL", "return 1", 0)  # pyright: ignore[reportUnknownMemberType]
            slowest = max([await _ping(client) for _ in range(_PINGS)])
    except NoPermissionError as error:
        remedy = "Give the user the commands named in docs/cache.md, `Keys, channels and commands`."
        return [Finding(_SUBJECT, State.PROBLEM, f"forbids what the bot does: {error}", remedy)]
    except AuthenticationError:
        remedy = "Check user and password in EXTERNAL_SERVICES__REDIS_URL (special characters as %XX)."
        return [Finding(_SUBJECT, State.PROBLEM, "refuses the password", remedy)]
    except (RedisError, OSError, TimeoutError) as error:
        remedy = "Check EXTERNAL_SERVICES__REDIS_URL and that the server runs; the bot works without it, but slower."
        detail = str(error) or "does not answer in time"
        return [Finding(_SUBJECT, State.PROBLEM, detail, remedy)]
    finally:
        await client.aclose()
    return [*judge(info), judge_latency(slowest * 1_000, settings.cache.timeout_ms)]


async def _ping(client: Redis) -> float:
    """Return how many seconds an answer takes."""
    began = time.perf_counter()
    await client.ping()  # pyright: ignore[reportUnknownMemberType]
    return time.perf_counter() - began


def judge(info: Mapping[str, Any]) -> Iterator[Finding]:
    """Compare what `INFO` says with what the cache needs; what a provider does not tell is passed over."""
    is_valkey = info.get("server_name") == "valkey"
    version = str(info.get("valkey_version" if is_valkey else "redis_version", "?"))
    name = f"{'Valkey' if is_valkey else 'Redis'} {version}"
    spaces = cast("list[Mapping[str, int]]", [space for space in info.values() if isinstance(space, dict)])
    keys = sum(space.get("keys", 0) for space in spaces)
    yield Finding(_SUBJECT, State.OK, f"answers; {name}, {_megabytes(info, 'used_memory')} in use, {keys:,} keys")
    # What calls itself otherwise, as some that speak Redis' language do, cannot be compared.
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if not is_valkey and numbers is not None and (int(numbers[1]), int(numbers[2])) < OLDEST:
        yield Finding(_SUBJECT, State.PROBLEM, f"{name} is too old", "Use Redis 6.2 or newer, or any Valkey.")
    if info.get("redis_mode", info.get("server_mode")) == "cluster":
        yield Finding(_SUBJECT, State.PROBLEM, "is a cluster", "Use a single server, as a cache needs no more.")
    if info.get("role", "master") != "master":
        yield Finding(_SUBJECT, State.PROBLEM, "is a replica and takes no writes", "Name the primary in the URL.")
    yield from _judge_memory(info)
    if info.get("aof_enabled"):
        remedy = "Set appendonly no: what comes back from a disk is old, and writing it costs time."
        yield Finding("Redis persistence", State.NOTE, "it keeps a log on disk", remedy)


def _judge_memory(info: Mapping[str, Any]) -> Iterator[Finding]:
    subject = "Redis memory"
    policy = str(info.get("maxmemory_policy", POLICY))
    if info.get("maxmemory") == 0:
        remedy = f"Set maxmemory, such as 256mb, and maxmemory-policy {POLICY}."
        yield Finding(subject, State.NOTE, "it may grow without a bound", remedy)
    elif policy == "noeviction":
        remedy = f"Set maxmemory-policy {POLICY}: once full, it refuses every write."
        yield Finding(subject, State.PROBLEM, "it makes no room when it is full", remedy)
    elif policy != POLICY:
        remedy = f"Set maxmemory-policy {POLICY}: only what has a lifetime may make room."
        yield Finding(subject, State.NOTE, f"it makes room by {policy}", remedy)
    if evicted := int(info.get("evicted_keys", 0)):
        remedy = "Raise maxmemory if that goes on: each costs a read of the database."
        yield Finding(subject, State.NOTE, f"{evicted:,} keys had to make room since its start", remedy)


def _megabytes(info: Mapping[str, Any], field: str) -> str:
    return f"{int(info.get(field, 0)) / 1e6:,.0f} MB"


def judge_latency(milliseconds: float, timeout_ms: int) -> Finding:
    """Compare the slowest answer with how long the bot waits for one."""
    detail = f"the slowest of {_PINGS} answers took {milliseconds:.1f} ms"
    if milliseconds > timeout_ms / 2:
        remedy = f"The bot waits {timeout_ms} ms (CACHE__TIMEOUT_MS); a Redis that far away is better left out."
        return Finding("Redis latency", State.NOTE, detail, remedy)
    return Finding("Redis latency", State.OK, detail)
