"""The other caches, each set up as its own documentation says, behind one small interface."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import cashews
from aiocache.backends.memory import SimpleMemoryCache  # pyright: ignore[reportMissingTypeStubs]  # it has none
from aiocache.backends.redis import RedisCache  # pyright: ignore[reportMissingTypeStubs]  # it has none
from aiocache.serializers import BaseSerializer

from astromorty.services.cache.serializer import Codec, Stored

NAMESPACE: Final = "peer:"


@dataclass(frozen=True, slots=True)
class Peer:
    """A cache's look-up and store."""

    name: str
    get: Callable[[str], Awaitable[object]]
    set: Callable[[str, object], Awaitable[object]]


class CodecSerializer(BaseSerializer):
    """Lets aiocache write and read entries as we do, so that only the way to Redis differs."""

    DEFAULT_ENCODING = None

    def __init__(self, codec: Codec[Any]) -> None:
        super().__init__()
        self._codec = codec

    def dumps(self, value: object) -> bytes:
        """Write an entry."""
        return self._codec.dumps(value, 1)

    def loads(self, value: bytes | None) -> object:
        """Read an entry."""
        stored = self._codec.loads(value)
        return stored.value if isinstance(stored, Stored) else None


@asynccontextmanager
async def aiocache_memory() -> AsyncGenerator[Peer]:
    """Yield aiocache's cache in memory."""
    cache = cast("Any", SimpleMemoryCache)()
    yield Peer("aiocache, memory", cache.get, cache.set)


@asynccontextmanager
async def cashews_memory() -> AsyncGenerator[Peer]:
    """Yield cashews' cache in memory."""
    cache = cashews.Cache()
    cache.setup("mem://?size=50000")
    yield Peer("cashews, memory", cache.get, cache.set)
    await cache.close()


@asynccontextmanager
async def aiocache_redis(port: int, codec: Codec[Any]) -> AsyncGenerator[Peer]:
    """Yield aiocache's own Redis cache."""
    cache = cast("Any", RedisCache)(endpoint="127.0.0.1", port=port, serializer=CodecSerializer(codec))
    yield Peer("aiocache, Redis", cache.get, cache.set)
    await cache.close()


@asynccontextmanager
async def cashews_redis(url: str) -> AsyncGenerator[Peer]:
    """Yield cashews' Redis cache, which pickles."""
    cache = cashews.Cache()
    cache.setup(url)
    yield Peer("cashews, Redis", cache.get, cache.set)
    await cache.close()
