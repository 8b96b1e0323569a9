"""What members are told of an error: one sentence, with an example of the command where that helps."""

import re
from collections.abc import Callable
from math import ceil
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError, UnstorableTextError
from astromorty.errors import Refusal
from astromorty.manual import as_message, as_slash, examples_of
from astromorty.services.permissions import permission_names
from astromorty.ui.cards import code

NO_ANSWER: Final = "No answer came in time. Perhaps it was done all the same: look before you try again."
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
    (aiohttp.ClientError, lambda _: NO_ANSWER),
    (TimeoutError, lambda _: NO_ANSWER),
)


def sentence_about(error: BaseException) -> str | None:
    """Return what was wrong, in one sentence; None where the bot itself is to blame."""
    said = (sentence(error) for kind, sentence in _SENTENCES if isinstance(error, kind))
    return next(filter(None, said), None)


def example_in(ctx: Context) -> str:
    """Return a sentence with an example of the command, in the form in which it was run; nothing if it has none."""
    arguments = next(filter(None, examples_of(ctx.command)), None) if ctx.command is not None else None
    if ctx.command is None or arguments is None:
        return ""
    if ctx.interaction is not None:
        return f" Example: {code(as_slash(ctx.command, arguments))}"
    return f" Example: {code(as_message(ctx.command, arguments, ctx.clean_prefix))}"


def wants_example(cause: BaseException) -> bool:
    """Tell whether discord.py refused the input: the bot's own converters give an example themselves."""
    return isinstance(cause, commands.UserInputError) and type(cause) is not commands.BadArgument
