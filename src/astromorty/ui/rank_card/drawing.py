"""Rank cards off the event loop: a thread of their own, a bounded queue, and a cache."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import aiohttp
import discord
from cachetools import LRUCache
from loguru import logger

from astromorty.ui.rank_card.card import RankCard

_CACHE_BYTES: Final = 8 * 1024 * 1024
# A card takes some 20 ms: whoever comes behind so many is better served with text.
_MOST_WAITING: Final = 50
_AVATAR_SIZE: Final = 256
_AVATAR_BYTES: Final = 1024 * 1024
_AVATAR_TIMEOUT: Final = 3.0


class RankCards:
    """Draws rank cards in one thread, and keeps the latest ones."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rank card")
        self._cache: LRUCache[tuple[RankCard, str | None], bytes] = LRUCache(_CACHE_BYTES, getsizeof=len)
        self._waiting = 0

    async def picture(self, card: RankCard, avatar: discord.Asset | None) -> bytes | None:
        """Return the card as a PNG; None when too many are being drawn already: answer with `text_of` then.

        An avatar that cannot be had within 3 s, or is over 1 MiB, is replaced by an initial.
        """
        key = (card, None if avatar is None else avatar.key)
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        if self._waiting >= _MOST_WAITING:
            return None
        self._waiting += 1
        try:
            face = None if avatar is None else await _read(avatar)
            png = await asyncio.get_running_loop().run_in_executor(self._thread, _draw, card, face)
        finally:
            self._waiting -= 1
        if avatar is None or face is not None:
            self._cache[key] = png
        return png

    async def close(self) -> None:
        """Finish the card in hand and drop those that wait."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)


def _draw(card: RankCard, avatar: bytes | None) -> bytes:
    # Pillow and the font are for the first card to load, in its thread, and not for the bot's start.
    from astromorty.ui.rank_card.picture import draw

    return draw(card, avatar)


async def _read(avatar: discord.Asset) -> bytes | None:
    try:
        async with asyncio.timeout(_AVATAR_TIMEOUT):
            content = await avatar.replace(size=_AVATAR_SIZE, format="png").read()
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        logger.debug("An avatar cannot be had: {}", error or "no answer in time")
        return None
    return content if len(content) <= _AVATAR_BYTES else None
