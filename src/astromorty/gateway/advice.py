"""Discord's answer to where its gateway is."""

import asyncio
from typing import Final

import aiohttp
import discord

from astromorty.database.controllers.identify_gate import GatewayAdvice
from astromorty.services.sharding.advice import NoAdviceError

ASK_TIMEOUT: Final = 20.0


async def ask_discord(bot: discord.AutoShardedClient) -> GatewayAdvice:
    """Ask where the gateway is and how it may be entered. Raises `NoAdviceError`."""
    try:
        async with asyncio.timeout(ASK_TIMEOUT):
            shards, url, limit = await bot.http.get_bot_gateway()
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise NoAdviceError(f"Discord did not say where its gateway is: {error!r}") from error
    return GatewayAdvice(url, shards, limit["max_concurrency"], limit["remaining"], limit["reset_after"] / 1000)
