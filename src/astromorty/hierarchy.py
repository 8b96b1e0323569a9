"""Who stands above whom in a server: by Discord's order of roles, with the owner above all."""

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
