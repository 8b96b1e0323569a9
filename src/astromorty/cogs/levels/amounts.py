"""Commands that change how much experience members have."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.levels.group import LevelsGroup, levels, manages
from astromorty.cogs.levels.reset_server import ResetServer
from astromorty.context import Context
from astromorty.database.errors import XpLimitError
from astromorty.database.models import Level
from astromorty.database.models.level import XP_LIMIT
from astromorty.errors import InvalidInput
from astromorty.manual import examples
from astromorty.services.levels.curve import level_at, xp_for
from astromorty.ui.cards import done
from astromorty.ui.confirm import Confirm

# Unlike an optional option, one with a default is refused where it names nobody.
NOBODY: Any = commands.parameter(default=None)
# The highest level that can be set; more are reached by writing.
HIGHEST_SET = 1_000


class AmountCommands(LevelsGroup):
    """Give, take, set and reset."""

    @levels.command(name="give")
    @examples("@Mia 500")
    @manages
    @app_commands.describe(member="To whom", xp="How much XP to add")
    async def levels_give(self, ctx: Context, member: discord.Member, xp: commands.Range[int, 1, XP_LIMIT]) -> None:
        """Give a member XP."""
        _refuse_bot(member)
        try:
            level = await self.bot.levels.add_xp(member.id, ctx.server.id, xp)
        except XpLimitError:
            raise InvalidInput(f"Nobody can have more than {XP_LIMIT:,} XP; give less.") from None
        await self._changed(ctx, member, level, former=None)

    @levels.command(name="take")
    @examples("@Mia 500")
    @manages
    @app_commands.describe(member="From whom", xp="How much XP to take; at most what there is is taken")
    async def levels_take(self, ctx: Context, member: discord.Member, xp: commands.Range[int, 1, XP_LIMIT]) -> None:
        """Take XP from a member."""
        former = await self._level_of(ctx, member)
        level = await self.bot.levels.take_xp(member.id, ctx.server.id, xp)
        if level is None:
            raise InvalidInput(f"{member.mention} has no XP that could be taken.")
        await self._changed(ctx, member, level, former=former)

    @levels.command(name="set")
    @examples("@Mia 475")
    @manages
    @app_commands.describe(member="Whose XP", xp="How much XP the member has then")
    async def levels_set(self, ctx: Context, member: discord.Member, xp: commands.Range[int, 0, XP_LIMIT]) -> None:
        """Set the XP of a member."""
        _refuse_bot(member)
        former = await self._level_of(ctx, member)
        level = await self.bot.levels.set_xp(member.id, ctx.server.id, xp)
        await self._changed(ctx, member, level, former=former)

    @levels.command(name="setlevel")
    @examples("@Mia 10")
    @manages
    @app_commands.describe(member="Whose level", level="The level that the member has then")
    async def levels_setlevel(
        self, ctx: Context, member: discord.Member, level: commands.Range[int, 0, HIGHEST_SET]
    ) -> None:
        """Set the level of a member."""
        _refuse_bot(member)
        former = await self._level_of(ctx, member)
        reached = await self.bot.levels.set_xp(member.id, ctx.server.id, xp_for(level))
        await self._changed(ctx, member, reached, former=former)

    @levels.command(name="reset")
    @examples("@Mia")
    @manages
    @app_commands.describe(member="Whose XP; that of the whole server if left out")
    async def levels_reset(self, ctx: Context, member: discord.User = NOBODY) -> None:
        """Forget the XP of a member, or of everyone."""
        guild = ctx.server
        if not member:
            await ResetServer(ctx, self.bot.levels, self.roles).open(ctx)
            return
        found = await self.bot.levels.get(member.id, guild.id)
        if found is None:
            raise InvalidInput(f"{member.mention} has no XP that could be forgotten.")

        async def reset() -> discord.ui.LayoutView:
            former = await self._level_of(ctx, member)
            await self.bot.levels.reset(member.id, guild.id)
            self.roles.sync_changed(guild, member.id, former=former)
            return done(f"{member.mention} begins anew, without XP.")

        detail = f"{member.mention} has {found.xp:,} XP. It cannot be brought back."
        await Confirm(ctx, "Forget this member's XP?", detail, yes="Forget", action=reset).open(ctx)

    async def _level_of(self, ctx: Context, member: discord.abc.User) -> int:
        level = await self.bot.levels.get(member.id, ctx.server.id)
        return level_at(level.xp) if level else 0

    async def _changed(self, ctx: Context, member: discord.Member, level: Level, *, former: int | None) -> None:
        self.roles.sync_changed(ctx.server, member.id, former=former)
        await ctx.answer(done(f"{member.mention} has {level.xp:,} XP now: level {level_at(level.xp):,}."))


def _refuse_bot(member: discord.Member) -> None:
    if member.bot:
        raise InvalidInput("Bots have no levels; name a person.")
