"""IDENTIFY: what is checked, and how often it may happen."""

from dataclasses import dataclass, field

from discord_sandbox.clock import Clock
from discord_sandbox.gateway.intents import ALL_INTENTS_MASK, PRIVILEGED, Intents
from discord_sandbox.gateway.opcodes import CloseCode, GatewayRefusal
from discord_sandbox.state.application import Application
from discord_sandbox.wire import JsonObject

MAX_GUILDS_PER_SHARD = 2500
IDENTIFY_INTERVAL = 5.0  # seconds between two identifies of one max_concurrency bucket
LARGE_THRESHOLD = 50  # members above which a guild comes without those who are offline, unless a bot says otherwise
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Identity:
    """A valid IDENTIFY; ``large_threshold`` members a guild may have to come with those who are offline."""

    shard_id: int
    shard_count: int
    intents: Intents
    presence: JsonObject | None
    large_threshold: int


def check_identity(data: JsonObject, application: Application, guild_count: int) -> Identity:
    """Read an IDENTIFY; raises ``GatewayRefusal`` with Discord's close code."""
    if str(data.get("token", "")).removeprefix("Bot ") != application.token:
        raise GatewayRefusal(CloseCode.AUTHENTICATION_FAILED)
    shard_id, shard_count = data.get("shard") or (0, 1)
    if shard_count < 1 or not 0 <= shard_id < shard_count:
        raise GatewayRefusal(CloseCode.INVALID_SHARD)
    if guild_count > MAX_GUILDS_PER_SHARD * shard_count:
        raise GatewayRefusal(CloseCode.SHARDING_REQUIRED)
    bits = data.get("intents")
    if not isinstance(bits, int) or bits & ~ALL_INTENTS_MASK:
        raise GatewayRefusal(CloseCode.INVALID_INTENTS)
    for intent, flag in PRIVILEGED.items():
        if bits & intent and not application.flags & flag:
            raise GatewayRefusal(CloseCode.DISALLOWED_INTENTS)
    threshold = int(data.get("large_threshold") or LARGE_THRESHOLD)
    return Identity(shard_id, shard_count, Intents(bits), data.get("presence"), threshold)


@dataclass(frozen=True, slots=True)
class IdentifyRecord:
    """One IDENTIFY that was accepted. ``early`` is how many seconds it came too soon for its bucket, else 0."""

    shard_id: int
    bucket: int
    at: float
    early: float


@dataclass(slots=True)
class IdentifyLimit:
    """Counts identifies; a bucket is the shard's ID modulo ``max_concurrency``.

    ``interval`` is in seconds; a test in a hurry may set a shorter one.
    """

    clock: Clock
    max_concurrency: int = 1
    interval: float = IDENTIFY_INTERVAL
    total: int = 1000
    records: list[IdentifyRecord] = field(default_factory=list[IdentifyRecord])

    def record(self, shard_id: int) -> IdentifyRecord:
        """Note an identify; returns whether it was too early."""
        now = self.clock.monotonic()
        bucket = shard_id % self.max_concurrency
        last = next((each.at for each in reversed(self.records) if each.bucket == bucket), None)
        early = 0.0 if last is None else max(0.0, self.interval - (now - last))
        record = IdentifyRecord(shard_id, bucket, now, early)
        self.records.append(record)
        return record

    def payload(self) -> JsonObject:
        """Build ``session_start_limit`` of ``/gateway/bot``."""
        since = self.clock.monotonic() - _DAY
        used = sum(each.at > since for each in self.records)
        return {
            "total": self.total,
            "remaining": max(0, self.total - used),
            "reset_after": int(_DAY * 1000),
            "max_concurrency": self.max_concurrency,
        }
