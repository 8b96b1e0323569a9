"""Who sees and enters a room, as Discord's permission overwrites."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import discord

Target: TypeAlias = discord.Role | discord.Member | discord.Object
Overwrites: TypeAlias = dict[Target, discord.PermissionOverwrite]
# What "lock" and "hide" take from everybody.
Right = Literal["connect", "view_channel"]

# What the owner of a room has in it. All else is done by the bot, which asks whether it may be.
OWNER: Final = discord.Permissions(
    view_channel=True, connect=True, speak=True, stream=True, send_messages=True, read_message_history=True
)
# What the bot itself needs, so that no lock keeps it out.
MINE: Final = discord.Permissions(
    view_channel=True,
    connect=True,
    send_messages=True,
    read_message_history=True,
    manage_channels=True,
    move_members=True,
)
# Without these in the server there are no rooms.
NEEDED: Final = ("view_channel", "connect", "manage_channels", "move_members")


def first_overwrites(owner: discord.Member, category: discord.CategoryChannel | None) -> Overwrites:
    """Return a new room's overwrites: the category's, which a channel with its own does not get, and the owner's.

    Discord lets nobody allow or deny what they lack themselves.
    """
    mine = owner.guild.me.guild_permissions
    result: Overwrites = {}
    for target, overwrite in (category.overwrites if category else {}).items():
        allow, deny = overwrite.pair()
        result[target] = discord.PermissionOverwrite.from_pair(allow & mine, deny & mine)
    result[owner.guild.me] = _with(result.get(owner.guild.me), MINE & mine)
    result[owner] = _with(result.get(owner), OWNER & mine)
    return result


def is_shut(channel: discord.VoiceChannel, right: Right) -> bool:
    """Say whether a right is taken from everybody in a room."""
    return getattr(channel.overwrites_for(channel.guild.default_role), right) is False


def shut(channel: discord.VoiceChannel, right: Right, *, taken: bool) -> Overwrites:
    """Return a room's overwrites with a right taken from everybody, or given back as the category has it."""
    result: Overwrites = dict(channel.overwrites)
    formerly: Mapping[Target, discord.PermissionOverwrite] = channel.category.overwrites if channel.category else {}
    mine = channel.guild.self_role
    roles = {each for each in (*result, *formerly) if isinstance(each, discord.Role) and each != mine}
    everybody = channel.guild.default_role
    for role in {everybody, *roles}:
        former = getattr(formerly.get(role, discord.PermissionOverwrite()), right)
        if role != everybody and former is not True:
            continue
        overwrite = result.setdefault(role, discord.PermissionOverwrite())
        overwrite.update(**{right: False if taken else former})
    return result


def admitted(channel: discord.VoiceChannel, member: discord.Member) -> Overwrites:
    """Return a room's overwrites with a member let in whatever it is locked for."""
    result: Overwrites = dict(channel.overwrites)
    result[member] = _with(result.get(member), discord.Permissions(view_channel=True, connect=True))
    return result


def kept_out(channel: discord.VoiceChannel, member: discord.Member) -> Overwrites:
    """Return a room's overwrites with a member kept out."""
    result: Overwrites = dict(channel.overwrites)
    overwrite = result.setdefault(member, discord.PermissionOverwrite())
    overwrite.update(connect=False)
    return result


def owned_by(channel: discord.VoiceChannel, member: discord.Member, former_id: int) -> Overwrites:
    """Return a room's overwrites with all that an owner has for a member instead of the former owner.

    Who is in the room stays as if invited; who is away has what the category gives.
    """
    mine = channel.guild.me.guild_permissions
    result: Overwrites = {target: each for target, each in channel.overwrites.items() if target.id != former_id}
    formerly = channel.category.overwrites if channel.category else {}
    for target in channel.overwrites:
        if target.id != former_id:
            continue
        if former_id in channel.voice_states:
            result[target] = _with(None, discord.Permissions(view_channel=True, connect=True) & mine)
        elif target in formerly:
            allow, deny = formerly[target].pair()
            result[target] = discord.PermissionOverwrite.from_pair(allow & mine, deny & mine)
    result[member] = _with(result.get(member), OWNER & mine)
    return result


def looks_made_for(channel: discord.VoiceChannel, owner_id: int) -> bool:
    """Say whether a channel's overwrites are what the bot makes for an owner, who may have left the server."""
    guild = channel.guild
    given = {target.id: overwrite.pair()[0] for target, overwrite in channel.overwrites.items()}
    mine = guild.me.guild_permissions
    nothing = discord.Permissions.none()
    return given.get(owner_id, nothing).is_superset(OWNER & mine) and given.get(guild.me.id, nothing).is_superset(
        MINE & mine
    )


def _with(overwrite: discord.PermissionOverwrite | None, allowed: discord.Permissions) -> discord.PermissionOverwrite:
    allow, deny = (overwrite or discord.PermissionOverwrite()).pair()
    return discord.PermissionOverwrite.from_pair(allow | allowed, deny & ~allowed)
