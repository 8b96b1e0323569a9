"""What the dashboard shows below the settings of rooms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import ui

from astromorty.cogs.rooms.lobby import category_of, refuse_unready
from astromorty.errors import Refusal
from astromorty.ui.cards import first_of

if TYPE_CHECKING:
    from astromorty.cogs.config.dashboard import Dashboard

_MOST_SHOWN: Final = 15


async def rooms_part(dashboard: "Dashboard") -> Sequence[ui.Item[Any]]:
    """Return what is wrong with the rooms, and which are open."""
    guild = dashboard.server
    config = await dashboard.bot.guild_settings.get(guild.id)
    rows = await dashboard.bot.rooms.of_guilds([guild.id])
    lines: list[str] = []
    if isinstance(guild.get_channel(config.rooms_lobby or 0), discord.VoiceChannel):
        try:
            refuse_unready(guild, category_of(guild, config))
        except Refusal as error:
            lines.append(f"⚠️ {error}")
        if not guild.me.guild_permissions.manage_roles:
            lines.append("⚠️ I lack Manage Roles, so rooms cannot be locked, hidden or shared by invitation.")
    elif config.rooms_lobby is None:
        lines.append("-# `room setup` makes a category and a lobby.")
    shown = [f"<#{row.channel_id}> (<@{row.owner_id}>)" for row in rows if row.channel_id is not None]
    lines.append(f"**Open rooms** {first_of(shown, _MOST_SHOWN) or 'none'}")
    return [ui.TextDisplay("\n".join(lines))]
