"""Which roles may be given by themselves, and what keeps them from it."""

from typing import TYPE_CHECKING

import discord

from astromorty.database.models import GivenRoles
from astromorty.errors import InvalidInput
from astromorty.hierarchy import moderators_rights, role_objection, role_trouble
from astromorty.ui.cards import plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


def refuse_role(author: discord.Member, role: discord.Role) -> None:
    """Raise `InvalidInput` for a role that the bot cannot give, or that `author` could not give away."""
    trouble = role_trouble(author.guild, role)
    if trouble is not None:
        raise InvalidInput(f"I cannot give {role.mention}: {trouble}.")
    objection = role_objection(author, role)
    if objection is not None:
        raise InvalidInput(objection)
    if not moderators_rights(role) <= author.guild_permissions:
        raise InvalidInput(f"{role.mention} has permissions of moderators that you lack; choose one without them.")


def on_join_lines(bot: "Astromorty", guild: discord.Guild, given: GivenRoles) -> list[str]:
    """Return a line for each role that who joins gets, with what is wrong with it."""
    return bot.plan.warnings("autorole") + [
        f"<@&{role_id}> for {'bots' if for_bots else 'members'}{_trouble(guild, role_id)}"
        for role_id, for_bots in given.on_join
    ]


def by_status_lines(bot: "Astromorty", guild: discord.Guild, given: GivenRoles) -> list[str]:
    """Return a line for each role that a status earns, with what is wrong with it."""
    return bot.plan.warnings("statusrole") + [
        f"<@&{role_id}> for {plain(text)}{_trouble(guild, role_id)}" for role_id, text in given.by_status
    ]


def _trouble(guild: discord.Guild, role_id: int) -> str:
    trouble = role_trouble(guild, guild.get_role(role_id))
    return f"\n⚠️ I cannot give it: {trouble}." if trouble else ""
