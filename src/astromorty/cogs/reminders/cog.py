"""Commands around reminders."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.reminders.delivery import Delivery
from astromorty.cogs.reminders.snooze import Snooze
from astromorty.cogs.reminders.words import choice, listed, understood
from astromorty.context import Context, Interaction
from astromorty.database.models.reminder import Place
from astromorty.errors import InvalidInput
from astromorty.manual import examples
from astromorty.services.reminders import KIND, MOST_ACTIVE, MemberZone, Origin
from astromorty.services.times import Rule, find_rule, suggest_rules
from astromorty.ui.cards import Tone, card, done
from astromorty.ui.pages import answer_pages
from astromorty.ui.times import moment

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

WHEN = "Such as 1h30m, tomorrow 9am, next friday 18:00, 2030-12-24"


class Reminders(commands.Cog):
    """Be told at the right time."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.reminders = bot.reminders
        self.delivery = Delivery(bot)

    async def cog_load(self) -> None:
        """Begin to answer buttons and to deliver."""
        self.bot.add_dynamic_items(Snooze)
        self.bot.warmers.append(self._read_a_first_time)
        self.bot.timers.handle(KIND, self.delivery.deliver, given_up=self.reminders.note_failure)

    async def cog_unload(self) -> None:
        """Leave deliveries to other processes."""
        self.bot.timers.forget(KIND)
        self.bot.warmers.remove(self._read_a_first_time)
        self.bot.remove_dynamic_items(Snooze)

    async def _read_a_first_time(self, _guild_ids: Collection[int]) -> None:
        """Learn English dates: that takes up to seconds on a slow machine, and Discord gives a command three."""
        await self.reminders.read_when("tomorrow", MemberZone("UTC", is_own=False))

    @commands.hybrid_group(case_insensitive=True)
    async def remind(self, ctx: Context) -> None:
        """Show your reminders."""
        # A rule about the subcommand holds here, too.
        await self.bot.gate.refuse(ctx.author, "remind list", ctx.channel)
        await self._list(ctx)

    @remind.command(name="list")
    async def remind_list(self, ctx: Context) -> None:
        """Show your reminders."""
        await self._list(ctx)

    @remind.command(name="me")
    @examples("1h30m take the cake out", '"tomorrow 9am" water the plants')
    @app_commands.describe(when=WHEN, what="What to remind you of")
    async def remind_me(self, ctx: Context, when: str, *, what: str) -> None:
        """Be reminded by a direct message."""
        await self._remind(ctx, when, what, place="direct")

    @remind.command(name="here")
    @examples("2h the match begins")
    @app_commands.describe(when=WHEN, what="What to remind you of")
    async def remind_here(self, ctx: Context, when: str, *, what: str) -> None:
        """Be reminded in this channel."""
        allowed = ctx.permissions
        in_thread = isinstance(ctx.channel, discord.Thread)
        if not (allowed.send_messages_in_threads if in_thread else allowed.send_messages):
            raise InvalidInput("You may not write in this channel. `remind me` reminds you by a direct message.")
        await self._remind(ctx, when, what, place="channel" if ctx.guild else "direct")

    @remind.command(name="every")
    @examples("weekday 9am stand up", '"2 weeks" "friday 18:00" put out the bins')
    @app_commands.describe(
        rule="Such as day, weekday, monday, 2 weeks, month",
        at="The first time, such as 9am, or 1 december 18:00",
        what="What to remind you of",
    )
    async def remind_every(self, ctx: Context, rule: str, at: str, *, what: str) -> None:
        """Be reminded again and again, by direct messages."""
        zone = await self._zone(ctx)
        if ctx.interaction is None and rule.isdecimal():  # `2 weeks` without quotation marks
            rule, (at, *rest) = f"{rule} {at}", what.split(maxsplit=1) or [""]
            what = "".join(rest)
        repeating = find_rule(rule)
        at, what = await self._split(ctx, at, what, zone)
        first = await self.reminders.read_first(at, repeating, zone)
        reminder = await self.reminders.add_repeating(self._origin(ctx), repeating, first, zone, what)
        text = understood(reminder, first, zone)
        await ctx.answer(card("I will remind you", text, reminder.text, tone=Tone.SUCCESS), private=True)

    @remind.command(name="edit")
    @examples('7 "tomorrow 9am"', '7 "tomorrow 9am" water the roses')
    @app_commands.describe(number="Which one", when=f"The new time: {WHEN}", what="The new text")
    async def remind_edit(self, ctx: Context, number: int, when: str | None = None, *, what: str | None = None) -> None:
        """Change a reminder's time, its text or both."""
        seen = await self.reminders.find(ctx.author.id, number)
        zone = await self._zone(ctx)
        if ctx.interaction is None and when is not None:
            when, what = await self._read_edit(f"{when} {what or ''}".strip(), zone)
        if when is None and what is None:
            raise InvalidInput("Say what to change: `remind edit 7 tomorrow 9am`, or a new text.")
        meant = None
        if when is not None and seen.rule is not None:
            meant = await self.reminders.read_first(when, Rule(seen.rule), zone)
        elif when is not None:
            meant = await self.reminders.read_when(when, zone)
        edited = await self.reminders.edit(seen, zone, when=meant, text=what)
        text = understood(edited, meant, zone) if meant is not None else moment(edited.due_at)
        await ctx.answer(card("Changed", text, edited.text, tone=Tone.SUCCESS), private=True)

    @remind.command(name="delete")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def remind_delete(self, ctx: Context, number: int) -> None:
        """Delete a reminder."""
        reminder = await self.reminders.find(ctx.author.id, number)
        await self.reminders.delete(reminder)
        await ctx.answer(done(f"Reminder {number} is deleted."), private=True)

    async def _remind(self, ctx: Context, when: str, what: str, *, place: Place) -> None:
        zone = await self._zone(ctx)
        when, what = await self._split(ctx, when, what, zone)
        meant = await self.reminders.read_when(when, zone)
        reminder = await self.reminders.add(self._origin(ctx), meant, what, place=place)
        title = "I will remind you" if place == "direct" else "I will remind you here"
        view = card(title, understood(reminder, meant, zone), reminder.text, tone=Tone.SUCCESS)
        await ctx.answer(view, private=place == "direct")

    async def _list(self, ctx: Context) -> None:
        found = await self.reminders.of_member(ctx.author.id)
        if not found:
            await ctx.answer(card(None, "You have no reminders. Try `remind me 2h water the plants`."), private=True)
            return
        active = sum(reminder.is_active for reminder in found)
        title = f"Your reminders · {active} of {MOST_ACTIVE}"
        await answer_pages(ctx, title, [f"{listed(reminder)}\n" for reminder in found], private=True)

    async def _split(self, ctx: Context, when: str, what: str, zone: MemberZone) -> tuple[str, str]:
        """Find out where the time ends in a message, where nothing but quotation marks says so."""
        if ctx.interaction is not None or " " in when or f'"{when}"' in ctx.message.content:
            return when, what
        return await self.reminders.split(f"{when} {what}", zone)

    async def _read_edit(self, sentence: str, zone: MemberZone) -> tuple[str | None, str | None]:
        """Take a message's words for a time, a time and a text, or a text: the first of these that they are."""
        try:
            return await self.reminders.split_if_needed(sentence, zone)
        except InvalidInput:
            return None, sentence

    async def _zone(self, ctx: Context) -> MemberZone:
        return await self.reminders.zone_of(ctx.author.id, ctx.guild.id if ctx.guild else None)

    def _origin(self, ctx: Context) -> Origin:
        return Origin(ctx.guild.id if ctx.guild else None, ctx.channel.id, ctx.author.id)

    @remind_every.autocomplete("rule")
    async def _complete_rule(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"every {rule}", value=rule) for rule in suggest_rules(current)][:25]

    @remind_edit.autocomplete("number")
    @remind_delete.autocomplete("number")
    async def _complete_number(self, interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
        zone = await self.reminders.zone_of(interaction.user.id, interaction.guild_id)
        found = [choice(reminder, zone.info) for reminder in await self.reminders.of_member(interaction.user.id)]
        return [offered for offered in found if current.lower() in offered.name.lower()][:25]
