"""From a timer that is due to a message that its member sees, once."""

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.abc import Messageable

from astromorty.cogs.reminders.snooze import button_ids, reminding
from astromorty.database.models import DueTimer, Reminder
from astromorty.database.models.reminder import Place
from astromorty.earlier_attempts import was_posted
from astromorty.services.timers import GiveUp, TryLater
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

LATE = timedelta(minutes=1)
# Seconds for which a member is taken to be where they were: many reminders come at once, and Discord counts questions.
MEMBER_KNOWN = 60.0
MEMBERS_REMEMBERED = 1_000

_REFUSED: dict[Place, str] = {
    "direct": "I could not write to you directly.",
    "channel": "I could not write in <#{channel}>, where this belongs.",
}


class Delivery:
    """Sends due reminders: to the place they are meant for, else to the other one, else never.

    Everything goes by REST to a channel's ID: the process need not be the one that has the server's shard.
    """

    def __init__(self, bot: "Astromorty") -> None:
        self._bot = bot
        self._reminders = bot.reminders
        self._members_seen: dict[tuple[int, int], float] = {}

    async def deliver(self, due: DueTimer) -> None:
        """Handle a timer of a reminder."""
        reminder = await self._reminders.due(due)
        if reminder is None:
            return
        try:
            await self._send(reminder, due)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise TryLater(f"Discord did not take it: {str(error) or type(error).__name__}") from error
        await self._reminders.note_delivery(reminder)

    async def _send(self, reminder: Reminder, due: DueTimer) -> None:
        """Send to the first place that lets the bot write; raise `GiveUp` when none does."""
        notes = [f"-# ⌛ Late: this was due {moment(reminder.due_at)}."] if due.late > LATE else []
        button = next(iter(button_ids(reminder).values()))

        def is_wanted(message: discord.Message) -> bool:
            return button in _custom_ids(message)

        for place in _places(reminder):
            try:
                channel = await self._open(reminder, place)
                if await was_posted(self._bot, channel, due, reminder.due_at, is_wanted):
                    return
                await channel.send(
                    view=reminding(reminder, notes, mention=place == "channel"),
                    nonce=f"r{reminder.reminder_id}.{reminder.deliveries}",
                    allowed_mentions=discord.AllowedMentions(
                        everyone=False, roles=False, users=[discord.Object(reminder.member_id)]
                    ),
                )
            except (discord.Forbidden, discord.NotFound):
                notes = [*notes, f"-# {_REFUSED[place].format(channel=reminder.channel_id)}"]
            else:
                return
        raise GiveUp("Discord lets me write to you neither directly nor where you set it.")

    async def _open(self, reminder: Reminder, place: Place) -> Messageable:
        """Return where to send to; raise what Discord answers when that cannot be."""
        if place == "direct":
            return await self._bot.create_dm(discord.Object(reminder.member_id))
        await self._expect_member(reminder.guild_id, reminder.member_id)
        return self._bot.get_partial_messageable(reminder.channel_id, guild_id=reminder.guild_id)

    async def _expect_member(self, guild_id: int, member_id: int) -> None:
        """Raise what Discord answers unless the member is in the server: who was removed has no say there."""
        seen = self._members_seen.get((guild_id, member_id))
        if seen is None or monotonic() - seen > MEMBER_KNOWN:
            await self._bot.http.get_member(guild_id, member_id)
            if len(self._members_seen) >= MEMBERS_REMEMBERED:
                self._members_seen.clear()
            self._members_seen[guild_id, member_id] = monotonic()


def _places(reminder: Reminder) -> tuple[Place, ...]:
    if reminder.guild_id == 0:
        return ("direct",)
    return ("channel", "direct") if reminder.place == "channel" else ("direct", "channel")


def _custom_ids(message: discord.Message) -> set[str]:
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return {item.custom_id for item in view.walk_children() if isinstance(item, discord.ui.Button) and item.custom_id}
