"""How many members a server has, as far as it is known."""

import asyncio
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# How long Discord may take to count, in seconds: it is asked before the reply, for which there are 3.
COUNT_TIMEOUT = 2.0


async def member_count(bot: "Astromorty", guild: discord.Guild) -> str:
    """Say how many members there are; people and bots apart only where every single member is known."""
    if guild.chunked and bot.plan.intents.members:
        bots = sum(member.bot for member in guild.members)
        everybody = len(guild.members)
        return f"**Members** {everybody:,}\n**People** {everybody - bots:,}\n**Bots** {bots:,}"
    counted = await _ask_discord(bot, guild)
    if counted is None or counted.approximate_member_count is None:
        known = f"**Members** {guild.member_count or 0:,}"
        return f"{known}\n-# Discord does not count just now; this is what it said when I connected, and since."
    lines = [f"**Members** about {counted.approximate_member_count:,}"]
    if counted.approximate_presence_count is not None:
        lines.append(f"**Online** about {counted.approximate_presence_count:,}")
    lines.append("-# As Discord counts; it does not say how many of them are bots.")
    return "\n".join(lines)


async def _ask_discord(bot: "Astromorty", guild: discord.Guild) -> discord.Guild | None:
    try:
        async with asyncio.timeout(COUNT_TIMEOUT):
            return await bot.fetch_guild(guild.id, with_counts=True)
    except (discord.HTTPException, TimeoutError):
        return None
