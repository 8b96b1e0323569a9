"""Facts about the bot, the server and its members."""

import time
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.info.avatars import avatar_view
from astromorty.cogs.info.channels import channel_facts, refuse_unseen
from astromorty.cogs.info.facts import bot_facts, server_facts, user_facts
from astromorty.cogs.info.member_count import member_count
from astromorty.cogs.info.roles import count_holders, role_facts
from astromorty.context import AnyChannel, Context, Interaction
from astromorty.manual import examples
from astromorty.ui.cards import card, picture_card, plain

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Info(commands.Cog):
    """Look at the bot, the server and its members."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._menu = app_commands.ContextMenu(
            name="Avatar", callback=self._avatar_of_user, extras={"command": "avatar"}
        )

    async def cog_load(self) -> None:
        """Offer the entry in the menus of users."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the entry back."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

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
        await ctx.answer(picture_card(plain(ctx.server.name), server_facts(ctx.server), icon))

    @info.command(name="user")
    @examples("@Mia")
    @app_commands.describe(user="Whom to look at; yourself if left out")
    async def info_user(self, ctx: Context, *, user: discord.Member | discord.User = commands.Author) -> None:
        """Show facts about a member or any other user."""
        await ctx.answer(picture_card(plain(user.display_name), user_facts(user), user.display_avatar.url))

    @info.command(name="role")
    @examples("@Moderators")
    @commands.guild_only()
    @app_commands.describe(role="Which role")
    async def info_role(self, ctx: Context, *, role: discord.Role) -> None:
        """Show facts about a role."""
        icon = role.display_icon.url if isinstance(role.display_icon, discord.Asset) else None
        facts = role_facts(role, await count_holders(role))
        await ctx.answer(picture_card(plain(role.name), facts, icon))

    @info.command(name="channel")
    @examples("#general")
    @commands.guild_only()
    @app_commands.describe(channel="Which channel, thread or category; this one if left out")
    async def info_channel(self, ctx: Context, *, channel: AnyChannel = commands.CurrentChannel) -> None:
        """Show facts about a channel."""
        if channel != ctx.channel:  # a thread in which one writes is seen, whatever else
            await refuse_unseen(channel, ctx)
        await ctx.answer(card(plain(channel.name), channel_facts(channel)))

    @commands.hybrid_command()
    @examples("@Mia")
    @app_commands.describe(user="Whose picture; yours if left out")
    async def avatar(self, ctx: Context, *, user: discord.Member | discord.User = commands.Author) -> None:
        """Show a user's picture, with links to it in all sizes."""
        await ctx.answer(avatar_view(user))

    @commands.hybrid_command()
    @commands.guild_only()
    async def membercount(self, ctx: Context) -> None:
        """Show how many members this server has."""
        await ctx.answer(card(plain(ctx.server.name), await member_count(self.bot, ctx.server)))

    async def _avatar_of_user(self, interaction: Interaction, user: discord.Member | discord.User) -> None:
        """Show a user's picture, from the user's own menu."""
        await interaction.response.send_message(view=avatar_view(user), ephemeral=True)
