"""Whom a measure is meant for: mentions and IDs, also of users who left or were never in the server."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord
from discord.ext import commands

from astromorty.context import Context
from astromorty.discord_answers import asking
from astromorty.errors import InvalidInput
from astromorty.ui.cards import plain

Account: TypeAlias = discord.Member | discord.User

MOST_TARGETS = 20
MEMBERS = f"Mentions or IDs, up to {MOST_TARGETS}, with spaces between them"
_NAMED = re.compile(r"(?:<@!?(\d{15,20})>|(\d{15,20})),?")
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Named:
    """A user as a moderator named them; nobody has looked yet whether there is one."""

    id: int

    @classmethod
    async def convert(cls, _ctx: commands.Context[Any], argument: str) -> "Named":
        """Read a mention or an ID; raise `BadArgument`."""
        match = _NAMED.fullmatch(argument)
        user_id = int(match[1] or match[2]) if match else 0
        if not 0 < user_id <= _LARGEST_ID:
            raise commands.BadArgument(f'"{argument[:100]}" is neither a mention nor an ID. Try "@member".')
        return cls(user_id)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a user who was named: `account` is a member, a user outside of the server, or nothing."""

    id: int
    account: Account | None

    @property
    def shown(self) -> str:
        """Mention them; who is not in the server is not always shown by name."""
        return f"<@{self.id}>" if self.account is None else shown(self.account)


def shown(account: Account) -> str:
    """Mention somebody, with the name where a reader's Discord might show only a number."""
    return account.mention if isinstance(account, discord.Member) else f"{account.mention} ({plain(account.name)})"


async def find(ctx: Context, named: Sequence[Named], *, outsiders: bool) -> list[Found]:
    """Look up who was named, each once, in that order.

    Args:
        ctx: The invocation.
        named: Who was named.
        outsiders: Whether users count who are not in the server.

    Raises:
        InvalidInput: Nobody was named, or too many.
        Refusal: Discord did not answer.
    """
    ids = list(dict.fromkeys(each.id for each in named))
    if not ids:
        raise InvalidInput(f"Name at least one member by mention or ID: `{ctx.command} @member`.")
    if len(ids) > MOST_TARGETS:
        raise InvalidInput(f"You named {len(ids)} members; up to {MOST_TARGETS} are possible at once.")
    async with asking():
        members = await _members(ctx.server, ids)
        missing = [user_id for user_id in ids if user_id not in members] if outsiders else []
        users = await asyncio.gather(*(_user(ctx, user_id) for user_id in missing))
    outside = dict(zip(missing, users, strict=True))
    return [Found(user_id, members.get(user_id) or outside.get(user_id)) for user_id in ids]


async def _members(guild: discord.Guild, ids: Sequence[int]) -> dict[int, discord.Member]:
    known = {user_id: member for user_id in ids if (member := guild.get_member(user_id)) is not None}
    missing = [user_id for user_id in ids if user_id not in known]
    asked = await guild.query_members(user_ids=missing, limit=MOST_TARGETS) if missing else []
    return known | {member.id: member for member in asked}


async def _user(ctx: Context, user_id: int) -> discord.User | None:
    try:
        return ctx.bot.get_user(user_id) or await ctx.bot.fetch_user(user_id)
    except discord.NotFound:
        return None
