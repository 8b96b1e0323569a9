"""The commands that the asking member may run, by area and by name."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from astromorty.commands.suggestions import may_run
from astromorty.context import Context
from astromorty.errors import InvalidInput
from astromorty.gate import Command
from astromorty.manual import Area, areas_of, message_usage, slash_name, slash_usage
from astromorty.services.guild_settings.kinds import SUGGESTIONS
from astromorty.ui.cards import code

# Of 100; below, most commands begin to resemble each other.
MINIMUM_SIMILARITY = 60


async def runnable_areas(ctx: Context) -> list[Area]:
    """Return every area in which the asking member may run something, with what that is."""
    areas = [replace(area, commands=tuple(await runnable(ctx, area.commands))) for area in areas_of(ctx.bot.cogs)]
    return [area for area in areas if area.commands]


async def runnable(ctx: Context, candidates: Iterable[Command]) -> list[Command]:
    """Return those of `candidates` that the asking member may run, by name."""
    found = [command for command in candidates if await may_run(ctx, command)]
    return sorted(found, key=lambda command: command.qualified_name)


def line(ctx: Context, command: Command) -> str:
    """Return how to write a command in the form in which the member asks, and what it does."""
    return f"{code(usage(ctx, command))} {command.short_doc}"


def usage(ctx: Context, command: Command) -> str:
    """Return how to write a command in the form in which the member asks; as a message where it has no other."""
    written = slash_usage(command) if ctx.interaction is not None else None
    return written or message_usage(command, typed_prefix(ctx))


def typed_prefix(ctx: Context) -> str:
    """Return what stands before a command's name in a message."""
    # A slash command has none of its own, and a mention always works.
    prefix = ctx.clean_prefix if ctx.interaction is None else f"@{ctx.me.display_name}"
    return f"{prefix} " if prefix.startswith("@") else prefix


async def find_command(ctx: Context, name: str) -> Command:
    """Return the command of that name; raise InvalidInput if the member may run none like it."""
    name = name.removeprefix("/")
    command = ctx.bot.get_command(name) or next((c for c in ctx.bot.walk_commands() if slash_name(c) == name), None)
    if command is not None and await may_run(ctx, command):
        return command
    close = await matching_names(ctx, name)
    hint = f"Did you mean {' or '.join(map(code, close[:3]))}?" if close else "`help` lists all that you may run."
    raise InvalidInput(f"There is no such command for you. {hint}")


async def matching_names(ctx: Context, typed: str) -> list[str]:
    """Return the names of runnable commands that resemble `typed`, the most similar first, at most 25."""
    names = [command.qualified_name for command in await runnable(ctx, ctx.bot.walk_commands())]
    if not typed.strip():
        return names[:SUGGESTIONS]
    matches = process.extract(
        typed.strip().lower(), names, scorer=fuzz.WRatio, limit=SUGGESTIONS, score_cutoff=MINIMUM_SIMILARITY
    )
    return [name for name, _, _ in matches]


def pages(ctx: Context, listed: Sequence[Command], *, lines: int, characters: int) -> list[tuple[Command, ...]]:
    """Split commands into pages of at most so many lines and characters of text."""
    split: list[list[Command]] = [[]]
    length = 0
    for command in listed:
        length += len(line(ctx, command)) + 1
        if split[-1] and (len(split[-1]) == lines or length > characters):
            split.append([])
            length = len(line(ctx, command)) + 1
        split[-1].append(command)
    return [tuple(page) for page in split]
