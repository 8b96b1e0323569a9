"""The end of a ban for a time."""

import asyncio
from typing import TYPE_CHECKING

import discord

from astromorty.database.models import Case
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER, UNKNOWN_BAN, UNKNOWN_USER
from astromorty.services.cases import NewMeasure
from astromorty.services.timers import TryLater

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class TempbanEnd:
    """Lifts bans whose time is over; by REST, as any process may have the timer."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot

    async def end(self, case: Case) -> None:
        """Unban the member and record that; a second time the same. Raises `TryLater` while Discord does not do it."""
        assert self._bot.user is not None
        reason = f"The time of case {case.number} is over."
        if not await self._lift(case, reason):
            reason += " They were not banned any more."
        measure = NewMeasure(case.guild_id, "unban", case.member_id, self._bot.user.id, reason)
        # Closes the case of the ban in the same transaction: a timer that comes again finds it closed.
        await self._bot.mod_log.post(await self._bot.cases.record_now(measure))

    async def _lift(self, case: Case, reason: str) -> bool:
        """Have Discord unban the member; False if they are not banned, or are no user any more."""
        try:
            async with asyncio.timeout(DISCORD_TIMEOUT):
                await self._bot.http.unban(case.member_id, case.guild_id, reason=reason)
        except (discord.HTTPException, *NO_ANSWER) as error:
            if isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_BAN, UNKNOWN_USER):
                return False
            raise TryLater(f"Discord did not lift the ban: {type(error).__name__}") from error
        return True
