"""The role that a jailed member has instead of all others."""

from typing import TYPE_CHECKING

import discord

from astromorty.errors import InvalidInput
from astromorty.hierarchy import moderators_rights, role_trouble

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

_HOW = "`jail setup` makes one; `config set jail_role @role` or the dashboard (`config open`) takes one of yours."


async def jail_role(bot: "Astromorty", guild: discord.Guild) -> discord.Role:
    """Return the server's jail role; raise `InvalidInput` if there is none, or none that the bot can give."""
    config = await bot.guild_settings.get(guild.id)
    if config.jail_role is None:
        raise InvalidInput(f"This server has no jail role yet. {_HOW}")
    role = guild.get_role(config.jail_role)
    if role is None:
        raise InvalidInput(f"The jail role was deleted. {_HOW}")
    refuse_trouble(guild, role)
    return role


def refuse_trouble(guild: discord.Guild, role: discord.Role) -> None:
    """Raise `InvalidInput` if the bot cannot give the jail role, or a jailed member would become a moderator by it."""
    trouble = role_trouble(guild, role)
    if trouble is None and moderators_rights(role):
        trouble = "it has permissions of moderators"
    if trouble is not None:
        raise InvalidInput(f"I cannot give the jail role {role.mention}: {trouble}.")
