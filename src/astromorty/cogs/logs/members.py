"""Who comes and who goes."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import discord
from discord.utils import format_dt

from astromorty.log_channels.entry import Entry
from astromorty.log_channels.posts import LogPosts
from astromorty.ui.cards import Tone, first_of
from astromorty.ui.quote import someone

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

NEW_ACCOUNT: Final = timedelta(days=7)
_MOST_ROLES: Final = 20


class MemberLog:
    """Tells who joins and who leaves."""

    def __init__(self, bot: "Astromorty", posts: LogPosts) -> None:
        self._bot = bot
        self._posts = posts

    async def joined(self, member: discord.Member) -> None:
        """Note that somebody came."""
        await self._note(member.guild.id, joining(member))

    async def left(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Note that somebody went, of their own will or not."""
        assert self._bot.user is not None
        if payload.user.id != self._bot.user.id:
            await self._note(payload.guild_id, leaving(payload.user))

    async def _note(self, guild_id: int, entry: Entry) -> None:
        log = await self._posts.channel_of(guild_id, "log_members")
        if log is not None:
            self._posts.put(guild_id, log, entry)


def joining(member: discord.Member) -> Entry:
    """Tell of a new member."""
    lines = [f"📥 **Joined** · {_who(member)}", f"Account made {format_dt(member.created_at, 'R')}"]
    is_new = discord.utils.utcnow() - member.created_at < NEW_ACCOUNT
    if is_new:
        lines[1] += " · 🆕 **new account**"
    if member.guild.member_count is not None:
        lines.append(f"{member.guild.member_count:,} members now")
    return Entry("\n".join(lines), Tone.WARNING if is_new else Tone.SUCCESS)


def leaving(user: discord.User | discord.Member) -> Entry:
    """Tell of somebody who is no member any more."""
    lines = [f"📤 **Left** · {_who(user)}"]
    if not isinstance(user, discord.Member):
        lines.append("*How long they were here, and in which roles, is not known.*")
        return Entry("\n".join(lines))
    if user.joined_at is not None:
        lines.append(f"Had joined {format_dt(user.joined_at, 'R')}")
    roles = [role.mention for role in reversed(user.roles) if not role.is_default()]
    lines.append(f"Roles: {first_of(roles, _MOST_ROLES) or 'none'}")
    if user.guild.member_count is not None:
        lines.append(f"{user.guild.member_count:,} members now")
    return Entry("\n".join(lines))


def _who(user: discord.User | discord.Member) -> str:
    return f"{someone(user.id, user.name)}{' · a bot' if user.bot else ''}"
