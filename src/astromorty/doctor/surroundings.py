"""Checks of the machine, of settings that contradict each other, and of Sentry."""

import resource
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from astromorty.doctor.finding import Finding, State
from astromorty.doctor.postgres import CONNECTIONS_BESIDE_POOL
from astromorty.settings import Settings

TIMEOUT_SECONDS: Final = 5
# What Python, the log, Discord's REST connections and a command's files may hold beside what is counted.
_OTHER_FILES: Final = 200
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


async def check_files(settings: Settings) -> list[Finding]:
    """Compare the limit on open files with the connections that a process may hold."""
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return [judge_files(limit, settings)]


def judge_files(limit: int, settings: Settings) -> Finding:
    """Say whether so many open files are enough."""
    shards = len(settings.sharding.ids) if settings.sharding.ids is not None else settings.sharding.count or 1
    needed = settings.database.pool_size + CONNECTIONS_BESIDE_POOL + shards + _OTHER_FILES
    if resource.RLIM_INFINITY != limit < needed:
        remedy = f"Raise it to {max(needed, 1024)} or more: `ulimit -n`, or LimitNOFILE= of a systemd service."
        return Finding("Open files", State.PROBLEM, f"a process may have {limit}, and could need {needed}", remedy)
    return Finding("Open files", State.OK, f"a process could need {needed}, and may have more")


async def check_contradictions(settings: Settings) -> list[Finding]:
    """Find settings that are fine alone and wrong together."""
    return list(_contradictions(settings))


def _contradictions(settings: Settings) -> Iterator[Finding]:
    if settings.sharding.ids is not None and settings.external_services.redis_url is None:
        remedy = (
            "Set EXTERNAL_SERVICES__REDIS_URL: the processes of the other shards and this one must hear of changes."
        )
        yield Finding("SHARDING__IDS", State.PROBLEM, "a part of the shards, without Redis", remedy)
    if settings.bot_info.prefix is not None and not settings.intents.message_content:
        remedy = "Set INTENTS__MESSAGE_CONTENT=true, or leave the prefix out: without it no message is read."
        yield Finding("BOT_INFO__PREFIX", State.NOTE, "set, but messages are not read", remedy)
    if settings.cache.timeout_ms >= settings.cache.lease_ms:
        remedy = "Set CACHE__LEASE_MS to ten times CACHE__TIMEOUT_MS: one slow answer must not end a process's trust."
        yield Finding("CACHE__LEASE_MS", State.PROBLEM, "not longer than CACHE__TIMEOUT_MS", remedy)
    if settings.sentry.traces_sample_rate and settings.external_services.sentry_dsn is None:
        remedy = "Set EXTERNAL_SERVICES__SENTRY_DSN, or leave the rate out."
        yield Finding("SENTRY__TRACES_SAMPLE_RATE", State.NOTE, "set, but there is no Sentry to send to", remedy)
    if settings.pg_bin is not None and settings.database_url is not None:
        yield Finding("PG_BIN", State.NOTE, "not used, as DATABASE_URL is set", "Leave one of them out.")
    address = urlsplit(settings.discord_api_url)
    if address.scheme == "http" and address.hostname not in _LOOPBACK:
        remedy = "Fine for a proxy in a network of your own; anywhere else use https."
        yield Finding("DISCORD_API_URL", State.NOTE, f"the token travels readable to {address.hostname}", remedy)


async def check_sentry(settings: Settings) -> list[Finding]:
    """See whether Sentry's server answers; nothing is sent to it."""
    if settings.external_services.sentry_dsn is None:
        return []
    address = urlsplit(settings.external_services.sentry_dsn.get_secret_value())
    # Without the key, which stands before the host.
    server = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session, session.get(server):
            return [Finding("Sentry", State.OK, f"{server} answers")]
    except (TimeoutError, aiohttp.ClientError, OSError):
        remedy = "Check EXTERNAL_SERVICES__SENTRY_DSN and the network; errors stay in the log until then."
        return [Finding("Sentry", State.NOTE, f"{server} does not answer", remedy)]
