"""Making what rooms need: a category and a lobby."""

import asyncio
from typing import TYPE_CHECKING, Final

import discord

from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, refusal_of
from astromorty.errors import Refusal
from astromorty.services.guild_settings import SETTINGS

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

CATEGORY: Final = "Rooms"
LOBBY: Final = "➕ Join for a room"
_WHY: Final = "room setup"


async def make_lobby(bot: "Astromorty", guild: discord.Guild) -> discord.VoiceChannel:
    """Make a category and a lobby where they are missing, and return the lobby; raise Refusal where it cannot be."""
    config = await bot.guild_settings.get(guild.id)
    lobby = guild.get_channel(config.rooms_lobby or 0)
    if isinstance(lobby, discord.VoiceChannel):
        raise Refusal(f"There is a lobby already: {lobby.mention}. Who joins it gets a room.")
    category = guild.get_channel(config.rooms_category or 0)
    try:
        async with asyncio.timeout(DISCORD_TIMEOUT):
            if not isinstance(category, discord.CategoryChannel):
                category = await guild.create_category(CATEGORY, reason=_WHY)
                await bot.guild_settings.save(guild.id, SETTINGS["rooms_category"], category.id)
            lobby = await guild.create_voice_channel(LOBBY, category=category, reason=_WHY)
    except (discord.HTTPException, *NO_ANSWER) as error:
        why = refusal_of(error) or "Discord does not answer just now."
        raise Refusal(f"{why} Once that is put right, `room setup` goes on where it stopped.") from error
    await bot.guild_settings.save(guild.id, SETTINGS["rooms_lobby"], lobby.id)
    return lobby
