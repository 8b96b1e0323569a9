"""Tells a server's team of what is not posted any more."""

import asyncio
from typing import TYPE_CHECKING, Final

import aiohttp
import discord
from loguru import logger

from astromorty.ui.cards import Tone, card, plain
from astromorty.ui.team_notice import tell_team

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds for all that it takes.
_TELL_TIMEOUT: Final = 10.0


async def tell_trouble(bot: "Astromorty", guild_id: int, title: str, text: str) -> None:
    """Tell it where the team is told of such things, also from a process that has not the server's shard."""
    try:
        async with asyncio.timeout(_TELL_TIMEOUT):
            guild = bot.get_guild(guild_id) or await bot.fetch_guild(guild_id, with_counts=False)
            await tell_team(guild, card(title, f"In **{plain(guild.name)}**: {text}", tone=Tone.WARNING))
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        logger.warning("Server {} was not told that {!r}: {!r}", guild_id, text, error)
