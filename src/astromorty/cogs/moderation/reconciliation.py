"""What Discord says of a measure whose process ended before it wrote down whether it took place."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord

from astromorty.cogs.moderation.discord_state import is_banned, is_member, timed_out_until
from astromorty.database.models import Intent
from astromorty.database.models.moderation_case import Kind
from astromorty.discord_answers import DISCORD_TIMEOUT, NO_ANSWER
from astromorty.services.timers import TryLater

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# Discord keeps milliseconds of a time-out's end.
SAME_MOMENT = timedelta(seconds=1)
KICKED = discord.AuditLogAction.kick.value
LOOKED_THROUGH = 100
# How far the clocks of Discord and of the database may be apart.
CLOCKS_APART = timedelta(minutes=1)

_BANS: tuple[Kind, ...] = ("ban", "tempban", "unban")
_TIMEOUTS: tuple[Kind, ...] = ("timeout", "untimeout")
# The measures after which Discord cannot tell any more whether an earlier one took place.
_ALIKE: dict[Kind, tuple[Kind, ...]] = {
    **dict.fromkeys(_BANS, _BANS),
    **dict.fromkeys(_TIMEOUTS, _TIMEOUTS),
    "kick": ("kick", *_BANS),
}

TookPlace = Callable[[Intent], Awaitable[bool]]


class Reconciliation:
    """Tells for each kind of measure whether an intent took place; by REST, as any process may ask."""

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot

    def register(self) -> None:
        """Let the cases ask."""
        questions: dict[Kind, TookPlace] = {
            "ban": self._was_banned,
            "tempban": self._was_banned,
            "unban": self._was_unbanned,
            "kick": self._was_kicked,
            "timeout": self._was_timed_out,
            "untimeout": self._was_let_speak,
        }
        for kind, took_place in questions.items():
            self._bot.cases.reconcile_with(kind, self._asking_patiently(took_place))

    def _asking_patiently(self, took_place: TookPlace) -> TookPlace:
        """Have a question asked again later where Discord does not answer it, and not at all where it is too late."""

        async def ask(intent: Intent) -> bool:
            if await self._is_outdated(intent):
                return False
            try:
                async with asyncio.timeout(DISCORD_TIMEOUT):
                    return await took_place(intent)
            except (*NO_ANSWER, discord.HTTPException) as error:
                raise TryLater(f"Discord does not tell: {type(error).__name__}") from error

        return ask

    async def _is_outdated(self, intent: Intent) -> bool:
        """Say whether a moderator has acted anew since: what Discord says now came of that, or might have."""
        newest = await self._bot.cases.list(intent.guild_id, member_id=intent.member_id, limit=LOOKED_THROUGH)
        return any(case.created_at > intent.created_at and case.kind in _ALIKE[intent.kind] for case in newest)

    async def _was_banned(self, intent: Intent) -> bool:
        return await is_banned(self._bot, intent.guild_id, intent.member_id)

    async def _was_unbanned(self, intent: Intent) -> bool:
        return not await is_banned(self._bot, intent.guild_id, intent.member_id)

    async def _was_timed_out(self, intent: Intent) -> bool:
        until = await timed_out_until(self._bot, intent.guild_id, intent.member_id)
        return until is not None and intent.expires_at is not None and abs(until - intent.expires_at) < SAME_MOMENT

    async def _was_let_speak(self, intent: Intent) -> bool:
        until = await timed_out_until(self._bot, intent.guild_id, intent.member_id)
        return until is None or until < datetime.now(UTC)

    async def _was_kicked(self, intent: Intent) -> bool:
        """Say whether the member is gone because of the bot: who left by themselves was not kicked."""
        if await is_member(self._bot, intent.guild_id, intent.member_id):
            return False
        assert self._bot.user is not None
        try:
            log = await self._bot.http.get_audit_logs(
                intent.guild_id,
                limit=LOOKED_THROUGH,
                user_id=self._bot.user.id,
                action_type=KICKED,
                after=discord.utils.time_snowflake(intent.created_at - CLOCKS_APART),
            )
        except discord.Forbidden:
            return True  # the bot may not look: that the member is gone is all there is to know
        return any(entry["target_id"] == str(intent.member_id) for entry in log["audit_log_entries"])
