"""What every invocation of a command passes before the command runs, whichever form it has."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context, Interaction
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.errors import Refusal, Restarting
from astromorty.gate import command_name

if TYPE_CHECKING:
    from astromorty.bot import Astromorty


class Tree(app_commands.CommandTree["Astromorty"]):
    """The slash commands: none is begun while the bot stops, and errors go the common way."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Refuse new commands while the bot shuts down, and what passes no command's checks: menus, autocomplete."""
        is_typing = interaction.type is discord.InteractionType.autocomplete
        try:
            await self._admit(interaction, is_typing=is_typing)
        except (Refusal, commands.NoPrivateMessage, DatabaseUnavailableError) as error:
            if is_typing:
                await interaction.response.autocomplete([])
            else:
                await self.client.errors.from_interaction(interaction, error)
            return False
        return True

    async def _admit(self, interaction: Interaction, *, is_typing: bool) -> None:
        bot: Astromorty = self.client
        if bot.closing:
            raise Restarting
        if not is_typing:
            bot.pace.count(interaction.user)
            if (interaction.data or {}).get("type") == discord.AppCommandType.chat_input.value:
                return  # a slash command has checks of its own
        name = command_name(interaction)
        if name is not None:
            await bot.gate.refuse(interaction.user, name, interaction.channel)
            if not is_typing:
                await bot.gate.begin(interaction.user, name, interaction.channel)

    async def _call(self, interaction: Interaction) -> None:
        if interaction.type is discord.InteractionType.autocomplete:
            await super()._call(interaction)
            return
        with self.client.command_runs.running("interaction") as run:
            try:
                await super()._call(interaction)
            finally:
                # Not before: discord.py would look the command up twice.
                run.name = command_name(interaction) or run.name
            run.is_done = not interaction.command_failed

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Report an error that never reached a command."""
        await self.client.errors.from_interaction(interaction, error)


async def begin(ctx: commands.Context[Any]) -> None:
    """Let a command begin whose options were understood, unless it is none or somebody has to wait."""
    await _refuse_unknown_subcommand(ctx)
    assert isinstance(ctx, Context)
    assert ctx.command is not None
    try:
        await ctx.bot.gate.begin(ctx.author, ctx.command.qualified_name, ctx.channel)
    except Refusal as error:
        # From a hook discord.py expects errors of its own and leaves others to nobody.
        raise commands.CommandInvokeError(error) from error


async def _refuse_unknown_subcommand(ctx: commands.Context[Any]) -> None:
    """Take `prefix sett` for a mistyped subcommand and not for `prefix show` with something behind it."""
    group = ctx.command
    if isinstance(group, commands.HybridGroup) and (ctx.subcommand_passed or "").casefold() == group.fallback:
        return  # the slash form's name of the group's own command
    if isinstance(group, commands.Group) and ctx.subcommand_passed and not group.clean_params:
        raise commands.CommandNotFound(f"{group.qualified_name} {ctx.subcommand_passed}")
