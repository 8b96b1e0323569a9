"""The Redis tier: aiocache's interface over our own pipelined connection."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final, cast

from aiocache.base import BaseCache

from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.keys import NAMESPACE
from astromorty.services.cache.link import Argument, RedisLink
from astromorty.services.cache.scripts import COMPARE_AND_SET
from astromorty.services.cache.serializer import EntrySerializer
from astromorty.services.cache.spans import GET, PUT, REMOVE, cache_span

SCAN_COUNT: Final = 500


class RedisTier(BaseCache):
    """Entries as bytes. TTLs are in seconds, fractions allowed; every call raises `RedisAwayError` while Redis is away.

    It has no connection of its own: `link` is set while there is one that may be believed.
    """

    NAME = "redis"

    def __init__(self, *, call_timeout: float) -> None:
        # aiocache's own time-out would put a task around each call on Python 3.11; the link's bounds every command.
        super().__init__(serializer=EntrySerializer(), namespace=NAMESPACE, timeout=None)
        self.link: RedisLink | None = None
        self.call_timeout = call_timeout

    async def call(self, *command: Argument) -> Any:
        """Send one command."""
        if self.link is None:
            raise RedisAwayError("Redis is away")
        return await self.link.call(*command, within=self.call_timeout)

    async def time_to_live(self, key: str) -> float:
        """Return the seconds that a key (without namespace) has left, at least 0."""
        return max(0, int(await self.call("PTTL", NAMESPACE + key))) / 1000

    async def scan(self, pattern: str) -> AsyncGenerator[list[bytes]]:
        """Yield the keys (with namespace) that match a glob pattern (without), batch by batch."""
        cursor: bytes | int = 0
        while True:
            reply = await self.call("SCAN", cursor, "MATCH", NAMESPACE + pattern, "COUNT", SCAN_COUNT)
            cursor, keys = cast("tuple[bytes, list[bytes]]", reply)
            if keys:
                yield keys
            if cursor == b"0":
                return

    async def _get(self, key: str, encoding: object = None, _conn: object = None) -> bytes | None:
        with cache_span(GET, (key,)) as found:
            value: bytes | None = await self.call("GET", key)
            found(None if value is None else len(value))
        return value

    async def _multi_get(
        self, keys: Sequence[str], encoding: object = None, _conn: object = None
    ) -> Sequence[bytes | None]:
        if not keys:
            return []
        with cache_span(GET, keys):
            return await self.call("MGET", *keys)

    async def _add(self, key: str, value: bytes, ttl: float, _conn: object = None) -> bool:
        with cache_span(PUT, (key,)):
            added = await self.call("SET", key, value, "NX", "PX", milliseconds(ttl))
        if added is None:
            raise ValueError(f"{key} is there already")
        return True

    async def _set(
        self, key: str, value: bytes, ttl: float, _cas_token: bytes | None = None, _conn: object = None
    ) -> bool:
        with cache_span(PUT, (key,)):
            if _cas_token is None:
                return await self.call("SET", key, value, "PX", milliseconds(ttl)) == b"OK"
            return await self.call("EVAL", COMPARE_AND_SET, 1, key, _cas_token, value, milliseconds(ttl)) == 1

    async def _delete(self, key: str, _conn: object = None) -> int:
        with cache_span(REMOVE, (key,)):
            return await self.call("DEL", key)

    async def _exists(self, key: str, _conn: object = None) -> bool:
        return await self.call("EXISTS", key) == 1

    async def _clear(self, namespace: str | None = None, _conn: object = None) -> bool:
        async for keys in self.scan("*"):
            await self.call("UNLINK", *keys)
        return True


def milliseconds(ttl: float) -> int:
    """Return a TTL as Redis takes it: whole milliseconds, at least one."""
    return max(1, round(ttl * 1000))
