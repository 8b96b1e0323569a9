"""The mark in a nickname, on Discord: what is to be given back is recorded before Discord is asked for the change."""

import asyncio
from collections.abc import Coroutine, Iterable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import aiohttp
import discord
from loguru import logger

from astromorty.database.models import AfkNickname
from astromorty.hierarchy import outranks
from astromorty.services.afk import Absences, NewAbsence
from astromorty.services.afk.nickname_mark import marking

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Seconds for a change, discord.py's own repetitions and waiting for rate limits included.
TIMEOUT = 30.0
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
UNKNOWN_MEMBER = 10007


class Outcome(Enum):
    """What became of a change to a nickname."""

    DONE = auto()
    NOT_NEEDED = auto()
    REFUSED = auto()
    UNANSWERED = auto()


class Nicknames:
    """Marks nicknames and gives back what they were; one change of a member's at a time."""

    def __init__(self, bot: "Astromorty", absences: Absences) -> None:
        self._bot = bot
        self._absences = absences
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def begin(self, absence: NewAbsence, member: discord.Member, *, mark: bool) -> Outcome:
        """Record an absence and, if wanted, mark the nickname of `member`, who has just been heard of."""
        async with self._lock(member.guild.id, member.id):
            wanted = marking(member.nick or None, member.display_name) if mark else None
            may = wanted is not None and may_rename(member)
            recorded = await self._absences.begin(absence, wanted if may else None)
            if recorded is not None:
                return await self._mark(member, recorded)
            return Outcome.NOT_NEEDED if wanted is None else Outcome.REFUSED

    async def restore(self, guild_id: int, member_id: int, member: discord.Member | None = None) -> Outcome:
        """Give a member who is back the former nickname; if Discord does not answer, let a timer do it.

        `member` saves asking Discord, where it was just heard of.
        """
        outcome = await self.try_restoring(guild_id, member_id, member)
        if outcome is Outcome.UNANSWERED:
            await self._absences.restore_nickname_later(member_id, guild_id)
        return outcome

    async def try_restoring(self, guild_id: int, member_id: int, member: discord.Member | None = None) -> Outcome:
        """Do as `restore`, once. What somebody else changed meanwhile is left alone; what fails stays recorded."""
        async with self._lock(guild_id, member_id):
            recorded = await self._absences.nickname_to_restore(member_id, guild_id)
            if recorded is None or await self._absences.get(member_id, guild_id) is not None:
                return Outcome.NOT_NEEDED
            outcome = await _asked(self._give_back(recorded, member))
            if outcome in {Outcome.DONE, Outcome.NOT_NEEDED}:
                await self._absences.forget_nickname(recorded)
            return outcome

    async def restore_all(self, left_behind: Iterable[AfkNickname]) -> None:
        """Restore the nicknames of members who are back, which was not done at their return."""
        for left in left_behind:
            outcome = await self.restore(left.guild_id, left.member_id)
            logger.info("A nickname that was left marked: {}", outcome.name)

    def _lock(self, guild_id: int, member_id: int) -> asyncio.Lock:
        return self._locks.setdefault((guild_id, member_id), asyncio.Lock())

    async def _mark(self, member: discord.Member, recorded: AfkNickname) -> Outcome:
        async def mark() -> Outcome:
            changed = await member.edit(nick=recorded.marked, reason="Away")
            # Discord trims and joins spaces.
            if changed is not None and changed.nick and changed.nick != recorded.marked:
                await self._absences.note_nickname(recorded, changed.nick)
            return Outcome.DONE

        outcome = await _asked(mark())
        if outcome is Outcome.REFUSED:
            await self._absences.forget_nickname(recorded)
        return outcome

    async def _give_back(self, recorded: AfkNickname, member: discord.Member | None) -> Outcome:
        if member is None or member.nick != recorded.marked:
            # What a message says of its author may be older than the mark.
            guild_id = recorded.guild_id
            guild = self._bot.get_guild(guild_id) or await self._bot.fetch_guild(guild_id, with_counts=False)
            member = await guild.fetch_member(recorded.member_id)
            if member.nick != recorded.marked:
                return Outcome.NOT_NEEDED
        await member.edit(nick=recorded.original, reason="Back")
        return Outcome.DONE


def may_rename(member: discord.Member) -> bool:
    """Tell whether Discord will let the bot change a member's nickname."""
    me = member.guild.me
    return me.guild_permissions.manage_nicknames and outranks(me, member)


async def _asked(change: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Await a change and tell what Discord made of it."""
    try:
        async with asyncio.timeout(TIMEOUT):
            return await change
    except discord.HTTPException as error:
        if error.code == UNKNOWN_MEMBER:
            return Outcome.NOT_NEEDED  # left the server, and the nickname with it
        return Outcome.REFUSED if error.status < 500 else Outcome.UNANSWERED
    except (aiohttp.ClientError, OSError) as error:
        logger.warning("Discord did not answer when a nickname was changed: {}", error or type(error).__name__)
        return Outcome.UNANSWERED
