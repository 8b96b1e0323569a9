"""Commands as text, limited to what the asking member may run."""

from collections.abc import Iterable
from typing import Any

from discord import app_commands
from discord.ext import commands
from rapidfuzz import fuzz, process

from astromorty.context import Context
from astromorty.errors import InvalidInput
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.suggestions import may_run
from astromorty.ui.cards import code

Command = commands.Command[Any, ..., Any]


async def list_commands(ctx: Context) -> list[str]:
    """Return a heading per area and a line per command."""
    lines: list[str] = []
    for name, cog in sorted(ctx.bot.cogs.items()):
        listed = await _list(ctx, cog.walk_commands())
        if listed:
            lines += [f"**{name}** · {cog.description}", *listed]
    return lines


async def _list(ctx: Context, candidates: Iterable[Command]) -> list[str]:
    """Return a line for each of these commands that the member may run, by name."""
    runnable = [command for command in candidates if await may_run(ctx, command)]
    runnable.sort(key=lambda command: command.qualified_name)
    return [f"{code(_usage(ctx, command))} {command.short_doc}" for command in runnable]


async def describe(ctx: Context, command: Command) -> str:
    """Return the page of one command: what it does, how to write it, and its subcommands."""
    lines = [command.help or command.short_doc, "", f"**Usage** {code(_usage(ctx, command))}"]
    if command.aliases:
        lines.append(f"**Also** {', '.join(code(alias) for alias in command.aliases)}")
    slash: object = getattr(command, "app_command", None)
    if isinstance(slash, app_commands.Command):
        lines += [f"• {code(option.display_name)} {option.description}" for option in slash.parameters]
    if isinstance(command, commands.Group):
        lines += await _list(ctx, command.commands)
    return "\n".join(lines)


async def find_command(ctx: Context, name: str) -> Command:
    """Return the command of that name; raise InvalidInput if the member may run none like it."""
    command = ctx.bot.get_command(name.strip().lower().removeprefix("/"))
    if command is not None and await may_run(ctx, command):
        return command
    close = await matching_names(ctx, name)
    hint = f"Did you mean {' or '.join(map(code, close[:3]))}?" if close else "`help` lists all that you may run."
    raise InvalidInput(f"There is no such command for you. {hint}")


async def matching_names(ctx: Context, typed: str) -> list[str]:
    """Return the names of runnable commands that resemble `typed`, the most similar first, at most 25."""
    names = [c.qualified_name for c in ctx.bot.walk_commands() if await may_run(ctx, c)]
    if not typed.strip():
        return sorted(names)[:SUGGESTIONS]
    matches = process.extract(typed.strip().lower(), names, scorer=fuzz.WRatio, limit=SUGGESTIONS, score_cutoff=60)
    return [name for name, _, _ in matches]


def _usage(ctx: Context, command: Command) -> str:
    """Return how to write a command in the form in which the member asks."""
    prefix = ctx.clean_prefix if not ctx.clean_prefix.startswith("@") else f"{ctx.clean_prefix} "
    words = [f"{prefix}{command.qualified_name}"]
    if ctx.interaction is not None and isinstance(command, commands.HybridGroup) and command.fallback:
        words.append(str(command.fallback))
    words += [f"<{name}>" if option.required else f"[{name}]" for name, option in command.clean_params.items()]
    return " ".join(words)
