"""What Discord says is in force against somebody; by REST, so that any process may ask."""

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord.utils import parse_time

from astromorty.discord_answers import UNKNOWN_BAN, UNKNOWN_MEMBER, UNKNOWN_USER

if TYPE_CHECKING:
    from discord.types.member import MemberWithUser

    from astromorty.bot import Astromorty


async def is_banned(bot: "Astromorty", guild_id: int, user_id: int) -> bool:
    """Say whether a user is banned; raises what Discord answers where it does not tell."""
    try:
        await bot.http.get_ban(user_id, guild_id)
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_BAN, UNKNOWN_USER):
            raise
        return False
    return True


async def is_member(bot: "Astromorty", guild_id: int, user_id: int) -> bool:
    """Say whether a user is in a server."""
    return await _member(bot, guild_id, user_id) is not None


async def timed_out_until(bot: "Astromorty", guild_id: int, user_id: int) -> datetime | None:
    """Return until when Discord has a member timed out, maybe in the past; None for others and who is gone."""
    member = await _member(bot, guild_id, user_id)
    return None if member is None else parse_time(member.get("communication_disabled_until"))


async def _member(bot: "Astromorty", guild_id: int, user_id: int) -> "MemberWithUser | None":
    try:
        return await bot.http.get_member(guild_id, user_id)
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
            raise
        return None
