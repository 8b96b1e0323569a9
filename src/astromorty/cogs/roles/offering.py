"""Which roles may be set up to be given, by whom."""

import discord

from astromorty.cogs.levels.role_trouble import trouble_with
from astromorty.errors import InvalidInput, NotAllowed


def refuse_role(author: discord.Member, role: discord.Role) -> None:
    """Raise unless `author` could give the role by hand, and the bot can.

    Nobody hands out by way of the bot what they could not hand out themselves: roles as high as their own, or
    moderators' permissions that they do not have.
    """
    trouble = trouble_with(role.guild, role)
    if trouble is not None:
        raise InvalidInput(f"I cannot give {role.mention}: {trouble}.")
    if author.id == role.guild.owner_id:
        return
    if role >= author.top_role:
        raise NotAllowed(f"{role.mention} does not stand below your own highest role; choose one that does.")
    power = discord.Permissions(role.permissions.value & discord.Permissions.elevated().value)
    if not power <= author.guild_permissions:
        raise NotAllowed(f"{role.mention} has permissions of moderators that you do not have yourself.")
