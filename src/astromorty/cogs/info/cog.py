"""Facts about the bot, the server and its members."""

import time
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import escape_markdown

from astromorty.cogs.info.facts import bot_facts, server_facts, user_facts
from astromorty.context import Context
from astromorty.ui.cards import card, picture_card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Info(commands.Cog):
    """Look at the bot, the server and its members."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    @commands.hybrid_command()
    async def ping(self, ctx: Context) -> None:
        """Show how quickly Discord and the database answer."""
        begun = time.perf_counter()
        await self.bot.database.ping()
        database = time.perf_counter() - begun
        text = f"Pong! Gateway {self.bot.latency * 1000:.0f} ms, database {database * 1000:.1f} ms."
        await ctx.answer(card(None, text))

    @commands.hybrid_group(fallback="bot", case_insensitive=True)
    async def info(self, ctx: Context) -> None:
        """Show version, servers and uptime of the bot."""
        await ctx.answer(card(self.bot.user.display_name if self.bot.user else None, bot_facts(self.bot)))

    @info.command(name="server")
    @commands.guild_only()
    async def info_server(self, ctx: Context) -> None:
        """Show facts about this server."""
        icon = ctx.server.icon.url if ctx.server.icon else None
        await ctx.answer(picture_card(escape_markdown(ctx.server.name), server_facts(ctx.server), icon))

    @info.command(name="user")
    @app_commands.describe(user="Whom to look at; yourself if left out")
    async def info_user(self, ctx: Context, user: discord.Member | discord.User = commands.Author) -> None:
        """Show facts about a member or any other user."""
        await ctx.answer(picture_card(escape_markdown(user.display_name), user_facts(user), user.display_avatar.url))
