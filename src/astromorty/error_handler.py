"""One answer to every error, for both command forms and for components."""

import re
import secrets
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands, ui
from discord.ext import commands
from loguru import logger

from astromorty.context import Context, Interaction
from astromorty.database.errors import DatabaseUnavailableError, UnstorableTextError
from astromorty.errors import Refusal
from astromorty.gate import command_name
from astromorty.log_fields import bind_to_task
from astromorty.manual import as_message, as_slash, examples_of
from astromorty.services.command_runs import COMPONENT, CommandRuns
from astromorty.services.permissions import permission_names
from astromorty.suggestions import similar_commands
from astromorty.ui.cards import code, refusal

# Discord forgets an interaction that is not answered within three seconds:
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
FORGOTTEN: Final = 10062
# Seconds between two warnings that the database is away.
_QUIET: Final = 60.0
_NO_ANSWER: Final = "No answer came in time. Perhaps it was done all the same: look before you try again."
_NO_NUMBER = re.compile(r'Converting to "(?:int|Range)[^"]*" failed for parameter "(\w+)"')


def _bot_lacks(error: commands.BotMissingPermissions) -> str:
    return f"I need the {permission_names(error.missing_permissions)} permission to do this."


def _signature(error: commands.MissingRequiredArgument) -> str:
    return f"{code(error.param.displayed_name or error.param.name)} is missing."


def _out_of_range(error: commands.RangeError) -> str:
    allowed = " to ".join(f"{limit:,}" for limit in (error.minimum, error.maximum) if limit is not None)
    return f"{code(str(error.value))} is out of range; allowed is {allowed}."


def _typed(error: commands.UserInputError) -> str:
    """Quote what was typed as code; discord.py puts it in quotation marks."""
    no_number = _NO_NUMBER.match(str(error))
    if no_number is not None:
        return f"`{no_number[1]}` is a whole number, such as `10`."
    return str(error).replace('"', "`").rstrip(".") + "."


def _too_much(error: discord.HTTPException) -> str | None:
    """Explain Discord's limit; what else Discord takes for wrong is a fault of the bot."""
    return "Discord lets me do no more of this for now. Please try again later." if error.status == 429 else None


# The first matching row that has a sentence decides. Each says what was wrong and, where it helps, what is allowed.
_SENTENCES: tuple[tuple[type[BaseException], Callable[[Any], str | None]], ...] = (
    (Refusal, str),
    (DatabaseUnavailableError, lambda _: "The database does not answer just now. Please try again in a moment."),
    (UnstorableTextError, lambda _: "The text holds a character that cannot be stored; type it anew."),
    (commands.NoPrivateMessage, lambda _: "This command works only in a server."),
    (commands.BotMissingPermissions, _bot_lacks),
    (commands.MissingRequiredArgument, _signature),
    (commands.MissingRequiredAttachment, lambda _: "Attach the file to the command."),
    (commands.BadLiteralArgument, lambda e: f"Choose one of {', '.join(code(str(x)) for x in e.literals)}."),
    (commands.BadUnionArgument, lambda e: f"{code(e.param.displayed_name or e.param.name)} was not found."),
    (commands.BadBoolArgument, lambda e: f"{code(e.argument)} is neither `true` nor `false`."),
    (commands.RangeError, _out_of_range),
    (commands.ArgumentParsingError, lambda _: 'The quotation marks do not match; put text with spaces in "quotes".'),
    (commands.UserInputError, _typed),
    (commands.CommandOnCooldown, lambda e: f"You have just done this. Try again in {ceil(e.retry_after)} seconds."),
    (commands.CheckFailure, lambda _: "You may not use this command."),
    (app_commands.CommandSignatureMismatch, lambda _: "This command has just changed. Try again in a minute."),
    (app_commands.CommandNotFound, lambda _: "This command has just changed. Try again in a minute."),
    (discord.Forbidden, lambda _: "Discord does not let me do that: I lack a permission in this channel or server."),
    (discord.NotFound, lambda _: "That is gone meanwhile: Discord does not know it any more. Look what is there now."),
    (discord.DiscordServerError, lambda _: "Discord has a problem just now. Please try again in a moment."),
    (discord.HTTPException, _too_much),
    (aiohttp.ClientError, lambda _: _NO_ANSWER),
    (TimeoutError, lambda _: _NO_ANSWER),
)


def root_cause(error: BaseException) -> BaseException:
    """Unwrap discord.py's wrappers around what a command raised."""
    wrappers = (commands.HybridCommandError, commands.CommandInvokeError, app_commands.CommandInvokeError)
    while isinstance(error, wrappers):
        error = error.original
    return error


def example_in(ctx: Context) -> str:
    """Return a sentence with an example of the command, in the form in which it was run; nothing if it has none."""
    arguments = next(filter(None, examples_of(ctx.command)), None) if ctx.command is not None else None
    if ctx.command is None or arguments is None:
        return ""
    if ctx.interaction is not None:
        return f" Example: {code(as_slash(ctx.command, arguments))}"
    return f" Example: {code(as_message(ctx.command, arguments, ctx.clean_prefix))}"


def _wants_example(cause: BaseException) -> bool:
    """Tell whether discord.py refused the input: the bot's own converters give an example themselves."""
    return isinstance(cause, commands.UserInputError) and type(cause) is not commands.BadArgument


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
        for kind, sentence in _SENTENCES:
            if isinstance(cause, kind) and (said := sentence(cause)) is not None:
                self._runs.outcomes[where, "refused"] += 1
                if said is _NO_ANSWER:
                    logger.warning("{} got no answer: {!r}", where, cause)
                return refusal(said + example if _wants_example(cause) else said)
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
