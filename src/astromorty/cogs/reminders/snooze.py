"""The message that reminds, and its buttons: all they need is in their IDs, so any process can answer them."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import ui

from astromorty.context import Interaction
from astromorty.database.models import Reminder
from astromorty.errors import Refusal
from astromorty.ui.cards import Tone, container
from astromorty.ui.persistent import PersistentControl
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

CHOICES = {"10m": "10 minutes", "1h": "1 hour", "tomorrow": "Tomorrow"}
# What each choice is to whoever reads times in words.
_TIMES = {"10m": "10 minutes", "1h": "1 hour", "tomorrow": "tomorrow 9:00"}


def button_ids(reminder: Reminder) -> dict[str, str]:
    """Return the ID of each button below this delivery of a reminder, by choice."""
    start = f"reminder:{reminder.guild_id}:{reminder.reminder_id}:{reminder.deliveries}"
    return {choice: f"{start}:{choice}" for choice in CHOICES}


def reminding(
    reminder: Reminder, notes: list[str], *, mention: bool, snoozed_until: datetime | None = None
) -> ui.LayoutView:
    """Build the message that reminds; its text cannot break out of its own part."""
    view = ui.LayoutView(timeout=None)
    if mention:
        view.add_item(ui.TextDisplay(f"<@{reminder.member_id}>"))
    repeats = f" · every {reminder.rule}" if reminder.rule is not None else ""
    set_at = discord.utils.format_dt(reminder.created_at, "R")
    footer = f"-# Number {reminder.reminder_id} · set {set_at}{repeats}"
    box = container("⏰ Reminder", reminder.text, "\n".join([*notes, footer]))
    if snoozed_until is not None:
        box.add_item(ui.TextDisplay(f"💤 Again {moment(snoozed_until)}"))
        box.accent_colour = Tone.SUCCESS.value
    else:
        ids = button_ids(reminder)
        buttons = [ui.Button[ui.LayoutView](label=CHOICES[choice], custom_id=ids[choice]) for choice in CHOICES]
        box.add_item(ui.ActionRow(*buttons))
    view.add_item(box)
    # `Snooze` answers the buttons, wherever they come from: discord.py need not remember this view for that.
    view.stop()
    return view


class Snooze(
    PersistentControl, template=re.compile(r"reminder:(?P<guild>\d+):(?P<number>\d+):\d+:(?P<choice>10m|1h|tomorrow)")
):
    """A button below a delivered reminder."""

    @property
    def command(self) -> str:
        """What a press does; no command has this name."""
        return "snooze"

    async def pressed(self, bot: "Astromorty", interaction: Interaction) -> None:
        """Let the reminder come again, and say so in its place."""
        reminder = await bot.reminders.delivered_one(int(self.given["guild"]), int(self.given["number"]))
        if interaction.user.id != reminder.member_id:
            raise Refusal(f"Only <@{reminder.member_id}> can put this reminder off.")
        await bot.gate.refuse(interaction.user, "remind", interaction.channel)
        zone = await bot.reminders.zone_of(reminder.member_id, interaction.guild_id)
        snoozed = await bot.reminders.snooze(
            reminder, await bot.reminders.read_when(_TIMES[self.given["choice"]], zone)
        )
        view = reminding(reminder, [], mention=interaction.guild_id is not None, snoozed_until=snoozed.due_at)
        await interaction.response.edit_message(view=view)
