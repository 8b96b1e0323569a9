"""Whether a process can do its work, as `/readyz` and `astromorty health` tell it."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Final, Literal

from astromorty.bot import Astromorty

# What the database may take to answer, in seconds.
_DATABASE_TIMEOUT: Final = 3.0
# What Redis may take to answer, in seconds; it is told of, and waited for by nobody.
_REDIS_TIMEOUT: Final = 0.5

_ROLES: Final = {
    "registering": "registering",
    "holding": "connected to Discord",
    "standby": "on standby for other processes' shards",
}

RedisState = Literal["not used", "answers", "does not answer"]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a process says of itself.

    Attributes:
        fault: What keeps it from its work, in a few words; None when nothing does.
        role: What it does, in a few words.
        redis: How Redis does, without which the process works too.
    """

    fault: str | None
    role: str
    redis: RedisState

    def as_json(self) -> dict[str, object]:
        """Return it as the endpoint sends it."""
        return {"ready": self.fault is None, **asdict(self)}


async def starting() -> Readiness:
    """Say that there is no bot yet."""
    return Readiness("the bot is starting", "starting", "not used")


async def readiness_of(bot: Astromorty, *, shared: bool) -> Readiness:
    """Ask the bot, its database and Redis, within 4 s; `shared` tells whether Redis is used at all."""
    fault, redis = await asyncio.gather(_fault_of(bot), _redis(bot, shared=shared))
    return Readiness(fault, _ROLES[bot.sharding.state], redis)


async def _fault_of(bot: Astromorty) -> str | None:
    """Say in a few words what keeps a bot from its work, within 3 s; None when nothing does."""
    if bot.closing:
        return "the bot is stopping"
    here = sum(not shard.is_closed() for shard in bot.shards.values())
    held = len(bot.sharding.held)
    is_standby = bot.sharding.state == "standby"
    if not is_standby and (here < held or not bot.is_ready()):
        return f"not connected to Discord ({here} of {held or '?'} shards)"
    return None if await bot.database.answers(within=_DATABASE_TIMEOUT) else "the database does not answer"


async def _redis(bot: Astromorty, *, shared: bool) -> RedisState:
    if not shared:
        return "not used"
    try:
        async with asyncio.timeout(_REDIS_TIMEOUT):
            return "answers" if await bot.cache.ping() else "does not answer"
    except TimeoutError:
        return "does not answer"
