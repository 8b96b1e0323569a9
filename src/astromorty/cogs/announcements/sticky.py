"""Sticky messages: one in a channel, which stays its last."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from astromorty.cogs.announcements.sticky_portable import PortableStickies
from astromorty.cogs.announcements.sticky_posts import StickyPosts
from astromorty.cogs.announcements.words import listed_sticky
from astromorty.cogs.announcements.writing import checked
from astromorty.context import Context, Interaction
from astromorty.database.models.sticky import LONGEST_TEXT
from astromorty.discord_answers import NO_ANSWER, refusal_of
from astromorty.errors import InvalidInput
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.places import Place, refuse_place
from astromorty.services.stickies import Stickies
from astromorty.ui.cards import Tone, card, done
from astromorty.ui.pages import answer_pages
from astromorty.ui.text_form import TextForm

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class StickyCommands(commands.Cog, name="Sticky"):
    """Keep a message the last one of its channel."""

    def __init__(self, bot: "Astromorty", stickies: Stickies, posts: StickyPosts) -> None:
        self.bot = bot
        self.stickies = stickies
        self.posts = posts

    async def cog_load(self) -> None:
        """Begin to see messages."""
        self.bot.messages.every.append(self.posts.receive)
        self.bot.warmers.append(self.stickies.warm)
        self.bot.portable["stickies"] = PortableStickies(self.bot, self.stickies, self.posts)

    async def cog_unload(self) -> None:
        """See no more of them, and post nothing."""
        self.bot.messages.every.remove(self.posts.receive)
        self.bot.warmers.remove(self.stickies.warm)
        del self.bot.portable["stickies"]
        await self.posts.close()

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="list", case_insensitive=True)
    @app_commands.guild_only()
    @needs(manage_messages=True)
    async def sticky(self, ctx: Context) -> None:
        """List the sticky messages of this server."""
        found = await self.stickies.table.of_guild(ctx.server.id)
        lines = [listed_sticky(each) for each in found]
        await answer_pages(ctx, "Sticky messages", lines or ["There are none. `sticky set #rules Be kind.` makes one."])

    @sticky.command(name="set")
    @examples("#general Be kind, and stay on topic.")
    @app_commands.describe(channel="Where", text="What it says; left out, a form for several lines opens")
    async def sticky_set(self, ctx: Context, channel: Place, *, text: str | None = None) -> None:
        """Let a channel have a sticky message, in place of the one it has."""
        refuse_place(ctx.author, channel)
        if text is not None:
            await self._store(channel, ctx.author.id, text)
            await ctx.defer()
            await ctx.answer(await self._post(channel))
            if channel.id == ctx.channel.id:  # the answer stands below it
                self.posts.put(ctx.server.id, channel.id)
            return
        if ctx.interaction is None:
            raise InvalidInput("Write its text behind the channel: `sticky set #rules Be kind.`")
        present = await self.stickies.table.get_by_id(ctx.server.id, channel.id)

        async def save(interaction: Interaction, written: str) -> ui.LayoutView:
            await self._store(channel, interaction.user.id, written)
            return await self._post(channel)

        form = TextForm(
            ctx.interaction, "Sticky message", "sticky set", None if present is None else present.text, save
        )
        await ctx.interaction.response.send_modal(form)

    @sticky.command(name="show")
    @examples("#general")
    @app_commands.describe(channel="Where it is")
    async def sticky_show(self, ctx: Context, channel: Place) -> None:
        """Show what a channel's sticky message says, and whether it can be posted."""
        found = await self.stickies.table.get_by_id(ctx.server.id, channel.id)
        if found is None:
            raise InvalidInput(f"{channel.mention} has no sticky message; `sticky list` shows those there are.")
        state = f"⚠️ {found.problem}" if found.problem else "It is posted anew once others wrote below it."
        writer = f" Written by <@{found.author_id}>." if found.author_id else ""
        await ctx.answer(card(f"Sticky message of {channel.mention}", found.text, f"-# {state}{writer}"))

    @sticky.command(name="remove")
    @examples("#general")
    @app_commands.describe(channel="Where it is")
    async def sticky_remove(self, ctx: Context, channel: Place) -> None:
        """Delete a channel's sticky message."""
        gone = await self.stickies.remove(ctx.server.id, channel.id)
        if gone is None:
            raise InvalidInput(f"{channel.mention} has no sticky message; `sticky list` shows those there are.")
        self.posts.clear(gone)
        await ctx.answer(done(f"{channel.mention} has no sticky message any more."))

    async def _store(self, channel: Place, author_id: int, text: str) -> None:
        await self.stickies.set(channel.guild.id, channel.id, checked(text, LONGEST_TEXT), author_id)

    async def _post(self, channel: Place) -> ui.LayoutView:
        try:
            await self.posts.post(channel.guild.id, channel.id)
        except (discord.Forbidden, discord.NotFound):
            raise InvalidInput(
                f"Discord does not let me write in {channel.mention}. Let me, then set it again."
            ) from None
        except (discord.HTTPException, *NO_ANSWER) as error:
            if refusal_of(error) is not None:
                raise
            why = "Discord does not answer just now: it is posted once somebody wrote there."
            return card(None, f"⚠️ {channel.mention} has a sticky message. {why}", tone=Tone.WARNING)
        return done(f"{channel.mention} has a sticky message: it is posted anew once others wrote below it.")
