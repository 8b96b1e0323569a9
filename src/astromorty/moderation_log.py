"""Notes in the moderation log about what makes no case."""

import asyncio
from typing import TYPE_CHECKING

import discord

from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.ui.cards import card, plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

SEND_SECONDS = 10.0


async def write_line(bot: "Astromorty", guild_id: int, text: str) -> str | None:
    """Note `text` in a server's channel for moderation, if it has one; return why that failed, or None."""
    try:
        config = await bot.guild_settings.get(guild_id)
        if config.log_moderation is not None:
            channel = bot.get_partial_messageable(config.log_moderation, guild_id=guild_id)
            async with asyncio.timeout(SEND_SECONDS):
                await channel.send(view=card(None, text))
    except discord.HTTPException:
        return "Discord does not let me write in its channel"
    except TimeoutError:
        return "Discord does not answer"
    except DatabaseUnavailableError:
        return "the database does not answer"
    return None


def because(reason: str | None) -> str:
    """Write a reason behind what is noted; nothing without one."""
    return f"\nReason: {plain(reason)}" if reason else ""


async def log_line(ctx: Context, text: str) -> None:
    """Note `text` in the server's channel for moderation; tell the moderator if that failed."""
    why = await write_line(ctx.bot, ctx.server.id, text)
    if why is not None:
        await ctx.answer(card(None, f"⚠️ The moderation log does not tell of this: {why}."), private=True)
