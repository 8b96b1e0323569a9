"""What is worth knowing of a role, as lines of text."""

import asyncio

import discord
from discord.utils import format_dt

from astromorty.services.permissions import permission_name

# How long Discord may take to count, in seconds: it is asked before the reply, for which there are 3.
COUNT_TIMEOUT = 2.0


async def count_holders(role: discord.Role) -> int | None:
    """Ask Discord how many members have `role`; None when it does not say."""
    if role.is_default():
        return role.guild.member_count
    try:
        async with asyncio.timeout(COUNT_TIMEOUT):
            counts = await role.guild.role_member_counts()
    except (discord.HTTPException, TimeoutError):
        return None
    return counts.get(role, 0)


def role_facts(role: discord.Role, holders: int | None) -> str:
    """Describe a role that `holders` members have, as far as that is known."""
    above = sum(other > role for other in role.guild.roles)
    traits = [word for word, holds in _traits(role) if holds]
    lines = [
        f"**Role** {role.mention}",
        f"**Created** {format_dt(role.created_at, 'D')} ({format_dt(role.created_at, 'R')})",
        f"**Place** {above + 1} of {len(role.guild.roles)}, from the top",
    ]
    if holders is not None:
        lines.append(f"**Members** {holders:,}")
    if role.colour.value:
        lines.append(f"**Colour** `{role.colour}`")
    if traits:
        lines.append(f"**Traits** {', '.join(traits)}")
    lines += [f"**Permissions** {_permissions(role.permissions)}", f"**ID** `{role.id}`"]
    return "\n".join(lines)


def _traits(role: discord.Role) -> tuple[tuple[str, bool], ...]:
    return (
        ("shown apart in the list of members", role.hoist),
        ("everybody may mention it", role.mentionable),
        ("belongs to a bot", role.is_bot_managed()),
        ("belongs to an integration", role.is_integration()),
        ("belongs to boosting", role.is_premium_subscriber()),
    )


def _permissions(permissions: discord.Permissions) -> str:
    """Name the permissions; an administrator has all, so that naming them would say less."""
    if permissions.administrator:
        return permission_name("administrator")
    return ", ".join(sorted(permission_name(name) for name, held in permissions if held)) or "none"
