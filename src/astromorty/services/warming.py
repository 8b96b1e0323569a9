"""Load what messages ask for before the first one does, without delaying anybody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection

from loguru import logger

from astromorty.database.errors import DatabaseUnavailableError
from astromorty.services.cache.service import CacheService

# Servers that one statement asks for, and how long all of them may take (seconds): what is not warm by then is loaded
# when it is needed.
WARM_AT_ONCE = 250
WARM_WITHIN = 30.0
_TRUST_POLL = 0.05


async def warm_guilds(
    cache: CacheService, guild_ids: Collection[int], preload: Callable[[Collection[int]], Awaitable[int]]
) -> int:
    """Call `preload` for all these servers in batches, within 30 s; return how many cache entries it filled.

    A database that does not answer is left alone: what is not warm is loaded when it is needed.
    """
    ids = sorted(guild_ids)
    filled = 0
    try:
        async with asyncio.timeout(WARM_WITHIN):
            while not cache.is_trusted:  # noqa: ASYNC110 - a clock decides, no event
                await asyncio.sleep(_TRUST_POLL)
            for start in range(0, len(ids), WARM_AT_ONCE):
                filled += await preload(ids[start : start + WARM_AT_ONCE])
    except (DatabaseUnavailableError, TimeoutError) as error:
        logger.info("Warming the cache ended early: {}", error or "it took too long")
    logger.debug("Warmed {} cache entries of {} servers", filled, len(ids))
    return filled
