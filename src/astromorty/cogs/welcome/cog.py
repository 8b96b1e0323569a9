"""Welcomes and goodbyes."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.welcome.greeter import Greeter
from astromorty.cogs.welcome.part import welcome_part
from astromorty.cogs.welcome.preview import preview
from astromorty.cogs.welcome.words import JOINING, LEAVING, Occasion
from astromorty.context import Context
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.guild_settings import SETTINGS
from astromorty.services.welcome import check_template
from astromorty.setting_values import problem, read
from astromorty.ui.cards import Tone, card, done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Welcome(commands.Cog):
    """Say something when members join and leave."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._greeter = Greeter(bot)

    async def cog_load(self) -> None:
        """Show the previews in the dashboard."""
        self.bot.area_parts["welcome"] = welcome_part

    async def cog_unload(self) -> None:
        """Finish what is begun."""
        del self.bot.area_parts["welcome"]
        await self._greeter.close()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Welcome who comes, unless the server's screening is before them."""
        await self._greeter.joined(member)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Welcome who is done with the screening."""
        if before.pending and not after.pending:
            await self._greeter.joined(after)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Tell who left."""
        await self._greeter.left(payload.guild_id, payload.user)

    @commands.hybrid_group(fallback="preview", case_insensitive=True)
    @needs(manage_guild=True)
    @app_commands.guild_only()
    async def welcome(self, ctx: Context) -> None:
        """Show how a welcome looks, with you as the newcomer."""
        await self._preview(ctx, JOINING)

    @welcome.command(name="set")
    @examples("#general", "#general Hello {user}, you are number {count}!")
    @app_commands.describe(
        channel="Where members are welcomed",
        text="What is said, with {user}, {name}, {server}, {count} and {id}; as before if left out",
    )
    async def welcome_set(self, ctx: Context, channel: discord.TextChannel, *, text: str | None = None) -> None:
        """Welcome members in a channel."""
        await self._set(ctx, JOINING, channel, text)

    @welcome.command(name="off")
    async def welcome_off(self, ctx: Context) -> None:
        """Welcome nobody in a channel any more."""
        await self._turn_off(ctx, JOINING, "Nobody is welcomed in a channel any more; the text is kept.")

    @commands.hybrid_group(fallback="preview", case_insensitive=True)
    @needs(manage_guild=True)
    @app_commands.guild_only()
    async def goodbye(self, ctx: Context) -> None:
        """Show how a goodbye looks, with you as the one who left."""
        await self._preview(ctx, LEAVING)

    @goodbye.command(name="set")
    @examples("#general", "#general {name} has gone.")
    @app_commands.describe(
        channel="Where it is said that somebody left",
        text="What is said, with {user}, {name}, {server}, {count} and {id}; as before if left out",
    )
    async def goodbye_set(self, ctx: Context, channel: discord.TextChannel, *, text: str | None = None) -> None:
        """Say in a channel who left."""
        await self._set(ctx, LEAVING, channel, text)

    @goodbye.command(name="off")
    async def goodbye_off(self, ctx: Context) -> None:
        """Say of nobody any more that they left."""
        await self._turn_off(ctx, LEAVING, "Of nobody it is said any more that they left; the text is kept.")

    async def _preview(self, ctx: Context, occasion: Occasion) -> None:
        config = await self.bot.guild_settings.get(ctx.server.id)
        text = preview(occasion, config, ctx.author, ctx.server)
        # Exactly what is sent, so no card around it; it notifies nobody here.
        await ctx.send(text, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())

    async def _set(self, ctx: Context, occasion: Occasion, channel: discord.TextChannel, text: str | None) -> None:
        values = {occasion.channel: read(ctx.server, SETTINGS[occasion.channel], channel.mention)}
        if text is not None:
            values[occasion.template] = check_template(text)
        seen = await self.bot.guild_settings.get(ctx.server.id)
        config = await self.bot.guild_settings.save_all(ctx.server.id, seen, values)
        words = preview(occasion, config, ctx.author, ctx.server)
        lines = [f"✅ This is said in {channel.mention}, here with you:", words]
        trouble = problem(ctx.server, SETTINGS[occasion.channel], config)
        wrong = [*([f"⚠️ {trouble}"] if trouble else []), *self.bot.plan.warnings(occasion.channel)]
        lines += wrong
        await ctx.answer(card(None, *lines, tone=Tone.WARNING if wrong else Tone.SUCCESS))

    async def _turn_off(self, ctx: Context, occasion: Occasion, sentence: str) -> None:
        await self.bot.guild_settings.save(ctx.server.id, SETTINGS[occasion.channel], None)
        await ctx.answer(done(sentence))
