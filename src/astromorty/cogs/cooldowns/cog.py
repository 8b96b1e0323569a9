"""Cooldowns: how often members may use a command."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.cooldowns.controls import CooldownsPart
from astromorty.cogs.cooldowns.coolable import Coolable
from astromorty.cogs.cooldowns.portable import PortableCooldowns
from astromorty.cogs.cooldowns.words import listed, rule_of
from astromorty.context import Context, Interaction
from astromorty.database.models.cooldown import LONGEST_WINDOW, MOST_USES, Per
from astromorty.errors import InvalidInput, NotAllowed
from astromorty.gate import needs, subject_of
from astromorty.manual import examples
from astromorty.services.cooldowns import Cooldowns, Use, cooldown_for
from astromorty.ui.cards import card, code, done
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty
    from astromorty.gate import Channel


class CooldownCommands(commands.Cog, name="Cooldowns"):
    """Let commands rest after they were used."""

    def __init__(self, bot: "Astromorty", cooldowns: Cooldowns) -> None:
        self.bot = bot
        self.cooldowns = cooldowns
        self._coolable = Coolable(bot)

    async def cog_load(self) -> None:
        """Begin to count."""
        self.bot.gate.limits.append(self.limit)
        self.bot.warmers.append(self.cooldowns.warm)
        self.bot.area_parts["cooldowns"] = CooldownsPart(self.cooldowns, self._coolable)
        self.bot.portable["cooldowns"] = PortableCooldowns(self.bot, self.cooldowns, self._coolable)

    async def cog_unload(self) -> None:
        """Count no more."""
        self.bot.gate.limits.remove(self.limit)
        self.bot.warmers.remove(self.cooldowns.warm)
        del self.bot.area_parts["cooldowns"], self.bot.portable["cooldowns"]

    @commands.hybrid_group(fallback="show", case_insensitive=True)
    @examples("", "level")
    @app_commands.guild_only()
    @commands.guild_only()
    @needs(manage_guild=True)
    @app_commands.describe(command="Which command; all that have a cooldown if left out")
    async def cooldown(self, ctx: Context, *, command: str | None = None) -> None:
        """Show which commands have a cooldown, or the one of a command."""
        present = await self.cooldowns.of_guild(ctx.server.id)
        if command is None:
            lines = listed(present) or ["No command has a cooldown. `cooldown set` gives one to a command or group."]
            await answer_pages(ctx, "Cooldowns", lines)
            return
        found = self.bot.get_command(self._coolable.find(command))
        assert found is not None
        applies = cooldown_for(subject_of(found).path, present)
        if applies is None:
            text = f"{code(found.qualified_name)} has no cooldown."
        else:
            group = "" if applies.command == found.qualified_name else f", by the one of {code(applies.command)}"
            text = f"{code(found.qualified_name)} can be used {rule_of(applies)}{group}."
        await ctx.answer(card(None, text))

    @cooldown.command(name="set")
    @examples("level 1 30", '"levels give" 5 60 server')
    @app_commands.describe(
        command="Which command or group", uses="How often it can be used", seconds="In how many seconds", per="By whom"
    )
    async def cooldown_set(
        self,
        ctx: Context,
        command: str,
        uses: commands.Range[int, 1, MOST_USES],
        seconds: commands.Range[int, 1, LONGEST_WINDOW],
        per: Per = "member",
    ) -> None:
        """Let a command, or each in a group, be used only so often."""
        name = self._coolable.find(command)
        saved = await self.cooldowns.set(ctx.server.id, name, uses=uses, seconds=seconds, per=per)
        note = "-# Who may use `cooldown set` need not wait."
        await ctx.answer(done(f"{code(name)} can be used {rule_of(saved)} from now on.\n{note}"))

    @cooldown.command(name="reset")
    @examples("level")
    @app_commands.describe(command="Which command or group")
    async def cooldown_reset(self, ctx: Context, *, command: str) -> None:
        """Let a command be used as often as anybody likes."""
        ruled = [each.command for each in await self.cooldowns.of_guild(ctx.server.id)]
        name = self._coolable.names.find(command, ruled)
        if not await self.cooldowns.reset(ctx.server.id, name):
            raise InvalidInput(f"{code(name)} has no cooldown of its own; `cooldown show` lists those there are.")
        await ctx.answer(done(f"{code(name)} has no cooldown of its own any more."))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget what was counted in a server."""
        self.cooldowns.forget_guild(guild.id)

    async def limit(self, member: discord.Member | discord.User, name: str, channel: "Channel | None") -> None:
        """Count the use of a command; raise `NotAllowed` where it is one too many."""
        command = self.bot.get_command(name)
        if command is None or channel is None or not isinstance(member, discord.Member):
            return
        use = Use(member.guild.id, channel.id, member.id, subject_of(command).path)
        cooldown = await self.cooldowns.find(use)
        if cooldown is None or await self.bot.gate.may(member, "cooldown set", channel):
            return
        wait = self.cooldowns.count(cooldown, use)
        if wait is not None:
            again = discord.utils.format_dt(datetime.now(UTC) + timedelta(seconds=wait.seconds + 1), "R")
            raise NotAllowed(f"{code(cooldown.command)} can be used {rule_of(cooldown)}. Try again {again}.")

    @cooldown.autocomplete("command")
    @cooldown_set.autocomplete("command")
    @cooldown_reset.autocomplete("command")
    async def _complete_command(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return self._coolable.offer(current)
