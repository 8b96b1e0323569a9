"""One answer to every error, for both command forms and for components."""

import secrets
import sys
from collections.abc import Sequence
from time import monotonic
from typing import Final

import discord
from discord import app_commands, ui
from discord.ext import commands
from loguru import logger

from astromorty.commands.suggestions import similar_commands
from astromorty.context import Context, Interaction
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.error_sentences import NO_ANSWER, example_in, sentence_about, wants_example
from astromorty.gate import command_name
from astromorty.log.fields import bind_to_task
from astromorty.services.command_runs import COMPONENT, CommandRuns
from astromorty.ui.cards import code, refusal

# Discord forgets an interaction that is not answered within three seconds:
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
FORGOTTEN: Final = 10062
# Seconds between two warnings that the database is away.
_QUIET: Final = 60.0


class ErrorHandler:
    """Tell the member in one sentence; tell the log and Sentry the rest, under the same error ID.

    Args:
        runs: Where refused and failed commands are counted.
    """

    def __init__(self, runs: CommandRuns) -> None:
        self._runs = runs
        self._quiet_until = 0.0

    async def from_command(self, ctx: Context, error: commands.CommandError) -> None:
        """Answer an error of a prefix or hybrid command."""
        if isinstance(error, commands.CommandNotFound):
            if ctx.command is not None:
                self._runs.outcomes[ctx.command.qualified_name, "refused"] += 1
            await self._suggest(ctx, error)
            return
        name = ctx.command.qualified_name if ctx.command else ""
        if ctx.interaction is not None and self._came_too_late(error, name):
            return
        view = self._explain(error, name, example_in(ctx))
        try:
            await ctx.answer(view, private=True)
        except discord.HTTPException as failure:
            logger.warning("An error could not be shown to the member: {}", failure)

    async def from_interaction(self, interaction: Interaction, error: Exception) -> None:
        """Answer an error of a slash command's frame, an autocomplete, a component or a modal."""
        if interaction.type is discord.InteractionType.autocomplete:
            logger.opt(exception=error).error("Autocomplete failed")
            return
        bind_to_task(guild=interaction.guild_id)
        # discord.py notes that of commands only; who counts presses looks at it, too.
        interaction.command_failed = True
        name = command_name(interaction) or COMPONENT
        if self._came_too_late(error, name):
            return
        view = self._explain(error, name)
        try:
            if interaction.response.is_done():
                await interaction.followup.send(view=view, ephemeral=True)
            else:
                await interaction.response.send_message(view=view, ephemeral=True)
        except discord.HTTPException as failure:
            logger.warning("An error could not be shown to the member: {}", failure)

    def _came_too_late(self, error: BaseException, where: str) -> bool:
        """Tell whether Discord has given up waiting: the member saw that, and can be told nothing any more."""
        cause = root_cause(error)
        if not (isinstance(cause, discord.NotFound) and cause.code == FORGOTTEN):
            return False
        self._runs.outcomes[where, "late"] += 1
        logger.warning("The answer to {} came too late for Discord: this process or its machine is too busy", where)
        return True

    def _explain(self, error: BaseException, where: str, example: str = "") -> ui.LayoutView:
        cause = root_cause(error)
        said = sentence_about(cause)
        if said is not None:
            self._runs.outcomes[where, "refused"] += 1
            if said is NO_ANSWER:
                logger.warning("{} got no answer: {!r}", where, cause)
            return refusal(said + example if wants_example(cause) else said)
        self._runs.outcomes[where, "failed"] += 1
        error_id = self.report(cause, f"{where} failed")
        return refusal(f"Something went wrong on my side. Tell the bot's operator this error ID: `{error_id}`")

    def from_event(self, error: BaseException, what: str, *, guild_id: int | None) -> None:
        """Log what an event brought about in vain; that the database is away, which each event meets, once a minute."""
        if not isinstance(error, DatabaseUnavailableError):
            bind_to_task(guild=guild_id)
            self.report(error, what)
        elif monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + _QUIET
            logger.warning("What events bring about is not saved for now: {}", error)

    def from_listener(self, name: str, event: Sequence[object]) -> None:
        """Log what a listener raises just now; `event` is what it was called with."""
        error = sys.exception()
        assert error is not None, "discord.py calls this while it handles one"
        self.from_event(error, f"The listener {name} failed", guild_id=_guild_of(event))

    def report(self, error: BaseException, what: str) -> str:
        """Log `error`, which Sentry listens to as well; return the ID under which both know it."""
        error_id = secrets.token_hex(4)
        logger.bind(error_id=error_id).opt(exception=error).error("{}", what)
        return error_id

    async def _suggest(self, ctx: Context, error: commands.CommandNotFound) -> None:
        """Answer a mistyped prefix command if it looks like one; other text may start with the prefix too."""
        names = await similar_commands(ctx)
        if names:
            sentence = f"Did you mean {' or '.join(code(f'{ctx.clean_prefix}{name}') for name in names)}?"
        elif ctx.command is not None:
            sentence = f"{code(f'{ctx.clean_prefix}help {ctx.command.qualified_name}')} lists those there are."
        else:
            return
        try:
            await ctx.answer(refusal(f"There is no such command. {sentence}"))
        except discord.HTTPException as failure:
            logger.warning("A suggestion could not be shown: {}", failure)


def root_cause(error: BaseException) -> BaseException:
    """Unwrap discord.py's wrappers around what a command raised."""
    wrappers = (commands.HybridCommandError, commands.CommandInvokeError, app_commands.CommandInvokeError)
    while isinstance(error, wrappers):
        error = error.original
    return error


def _guild_of(event: Sequence[object]) -> int | None:
    """Return the server that an event's first argument is, is in, or names."""
    about = event[0] if event else None
    guild = about if isinstance(about, discord.Guild) else getattr(about, "guild", None)
    return guild.id if isinstance(guild, discord.Guild) else getattr(about, "guild_id", None)
