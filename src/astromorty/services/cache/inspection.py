"""What the tiers hold under one key, for an operator who wonders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import Any

from redis.exceptions import ResponseError

from astromorty.services.cache.cached_type import CachedTypes
from astromorty.services.cache.errors import RedisAwayError
from astromorty.services.cache.redis_tier import RedisTier
from astromorty.services.cache.serializer import Codec, Foreign, Lease, codec_for


class State(Enum):
    """What is under a key."""

    ABSENT = "nothing"
    VALUE = "a value"
    NO_ROW = "the knowledge that there is no such row"
    LEASE = "a fill lease: somebody is loading it"
    FOREIGN = "a value of another version's shape"
    UNREAD = "a value of a type that this process has not read yet"
    AWAY = "unknown: Redis does not answer"


@dataclass(frozen=True, slots=True)
class Held:
    """What one tier holds: the row's version, the seconds it has left, its size in Redis and its value."""

    state: State
    version: int = 0
    seconds: float = 0.0
    size: int = 0
    value: object = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Both tiers' answer; `redis` is None where none is used."""

    here: Held
    redis: Held | None


async def inspect(types: CachedTypes, tier: RedisTier | None, key: str) -> Inspection:
    """Look at a key without touching its age or the counters; raise `ValueError` for one that its type cannot have."""
    cached_type, identity = types.locate(key)
    codec = codec_for(Any) if cached_type is types.free else cached_type.codec
    entry = cached_type.local.entry(identity)
    here = Held(State.ABSENT)
    if entry is not None:
        state = State.NO_ROW if entry.value is None else State.VALUE
        here = Held(state, entry.version, entry.expires_at - monotonic(), value=entry.value)
    return Inspection(here, None if tier is None else await _ask(tier, key, codec))


async def _ask(tier: RedisTier, key: str, codec: Codec[Any] | None) -> Held:
    try:
        raw = await tier.get(key)
        left = await tier.time_to_live(key)
    except (RedisAwayError, ResponseError):
        return Held(State.AWAY)
    if raw is None:
        return Held(State.ABSENT)
    found = codec.loads(raw) if codec is not None else None
    if found is None:
        return Held(State.UNREAD, 0, left, len(raw))
    if isinstance(found, Lease):
        return Held(State.LEASE, 0, left, len(raw))
    if isinstance(found, Foreign):
        return Held(State.FOREIGN, 0, left, len(raw))
    state = State.NO_ROW if found.value is None else State.VALUE
    return Held(state, found.version, left, len(raw), found.value)
