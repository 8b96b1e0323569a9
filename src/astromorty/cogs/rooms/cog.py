"""Commands for members' own voice rooms."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.rooms.open_room import OpenRoom
from astromorty.cogs.rooms.setup import make_lobby
from astromorty.context import Context
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.ui.cards import card, done

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class RoomCommands(commands.Cog, name="Rooms"):
    """Voice channels of one's own."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let nobody pass outside of a server."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="info", case_insensitive=True)
    @app_commands.guild_only()
    async def room(self, ctx: Context) -> None:
        """Show the room that you are in: its owner, its limit, and whether it is locked."""
        room = await OpenRoom.find(self.bot, ctx.author, ctx.channel)
        await ctx.answer(card("🔊 Room", *room.words()), private=True)

    @room.command(name="name")
    @examples("Chess")
    @app_commands.describe(name="What it is called")
    async def room_name(self, ctx: Context, *, name: str) -> None:
        """Rename your room; Discord allows that twice in ten minutes."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.rename(name)), private=True)

    @room.command(name="limit")
    @examples("5", "0")
    @app_commands.describe(members="How many members it takes; 0 is any number")
    async def room_limit(self, ctx: Context, members: int) -> None:
        """Limit how many members your room takes."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.limit(members)), private=True)

    @room.command(name="lock")
    async def room_lock(self, ctx: Context) -> None:
        """Let only invited members join your room."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.shut("connect", taken=True)), private=True)

    @room.command(name="unlock")
    async def room_unlock(self, ctx: Context) -> None:
        """Let everybody join your room again."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.shut("connect", taken=False)), private=True)

    @room.command(name="hide")
    async def room_hide(self, ctx: Context) -> None:
        """Let only invited members see your room."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.shut("view_channel", taken=True)), private=True)

    @room.command(name="show")
    async def room_show(self, ctx: Context) -> None:
        """Let everybody see your room again."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.shut("view_channel", taken=False)), private=True)

    @room.command(name="invite")
    @examples("@Mia")
    @app_commands.describe(member="Who may join, also while the room is locked or hidden")
    async def room_invite(self, ctx: Context, member: discord.Member) -> None:
        """Let a member join your room while it is locked or hidden."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.invite(member)), private=True)

    @room.command(name="kick")
    @examples("@Mia")
    @app_commands.describe(member="Who is put out")
    async def room_kick(self, ctx: Context, member: discord.Member) -> None:
        """Put a member out of your room, and keep them out."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.kick(member)), private=True)

    @room.command(name="transfer")
    @examples("@Mia")
    @app_commands.describe(member="Who gets it; must be in the room")
    async def room_transfer(self, ctx: Context, member: discord.Member) -> None:
        """Give your room to a member who is in it."""
        room = await self._mine(ctx)
        await ctx.answer(done(await room.transfer(member)), private=True)

    @room.command(name="claim")
    async def room_claim(self, ctx: Context) -> None:
        """Take over the room that you are in when its owner has left it."""
        room = await OpenRoom.find(self.bot, ctx.author, ctx.channel)
        await ctx.defer(ephemeral=True)
        await ctx.answer(done(await room.claim(ctx.author)), private=True)

    @room.command(name="setup")
    @needs(manage_guild=True, manage_channels=True)
    @commands.bot_has_guild_permissions(manage_channels=True, move_members=True)
    async def room_setup(self, ctx: Context) -> None:
        """Make a category and a lobby: who joins the lobby gets a room."""
        await ctx.defer(ephemeral=True)
        lobby = await make_lobby(self.bot, ctx.server)
        ready = f"Who joins {lobby.mention} gets a room. The page Rooms of `config` has the settings."
        await ctx.answer(done(ready), private=True)

    async def _mine(self, ctx: Context) -> OpenRoom:
        room = await OpenRoom.find(self.bot, ctx.author, ctx.channel)
        await room.refuse_stranger(ctx.author)
        await ctx.defer(ephemeral=True)
        return room
