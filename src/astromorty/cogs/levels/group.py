"""The group of commands around levels; the files beside this one add theirs to it."""

from typing import TYPE_CHECKING, Any

from discord.ext import commands

from astromorty.cogs.levels.level_ups import LevelUps
from astromorty.cogs.levels.messages import MessageXp
from astromorty.cogs.levels.overview import overview
from astromorty.cogs.levels.reward_roles import RewardRoles
from astromorty.context import Context
from astromorty.gate import needs
from astromorty.services.lanes import Lanes
from astromorty.ui.cards import card

if TYPE_CHECKING:
    from astromorty.bot import Astromorty

manages = needs(manage_guild=True)


class LevelsGroup(commands.Cog):
    """What every part of the area works with."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self.lanes = bot.lanes["levels"] = Lanes()
        self.roles = RewardRoles(bot, self.lanes)
        self.messages = MessageXp(bot, LevelUps(bot, self.lanes, self.roles))

    async def cog_check(self, ctx: commands.Context[Any]) -> bool:
        """Let the commands be used in servers only."""
        return await commands.guild_only().predicate(ctx)

    @commands.hybrid_group(fallback="overview", case_insensitive=True)
    @commands.guild_only()
    async def levels(self, ctx: Context) -> None:
        """Show how levels are set up in this server."""
        await ctx.answer(card("Levels", await overview(self.bot, ctx.server)))


# As a parent for commands of the classes that inherit from this one.
levels: commands.HybridGroup[Any, ..., Any] = LevelsGroup.levels
