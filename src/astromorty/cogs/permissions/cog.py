"""Rules on who may use what."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.cogs.permissions.answers import changed_card, rule_lines, subject_lines
from astromorty.cogs.permissions.explaining import explanation
from astromorty.cogs.permissions.portable import PortablePermissions
from astromorty.cogs.permissions.rank_choices import offer_ranks
from astromorty.commands.names import CommandNames
from astromorty.context import Context, Interaction
from astromorty.gate import needs
from astromorty.manual import examples
from astromorty.services.permissions.ranks import parse_rule
from astromorty.services.permissions.rules import with_rule
from astromorty.ui.cards import card, code
from astromorty.ui.pages import answer_pages

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class PermissionCommands(commands.Cog, name="Permissions"):
    """Decide who may use which command."""

    def __init__(self, bot: "Astromorty") -> None:
        self.bot = bot
        self._names = CommandNames(bot)

    async def cog_load(self) -> None:
        """Let exports carry ranks and rules."""
        self.bot.portable["permissions"] = PortablePermissions(self.bot)

    async def cog_unload(self) -> None:
        """Leave them out again."""
        del self.bot.portable["permissions"]

    @commands.hybrid_group(case_insensitive=True)
    @app_commands.guild_only()
    @needs(manage_guild=True)
    async def permissions(self, ctx: Context) -> None:
        """List the rules of this server."""
        # A rule about the subcommand holds here, too.
        await self.bot.gate.refuse(ctx.author, "permissions show", ctx.channel)
        await self.permissions_show(ctx)

    # No fallback of the group: a subcommand of its name takes it out of the slash commands.
    @permissions.command(name="show")
    @examples("", "levels")
    @app_commands.describe(command="Which command, group or right; all rules if left out")
    async def permissions_show(self, ctx: Context, *, command: str | None = None) -> None:
        """List the rules of this server, or show who may use a command."""
        decided = await self.bot.permissions.get_set(ctx.server.id)
        subjects = self.bot.gate.subjects()
        if command is None:
            await answer_pages(ctx, "Rules", rule_lines(decided, subjects))
            return
        subject = subjects[self._names.find(command)]
        await answer_pages(ctx, code(subject.name), subject_lines(subject, decided, subjects))

    @permissions.command(name="set")
    @examples("ban Moderator", "snippets everyone", "levels default")
    @app_commands.describe(
        command="Which command, group or right", value="A rank, by name or number, everyone, nobody or default"
    )
    async def permissions_set(self, ctx: Context, command: str, *, value: str) -> None:
        """Let a rank and those above use a command or a group, or everyone, or nobody."""
        if ctx.interaction is None:
            command, value = self._names.split(f"{command} {value}")
        before = await self.bot.permissions.get_set(ctx.server.id)
        name = self._names.find(command, [rule.command for rule in before.rules])
        rule = parse_rule(name, value, before.ranks)
        editor = self.bot.gate.editor(ctx.member)
        change = await self.bot.permission_edits.set_rule(editor, name, rule)
        subject = editor.subjects.get(name)
        after = with_rule(before, name, rule)
        locked_out = subject is not None and not editor.decide(subject, after).allowed
        await ctx.answer(changed_card(change, after, subject, locked_out=locked_out))

    @permissions.command(name="explain")
    @examples("@Mia ban")
    @app_commands.describe(member="Whom it is about", command="Which command, group or right")
    async def permissions_explain(self, ctx: Context, member: discord.Member, *, command: str) -> None:
        """Say whether a member may use a command here, and which rule decides."""
        name = self._names.find(command)
        decision = await self.bot.gate.decide(member, name, ctx.channel)
        decided = await self.bot.permissions.get_set(ctx.server.id)
        await ctx.answer(card(None, explanation(member, name, decision, decided, ctx.channel)))

    @permissions_set.autocomplete("command")
    @permissions_show.autocomplete("command")
    @permissions_explain.autocomplete("command")
    async def _complete_command(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return self._names.offer(current)

    @permissions_set.autocomplete("value")
    async def _complete_value(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        assert interaction.guild_id is not None
        return offer_ranks(await self.bot.permissions.get_set(interaction.guild_id), current, values=True)
