"""Why a member may or may not use a command."""

from collections.abc import Iterable

import discord

from astromorty.database.models import PermissionSet
from astromorty.services.permissions import By, Decision, permission_name
from astromorty.services.permissions.words import rank_words
from astromorty.ui.cards import code


def explanation(
    member: discord.Member, name: str, decision: Decision, permissions: PermissionSet, channel: object
) -> str:
    """Say whether `member` may use `name` in `channel`, and which rule decided."""
    verdict = "✅ may use" if decision.allowed else "⛔ may not use"
    return f"{member.mention} {verdict} {code(name)}.\n{_reason(member, name, decision, permissions, channel)}"


def _reason(member: discord.Member, name: str, decision: Decision, permissions: PermissionSet, channel: object) -> str:
    if decision.by is By.OPERATOR:
        is_one = "who they are" if decision.allowed else "who they are not"
        return f"It is for the operator of this bot, {is_one}; no server decides about it."
    if decision.by is By.OWNER:
        return "They own this server, and its owner always passes."
    if decision.by is By.ADMINISTRATOR:
        return f"They have Administrator by {_givers(member, 'administrator')}, and administrators always pass."
    if decision.by is By.DEFAULT:
        return _by_default(member, decision, channel)
    return _by_rule(member, name, decision, permissions)


def _by_rule(member: discord.Member, name: str, decision: Decision, permissions: PermissionSet) -> str:
    rule = decision.rule
    assert rule is not None
    about = "it" if rule.command == name else f"{code(rule.command)}, the group that it is in,"
    start = f"The server's rule for {about} lets"
    if rule.rank is None:
        return f"{start} {rule.allows} pass{'' if decision.allowed else ' but the owner and administrators'}."
    start += f" {rank_words(rule.rank, decision.rank_name)} and above pass"
    if decision.held is None:
        return f"{start}; none of their roles holds a rank."
    held_by = permissions.holding(decision.held)
    held = rank_words(decision.held, permissions.name_of(decision.held))
    return f"{start}; they hold {held} by {_named(role for role in member.roles if role.id in held_by)}."


def _by_default(member: discord.Member, decision: Decision, channel: object) -> str:
    needed = decision.requirement.permissions
    if not needed:
        return "There is no rule for it, and by default it is for everyone."
    where = " in this channel" if decision.requirement.in_channel else ""
    lines = ["There is no rule for it, so Discord's permissions decide."]
    for each in needed:
        word = permission_name(each)
        if each in decision.missing:
            lines.append(f"It needs {word}{where}, which they do not have.")
        elif getattr(member.guild_permissions, each):
            lines.append(f"It needs {word}{where}, which they have by {_givers(member, each)}.")
        else:
            place = channel.mention if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else "the channel"
            lines.append(f"It needs {word}{where}, which they have by the permissions of {place} itself.")
    return "\n".join(lines)


def _givers(member: discord.Member, permission: str) -> str:
    """Name the roles that give a member a permission."""
    giving = [role for role in member.roles if getattr(role.permissions, permission)]
    return _named(giving or [role for role in member.roles if role.permissions.administrator])


def _named(roles: Iterable[discord.Role]) -> str:
    return ", ".join(role.mention for role in roles)
