"""How commands are written, as slash commands and as messages."""

from typing import Any, cast

from discord import app_commands
from discord.ext import commands

from astromorty.gate import Command

SlashCommand = app_commands.Command[Any, ..., Any]


def slash_name(command: Command) -> str:
    """Return what a command is called as a slash command; a group is one under a name of its own only."""
    fallback = command.fallback if isinstance(command, commands.HybridGroup) else None
    return f"{command.qualified_name} {fallback}" if fallback else command.qualified_name


def slash_command(command: Command) -> SlashCommand | None:
    """Return the slash form of a command; None for a group that has none of its own."""
    form: Any = getattr(command, "app_command", None)
    if isinstance(command, commands.HybridGroup) and isinstance(form, app_commands.Group):
        form = form.get_command(str(command.fallback))
    return cast("SlashCommand", form) if isinstance(form, app_commands.Command) else None


def slash_usage(command: Command) -> str | None:
    """Return a slash command with its options, `<needed>` or `[left out at will]`; None where there is none."""
    form = slash_command(command)
    if form is None:
        return None
    options = [f"<{o.display_name}>" if o.required else f"[{o.display_name}]" for o in form.parameters]
    return " ".join([f"/{slash_name(command)}", *options])


def is_slash_only(command: Command) -> bool:
    """Say whether a command does nothing as a message but name its slash form; it declares that in its `extras`."""
    return bool(command.extras.get("slash_only"))


def message_usage(command: Command, prefix: str) -> str:
    """Return how a command is written as a message; where that is of no use, as a slash command."""
    if is_slash_only(command):
        return slash_usage(command) or ""
    words = [f"{prefix}{command.qualified_name}"]
    for name, parameter in command.clean_params.items():
        flags = flags_of(parameter)
        words += map(_flag, flags) if flags else [_option(parameter.displayed_name or name, parameter)]
    return " ".join(words)


def flags_of(parameter: commands.Parameter) -> tuple[commands.Flag, ...]:
    """Return the flags of a parameter that takes them, such as `-silent`."""
    converter: object = parameter.converter
    if isinstance(converter, type) and issubclass(converter, commands.FlagConverter):
        return tuple(converter.get_flags().values())
    return ()


def _option(name: str, parameter: commands.Parameter) -> str:
    if isinstance(parameter.converter, commands.Greedy):
        return f"<{name} …>"
    return f"<{name}>" if parameter.required else f"[{name}]"


def _flag(flag: commands.Flag) -> str:
    if flag.positional:
        return f"<{flag.name}>" if flag.required else f"[{flag.name}]"
    return f"[-{flag.name}]" if flag.annotation is bool else f"[-{flag.name} …]"
