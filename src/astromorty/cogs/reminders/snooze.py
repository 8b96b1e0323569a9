"""The message that reminds, and its buttons: all they need is in their IDs, so any process can answer them."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from astromorty.cogs.reminders.words import moment
from astromorty.context import Interaction
from astromorty.database.models import Reminder
from astromorty.errors import Refusal
from astromorty.log_fields import bind_to_task
from astromorty.ui.cards import Tone, container

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
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"reminder:(?P<guild>\d+):(?P<number>\d+):\d+:(?P<choice>10m|1h|tomorrow)"),
):
    """A button below a delivered reminder."""

    def __init__(self, guild_id: int, number: int, choice: str, item: ui.Button[Any]) -> None:
        super().__init__(item)
        self._guild_id = guild_id
        self._number = number
        self._choice = choice

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read what the button stands for from its ID."""
        del interaction
        return cls(int(match["guild"]), int(match["number"]), match["choice"], cast("ui.Button[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Let the reminder come again, and say so in its place."""
        bot: Astromorty = interaction.client
        bind_to_task(guild=interaction.guild_id, command="snooze")
        try:
            await self._snooze(bot, interaction)
        except Exception as error:
            await bot.errors.from_interaction(interaction, error)

    async def _snooze(self, bot: "Astromorty", interaction: Interaction) -> None:
        if bot.closing:
            raise Refusal("I am restarting. Please try again in a moment.")
        reminder = await bot.reminders.delivered_one(self._guild_id, self._number)
        if interaction.user.id != reminder.member_id:
            raise Refusal(f"Only <@{reminder.member_id}> can put this reminder off.")
        await bot.gate.refuse(interaction.user, "remind", interaction.channel)
        zone = await bot.reminders.zone_of(reminder.member_id, interaction.guild_id)
        snoozed = await bot.reminders.snooze(reminder, await bot.reminders.read_when(_TIMES[self._choice], zone))
        view = reminding(reminder, [], mention=interaction.guild_id is not None, snoozed_until=snoozed.due_at)
        await interaction.response.edit_message(view=view)
