"""What a member may have meant by a mistyped command."""

from typing import Any

from discord.ext import commands
from rapidfuzz import fuzz, process

from astromorty.context import Context

SUGGESTIONS = 3
# Of 100. Below 60, three-letter words begin to resemble most commands.
MINIMUM_SIMILARITY = 60


async def may_run(ctx: Context, command: commands.Command[Any, ..., Any]) -> bool:
    """Say whether the member of `ctx` passes the gate to `command`, and its own checks."""
    try:
        # Not the hybrid's own: that runs the gate for the slash command that is running, not for `command`.
        return await commands.Command[Any, ..., Any].can_run(command, ctx)
    except commands.BotMissingPermissions:
        return True  # What the bot lacks is said when the command is used.
    except commands.CommandError:
        return False


async def similar_commands(ctx: Context) -> list[str]:
    """Return up to three names, the most similar first, of commands that this member may run."""
    group = ctx.command if isinstance(ctx.command, commands.Group) else None
    typed = (ctx.subcommand_passed if group else ctx.invoked_with) or ""
    candidates = {command.qualified_name: command for command in (group or ctx.bot).commands if not command.hidden}
    stem = f"{group.qualified_name} " if group else ""
    matches = process.extract(
        typed.lower(),
        {name: name.removeprefix(stem) for name in candidates},
        scorer=fuzz.ratio,
        score_cutoff=MINIMUM_SIMILARITY,
        limit=None,
    )
    names: list[str] = []
    for _, _, name in matches:
        if len(names) < SUGGESTIONS and await may_run(ctx, candidates[name]):
            names.append(name)
    return names
