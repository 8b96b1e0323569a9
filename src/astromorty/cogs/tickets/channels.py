"""Where tickets are, who sees them, and what stands in the way of a new one."""

from collections.abc import Collection
from typing import Final, TypeAlias

import discord

from astromorty.database.models import GuildConfig, Ticket
from astromorty.discord_answers import MOST_IN_CATEGORY, MOST_IN_SERVER
from astromorty.services.guild_settings.kinds import role_ids
from astromorty.services.permissions import permission_names

Overwrites: TypeAlias = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]

TALK: Final = {
    "view_channel": True,
    "send_messages": True,
    "read_message_history": True,
    "attach_files": True,
    "embed_links": True,
}
# What the bot itself needs in the category.
NEEDED: Final = (*TALK, "manage_channels", "manage_roles")


def staff_ids(config: GuildConfig) -> tuple[int, ...]:
    """Return the roles that answer tickets, as they are set."""
    first = () if config.tickets_staff is None else (config.tickets_staff,)
    return (*first, *role_ids(config.tickets_more_staff))


def staff_of(guild: discord.Guild, config: GuildConfig) -> list[discord.Role]:
    """Return the roles that answer tickets, as far as they are still there."""
    return list(filter(None, map(guild.get_role, staff_ids(config))))


def overwrites(
    guild: discord.Guild, staff: Collection[discord.Role], opener: discord.Member | None = None
) -> Overwrites:
    """Let only the bot, the staff and, if given, a ticket's opener see a channel."""
    talk = discord.PermissionOverwrite(**TALK)  # pyright: ignore[reportArgumentType]  # its keywords are typed one by one
    allowed: list[discord.Role | discord.Member] = [guild.me, *staff, *((opener,) if opener else ())]
    return {guild.default_role: discord.PermissionOverwrite(view_channel=False), **dict.fromkeys(allowed, talk)}


def trouble(guild: discord.Guild, config: GuildConfig) -> str | None:
    """Say in a sentence why nobody can open a ticket in a server; None if they can."""
    category = guild.get_channel(config.tickets_category or 0)
    if config.tickets_category is None:
        return "This server has no category for tickets; `ticket setup` makes one."
    if not isinstance(category, discord.CategoryChannel):
        return "The category for tickets is gone; `ticket setup` makes another one."
    if staff_ids(config) and not staff_of(guild, config):
        return "The role of those who answer tickets is gone; `config set tickets_staff` takes another one."
    has = category.permissions_for(guild.me)
    missing = [name for name in NEEDED if not getattr(has, name)]
    if missing:
        return f"In the category for tickets I lack {permission_names(missing)}."
    if len(category.channels) >= MOST_IN_CATEGORY:
        return (
            f"The category for tickets has {MOST_IN_CATEGORY} channels, and Discord allows no more: delete closed ones."
        )
    if len(guild.channels) >= MOST_IN_SERVER:
        return f"This server has {MOST_IN_SERVER} channels, and Discord allows no more: delete some."
    return None


async def let_write(channel: discord.TextChannel, me: int, *, may: bool) -> None:
    """Let members with a place of their own in a ticket write there, or only read."""
    changed: Overwrites = {}
    for target, overwrite in channel.overwrites.items():
        kind = target.type if isinstance(target, discord.Object) else type(target)
        if kind is discord.Member and target.id != me:
            overwrite.update(send_messages=may)
        changed[target] = overwrite
    await channel.edit(overwrites=changed, reason="ticket re-opened" if may else "ticket closed")


def is_of(name: str, parent_id: object, ticket: Ticket, category_id: int | None) -> bool:
    """Say whether a channel of this name in this category was made for a ticket."""
    return name == ticket.name and str(parent_id) == str(category_id)
