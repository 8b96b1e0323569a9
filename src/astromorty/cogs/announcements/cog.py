"""Announcements at a time, once or again and again."""

import re
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from astromorty.cogs.announcements.delivery import AnnouncementDelivery
from astromorty.cogs.announcements.part import AnnouncementsPart
from astromorty.cogs.announcements.portable import PortableAnnouncements
from astromorty.cogs.announcements.words import listed, state, understood
from astromorty.cogs.announcements.writing import Writing
from astromorty.context import Context, Interaction
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.places import Place, refuse_place
from astromorty.services.announcements import KIND, Plan
from astromorty.services.times import suggest_rules
from astromorty.ui.cards import Tone, card, done
from astromorty.ui.pages import answer_pages
from astromorty.ui.text_form import TextForm

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

WHEN = "Such as 1h30m, tomorrow 9am, next friday 18:00, 2030-12-24"
TEXT = "What it says; left out, a form for several lines opens"
_CHANNEL = re.compile(r"<#\d+>")
_MOST_WORDS = 6


class UntilChannel(commands.Converter[str]):
    """Takes a message's words up to a mention of a channel; a slash option is taken as it is."""

    async def convert(self, ctx: commands.Context[Any], argument: str) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the words, and leave the channel to the next option."""
        words, view = [argument], ctx.view
        begin = view.index
        while ctx.interaction is None and len(words) <= _MOST_WORDS:
            view.skip_ws()
            before = view.index
            word = view.get_quoted_word()
            if word is None:
                break
            if _CHANNEL.fullmatch(word):
                view.index = before
                return " ".join(words)
            words.append(word)
        view.index = begin
        return argument


class AnnouncementCommands(commands.Cog, name="Announcements"):
    """Post at the right time, once or again and again."""

    def __init__(self, bot: "Astromorty", writing: Writing, part: AnnouncementsPart) -> None:
        self.bot = bot
        self.announcements = writing.announcements
        self._writing = writing
        self._part = part
        self._delivery = AnnouncementDelivery(bot, writing.announcements)

    async def cog_load(self) -> None:
        """Begin to post."""
        self.bot.timers.handle(KIND, self._delivery.deliver, given_up=self._delivery.give_up)
        self.bot.area_parts["announcements"] = self._part
        self.bot.portable["announcements"] = PortableAnnouncements(self.bot, self._writing)

    async def cog_unload(self) -> None:
        """Leave posts to other processes."""
        self.bot.timers.forget(KIND)
        del self.bot.area_parts["announcements"], self.bot.portable["announcements"]
        await self._delivery.close()

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="list", case_insensitive=True)
    @app_commands.guild_only()
    @needs(manage_guild=True)
    async def announce(self, ctx: Context) -> None:
        """List what is to be announced."""
        found = await self.announcements.of_guild(ctx.server.id)
        lines = [f"{listed(each)}\n" for each in found]
        empty = "There is nothing. `announce at tomorrow 9am #news We meet at noon.` makes one."
        await answer_pages(ctx, "Announcements", lines or [empty])

    @announce.command(name="at")
    @examples('"tomorrow 9am" #general We meet at noon.')
    @app_commands.describe(when=WHEN, channel="Where", text=TEXT)
    async def announce_at(self, ctx: Context, when: UntilChannel, channel: Place, *, text: str | None = None) -> None:
        """Announce something once."""
        await self._make(ctx, channel, text, await self._writing.plan(ctx.server.id, str(when)))

    @announce.command(name="every")
    @examples('monday "monday 9am" #general A new week begins.')
    @app_commands.describe(
        rule="Such as day, weekday, monday, 2 weeks", at="The first time", channel="Where", text=TEXT
    )
    async def announce_every(
        self, ctx: Context, rule: str, at: UntilChannel, channel: Place, *, text: str | None = None
    ) -> None:
        """Announce something again and again."""
        first = str(at)
        if ctx.interaction is None and rule.isdecimal():  # `2 weeks` without quotation marks
            unit, _, first = first.partition(" ")
            rule = f"{rule} {unit}"
        await self._make(ctx, channel, text, await self._writing.plan(ctx.server.id, first, rule))

    @announce.command(name="edit")
    @examples('7 "tomorrow 10am"', "7 We meet at one.")
    @app_commands.describe(number="Which one", when=f"The new time: {WHEN}", text="The new text")
    async def announce_edit(
        self, ctx: Context, number: int, when: str | None = None, *, text: str | None = None
    ) -> None:
        """Change an announcement's time, its text or both."""
        seen = await self.announcements.find(ctx.server.id, number)
        if ctx.interaction is None and when is not None:
            words = f"{when} {text or ''}".strip()
            try:
                zone = await self._writing.zone_of(ctx.server.id)
                when, text = await self.bot.reminders.split_if_needed(words, zone)
            except InvalidInput:
                when, text = None, words
        if when is None and text is None:
            raise InvalidInput("Say what to change: `announce edit 7 tomorrow 9am`, or a new text.")
        edited = await self._writing.edit(ctx.author, seen, when=when, text=text)
        await ctx.answer(card("Changed", state(edited), edited.text, tone=Tone.SUCCESS))

    @announce.command(name="show")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def announce_show(self, ctx: Context, number: int) -> None:
        """Show an announcement as it will be."""
        found = await self.announcements.find(ctx.server.id, number)
        writer = f"-# Written by <@{found.author_id}>, posted {found.posts:,} times" if found.author_id else "-# –"
        await ctx.answer(card(None, state(found), found.text, writer))

    @announce.command(name="delete")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def announce_delete(self, ctx: Context, number: int) -> None:
        """Delete an announcement that is to come."""
        await self.announcements.delete(await self.announcements.find(ctx.server.id, number))
        await ctx.answer(done(f"Announcement {number} is deleted."))

    @announce.command(name="pause")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def announce_pause(self, ctx: Context, number: int) -> None:
        """Post an announcement no more until it is resumed."""
        await self.announcements.pause(await self.announcements.find(ctx.server.id, number))
        await ctx.answer(done(f"Announcement {number} is paused; `announce resume {number}` goes on with it."))

    @announce.command(name="resume")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def announce_resume(self, ctx: Context, number: int) -> None:
        """Go on with an announcement that was paused."""
        resumed = await self.announcements.resume(await self.announcements.find(ctx.server.id, number))
        await ctx.answer(card("It goes on", state(resumed), tone=Tone.SUCCESS))

    @announce.command(name="now")
    @examples("7")
    @app_commands.describe(number="Which one")
    async def announce_now(self, ctx: Context, number: int) -> None:
        """Post an announcement now; one that repeats goes on by its rule."""
        posted = await self.announcements.post_now(await self.announcements.find(ctx.server.id, number))
        await ctx.answer(done(f"Announcement {number} is being posted in <#{posted.channel_id}>."))

    async def _make(self, ctx: Context, channel: Place, text: str | None, plan: Plan) -> None:
        refuse_place(ctx.author, channel)

        async def save(author: discord.Member | discord.User, written: str) -> ui.LayoutView:
            made = await self._writing.make(author, channel, written, plan)
            return card("To be announced", understood(made, plan), made.text, tone=Tone.SUCCESS)

        if text is not None:
            await ctx.answer(await save(ctx.author, text))
            return
        if ctx.interaction is None:
            raise InvalidInput("Write the text behind the channel: `announce at tomorrow 9am #news We meet at noon.`")
        assert ctx.command is not None

        async def send(interaction: Interaction, written: str) -> ui.LayoutView:
            return await save(interaction.user, written)

        form = TextForm(ctx.interaction, "Announcement", ctx.command.qualified_name, None, send)
        await ctx.interaction.response.send_modal(form)

    @announce_every.autocomplete("rule")
    async def _complete_rule(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"every {rule}", value=rule) for rule in suggest_rules(current)][:25]

    @announce_edit.autocomplete("number")
    @announce_show.autocomplete("number")
    @announce_delete.autocomplete("number")
    @announce_pause.autocomplete("number")
    @announce_resume.autocomplete("number")
    @announce_now.autocomplete("number")
    async def _complete_number(self, interaction: Interaction, current: str) -> list[app_commands.Choice[int]]:
        found = await self.announcements.of_guild(interaction.guild_id) if interaction.guild_id else ()
        offered = {each.announcement_id: f"#{each.announcement_id} · {' '.join(each.text.split())}" for each in found}
        wanted = current.lower()
        return [
            app_commands.Choice(name=name[:100], value=value)
            for value, name in offered.items()
            if wanted in name.lower()
        ][:25]
