"""What is worth knowing, as lines of text."""

from typing import TYPE_CHECKING

import discord
from discord.utils import format_dt

from astromorty import __version__
from astromorty.ui.cards import plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

SHOWN_ROLES = 20


def bot_facts(bot: "Astromorty") -> str:
    """Describe the running bot."""
    members = sum(guild.member_count or 0 for guild in bot.guilds)
    lines = [
        f"**Version** {__version__} on discord.py {discord.__version__}",
        f"**Servers** {len(bot.guilds):,} with {members:,} members",
        f"**Shards** {len(bot.shards)} of {bot.shard_count}",
        f"**Started** {format_dt(bot.started_at, 'R')}",
    ]
    lines += [f"**Note** {off}" for off in bot.plan.off]
    return "\n".join(lines)


def server_facts(guild: discord.Guild) -> str:
    """Describe a server."""
    owner = f"<@{guild.owner_id}>" if guild.owner_id else "unknown"
    return "\n".join(
        (
            f"**Owner** {owner}",
            f"**Created** {format_dt(guild.created_at, 'D')} ({format_dt(guild.created_at, 'R')})",
            f"**Members** {guild.member_count or 0:,}",
            f"**Channels** {len(guild.text_channels)} text, {len(guild.voice_channels)} voice",
            f"**Roles** {len(guild.roles) - 1}",
            f"**Boosts** {guild.premium_subscription_count} (level {guild.premium_tier})",
            f"**ID** `{guild.id}`",
        )
    )


def user_facts(user: discord.User | discord.Member) -> str:
    """Describe a user and, in a server, the membership."""
    lines = [
        f"**Name** {plain(str(user))} ({user.mention})",
        f"**Account created** {format_dt(user.created_at, 'D')} ({format_dt(user.created_at, 'R')})",
    ]
    if isinstance(user, discord.Member):
        if user.joined_at is not None:
            lines.append(f"**Joined** {format_dt(user.joined_at, 'D')} ({format_dt(user.joined_at, 'R')})")
        if user.premium_since is not None:
            lines.append(f"**Boosts this server** since {format_dt(user.premium_since, 'D')}")
        roles = [role.mention for role in reversed(user.roles) if not role.is_default()]
        if roles:
            more = f" and {len(roles) - SHOWN_ROLES} more" if len(roles) > SHOWN_ROLES else ""
            lines.append(f"**Roles** {' '.join(roles[:SHOWN_ROLES])}{more}")
    if user.bot:
        lines.append("**Bot** yes")
    lines.append(f"**ID** `{user.id}`")
    return "\n".join(lines)
