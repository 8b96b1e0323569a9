"""Examples of a command, as data beside it."""

import re
from collections.abc import Callable

import discord
from discord import AppCommandOptionType
from discord.ext import commands

from astromorty.gate import CallbackT, Command, beside_command
from astromorty.manual.usage import flags_of, is_slash_only, slash_command, slash_name

_MARK = "__examples__"
# What stands for a file that is attached; in a message it is no text.
A_FILE = "…"
_SIGILS = {
    AppCommandOptionType.user: "@",
    AppCommandOptionType.role: "@",
    AppCommandOptionType.mentionable: "@",
    AppCommandOptionType.channel: "#",
}
_WORD = re.compile(r'("[^"]*"|\S+)\s*')
_MENTIONS = re.compile(r"(@\S+\s*)+")


def examples(*arguments: str) -> Callable[[CallbackT], CallbackT]:
    """Give a command examples; stands below the decorator that makes it one.

    Args:
        *arguments: What stands behind the command's name in a message, with members as `@Mia` and `@Joe`, roles as
            `@Moderators` and channels as `#general`; attached files are left out.
    """
    return beside_command(_MARK, arguments)


def examples_of(command: Command) -> tuple[str, ...]:
    """Return what stands behind the command's name in each of its examples."""
    return getattr(command.callback, _MARK, ())


def as_message(command: Command, arguments: str, prefix: str) -> str:
    """Write an example as a message; where that is of no use, as a slash command."""
    if is_slash_only(command):
        return as_slash(command, arguments)
    return f"{prefix}{command.qualified_name} {arguments}".rstrip()


def as_slash(command: Command, arguments: str) -> str:
    """Write an example as a slash command, with the names of its options as Discord shows them."""
    options = [f"{name}:{value}" for name, value in options_in(command, arguments).items()]
    return " ".join([f"/{slash_name(command)}", *options])


def options_in(command: Command, arguments: str) -> dict[str, str]:
    """Return the slash command's options and their values in an example."""
    form = slash_command(command)
    takes = {option.name: option for option in form.parameters} if form else {}
    values: dict[str, str] = {}
    rest = arguments
    for name, parameter in command.clean_params.items():
        if parameter.converter is discord.Attachment:
            values[name] = A_FILE
        elif not rest:
            break
        elif name in takes and not parameter.required and not rest.startswith(_SIGILS.get(takes[name].type, "")):
            continue  # left out: what stands here is for a later one
        elif flags_of(parameter):
            values |= _flags(parameter, rest)
            rest = ""
        elif isinstance(parameter.converter, commands.Greedy):
            values[name], rest = _split(_MENTIONS, rest)
        elif parameter.kind is parameter.KEYWORD_ONLY:
            values[name], rest = rest, ""
        else:
            values[name], rest = _split(_WORD, rest)
    return {takes[name].display_name if name in takes else name: value for name, value in values.items()}


def _split(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    match = pattern.match(text)
    if match is None:
        raise ValueError(f"{text!r} does not fit the command's parameters")
    return match[0].strip().strip('"'), text[match.end() :]


def _flags(parameter: commands.Parameter, text: str) -> dict[str, str]:
    given: dict[str, list[str]] = parameter.converter.parse_flags(text)
    flags = {flag.name: flag for flag in flags_of(parameter)}
    return {name: "True" if flags[name].annotation is bool else values[0] for name, values in given.items()}
