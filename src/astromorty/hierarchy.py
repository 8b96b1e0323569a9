"""Who stands above whom in a server, by Discord's order of roles with the owner above all; who can give which role."""

import discord


def outranks(member: discord.Member, other: discord.Member) -> bool:
    """Say whether `member` may act on `other`: equal roles may not, and nobody may act on the owner."""
    if member.id == other.id or other.id == other.guild.owner_id:
        return False
    return member.id == member.guild.owner_id or member.top_role > other.top_role


def objection(moderator: discord.Member, target: discord.Member | discord.User, *, me: discord.Member) -> str | None:
    """Say in one sentence why nothing may be done to somebody; None if it may.

    Args:
        moderator: Who wants it done.
        target: To whom; a user who is not in the server has no roles there, and stands below everybody.
        me: The bot, which has to do it.
    """
    if target.id == moderator.id:
        return "You cannot do this to yourself; name another member."
    if target.id == me.id:
        return "I cannot do this to myself; name another member."
    if target.id == moderator.guild.owner_id:
        return f"{target.mention} owns this server: nobody can do this to them."
    if not isinstance(target, discord.Member):
        return None
    if not outranks(moderator, target):
        return f"{target.mention} has a role as high as yours or higher."
    if not outranks(me, target):
        return f"{target.mention} has a role as high as mine or higher; drag my role above theirs."
    return None


def role_objection(member: discord.Member, role: discord.Role) -> str | None:
    """Say in one sentence why `member` may not have a role given, as they could not by hand; None if they may."""
    if member.id == member.guild.owner_id or role < member.top_role:
        return None
    return f"{role.mention} does not stand below your own highest role; choose one that does."


def role_trouble(guild: discord.Guild, role: discord.Role | None) -> str | None:
    """Say what keeps the bot from giving a role, as the end of a sentence; None if nothing does."""
    if role is None:
        return "it was deleted"
    if role.is_default() or role.managed:
        return "nobody can give it by hand: it belongs to everyone, to an app or to boosters"
    if not guild.me.guild_permissions.manage_roles:
        return "I lack the Manage Roles permission"
    if role >= guild.me.top_role and guild.owner_id != guild.me.id:
        return f"it is not below my highest role, {guild.me.top_role.mention}; drag mine above it"
    return None


def moderators_rights(role: discord.Role) -> discord.Permissions:
    """Return what a role permits of what Discord keeps for moderators: nobody is to get that by themselves."""
    return role.permissions & discord.Permissions.elevated()
