"""What members see of levels, and what brings them about."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.levels.leaderboard import Leaderboard
from astromorty.cogs.levels.level_ups import LevelUps
from astromorty.cogs.levels.messages import MessageXp
from astromorty.cogs.levels.reward_roles import RewardRoles
from astromorty.cogs.levels.standing import standing_card
from astromorty.context import Context, Interaction
from astromorty.services.lanes import Lanes
from astromorty.ui.pages import answer_loaded

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

# What level-ups that are not dealt with when the bot stops may still take, in seconds.
FINISH_TIMEOUT = 2.0
# Unlike an optional member, one with a default that cannot be found is refused.
NOBODY: Any = commands.parameter(default=None)


class Levels(commands.Cog):
    """Members gain levels by writing."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._lanes = Lanes()
        self.roles = RewardRoles(bot, self._lanes)
        self.messages = MessageXp(bot, LevelUps(bot, self._lanes, self.roles))
        self._menu = app_commands.ContextMenu(name="Level", callback=self._level_of_user)

    async def cog_load(self) -> None:
        """Begin to receive messages."""
        self.bot.messages.plain.append(self.messages.receive)
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Receive no more, and finish what was begun."""
        self.bot.messages.plain.remove(self.messages.receive)
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)
        await self._lanes.close(seconds=FINISH_TIMEOUT)

    @commands.hybrid_command()
    @commands.guild_only()
    @app_commands.describe(member="Whose level; yours if left out")
    async def level(self, ctx: Context, member: discord.Member = NOBODY) -> None:
        """Show a member's level."""
        shown = member or ctx.author
        await ctx.answer(await self._card(ctx.server, shown))

    @commands.hybrid_command()
    @commands.guild_only()
    @app_commands.describe(page="Which page to begin with")
    async def leaderboard(self, ctx: Context, page: int = 1) -> None:
        """Show who has the most experience in this server."""
        board = Leaderboard(self.bot, ctx.server, ctx.author)
        await answer_loaded(ctx, "Leaderboard", board.load, first=page - 1)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Go on with what a former process began."""
        await self.roles.resume()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Give a member who comes back the roles that were earned before."""
        if not member.bot:
            self.roles.sync(member.guild, member.id)

    async def _level_of_user(self, interaction: Interaction, member: discord.Member) -> None:
        """Show a member's level, from the member's own menu."""
        await interaction.response.send_message(view=await self._card(member.guild, member), ephemeral=True)

    async def _card(self, guild: discord.Guild, member: discord.abc.User) -> discord.ui.LayoutView:
        level = await self.bot.levels.get(member.id, guild.id)
        return standing_card(member, level, await self.bot.levels.rank(member.id, guild.id))
