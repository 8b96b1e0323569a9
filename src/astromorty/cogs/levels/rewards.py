"""Commands on the roles that levels earn."""

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.levels.group import LevelsGroup, levels, manages
from astromorty.context import Context
from astromorty.database.errors import TooManyRowsError
from astromorty.errors import InvalidInput
from astromorty.hierarchy import role_objection, role_trouble
from astromorty.manual import examples
from astromorty.ui.cards import Tone, card, done
from astromorty.ui.pages import answer_pages

HIGHEST_REWARDED = 1_000


class RewardCommands(LevelsGroup):
    """Add, remove and list rewards."""

    @levels.group(name="reward", fallback="list", case_insensitive=True)
    async def levels_reward(self, ctx: Context) -> None:
        """List the roles that levels earn, and what keeps me from giving one."""
        config = await self.bot.guild_settings.get(ctx.server.id)
        rules = await self.bot.level_rules.get(ctx.server.id)
        kept = "Earned roles are kept." if config.levels_rewards == "stack" else "Only the highest role is kept."
        lines: list[str] = []
        for reward in rules.rewards:
            role = ctx.server.get_role(reward.role_id)
            if role is None:  # deleted while I was away
                await self.bot.level_rules.forget(ctx.server.id, "role", reward.role_id)
                continue
            trouble = role_trouble(ctx.server, role)
            warning = f"\n⚠️ I cannot give it: {trouble}." if trouble else ""
            lines.append(f"**Level {reward.level:,}** <@&{reward.role_id}>{warning}")
        await answer_pages(ctx, "Rewards", [*(lines or ["No level earns a role yet."]), f"-# {kept}"])

    @levels_reward.command(name="add")
    @examples("10 @Moderators")
    @manages
    @app_commands.describe(level="The level that earns it", role="The role")
    async def levels_reward_add(
        self, ctx: Context, level: commands.Range[int, 1, HIGHEST_REWARDED], role: discord.Role
    ) -> None:
        """Let a level earn a role; who has the level already gets it too."""
        if role.is_default() or role.managed:
            raise InvalidInput(f"{role.mention} cannot be given by hand: it belongs to everyone, an app or boosters.")
        _refuse_power(ctx, role)
        try:
            await self.bot.level_rules.set_reward(ctx.server.id, role.id, level)
        except TooManyRowsError as error:
            raise InvalidInput(f"A server can have {error.most:,} rewards; remove one first.") from None
        await self.roles.resume()
        sentence = f"Level {level:,} earns {role.mention}."
        trouble = role_trouble(ctx.server, role)
        if trouble is None:
            await ctx.answer(done(sentence))
        else:
            await ctx.answer(card(None, f"⚠️ {sentence} But I cannot give it: {trouble}.", tone=Tone.WARNING))

    @levels_reward.command(name="remove")
    @examples("@Moderators")
    @manages
    @app_commands.describe(role="The role that no level is to earn any more")
    async def levels_reward_remove(self, ctx: Context, role: discord.Role) -> None:
        """Let no level earn a role any more; who has it keeps it."""
        if not await self.bot.level_rules.remove_reward(ctx.server.id, role.id):
            raise InvalidInput(f"No level earns {role.mention}; `levels reward list` shows which roles are earned.")
        await self.roles.resume()
        await ctx.answer(done(f"No level earns {role.mention} any more. Who has it keeps it."))


def _refuse_power(ctx: Context, role: discord.Role) -> None:
    """Let nobody hand out by way of a level what they could not hand out themselves."""
    objection = role_objection(ctx.member, role)
    if objection is not None:
        raise InvalidInput(objection)
