"""The page of one command: what it does, how it is written, who may run it."""

from collections.abc import Iterator

from discord import app_commands
from discord.ext import commands

from astromorty.cogs.help.listing import line, runnable, typed_prefix, usage
from astromorty.context import Context
from astromorty.database.errors import DatabaseUnavailableError
from astromorty.gate import Command, subject_of
from astromorty.manual import as_message, as_slash, examples_of, slash_command
from astromorty.services.permissions.words import by_default, rule_words
from astromorty.ui.cards import code


async def page_of(ctx: Context, command: Command) -> list[str]:
    """Return the lines of a command's page, for the form in which the member asks."""
    lines = [*(command.help or command.short_doc).splitlines(), "", f"**Usage** {code(usage(ctx, command))}"]
    if command.aliases:
        lines.append(f"**Also** {', '.join(code(alias) for alias in command.aliases)}")
    lines += _menus(ctx, command)
    lines += await _who_may(ctx, command)
    form = slash_command(command)
    if form is not None and form.parameters:
        lines += ["**Options**", *map(option_line, form.parameters)]
    given = examples_of(command)
    if given:
        by_slash = ctx.interaction is not None and form is not None
        written = [as_slash(command, e) if by_slash else as_message(command, e, typed_prefix(ctx)) for e in given]
        lines += ["**Examples**", *map(code, written)]
    if isinstance(command, commands.Group):
        subcommands = await runnable(ctx, command.commands)
        lines += ["**Subcommands**", *(line(ctx, subcommand) for subcommand in subcommands)] if subcommands else []
    return lines


async def _who_may(ctx: Context, command: Command) -> list[str]:
    """Say who may run a command, and by what the server decided where it decided something."""
    lines = [f"**Who may by default** {by_default(subject_of(command).requirement)}"]
    if ctx.guild is None:
        return lines
    try:
        decided = await ctx.bot.permissions.get_set(ctx.guild.id)
    except DatabaseUnavailableError:
        return lines
    rule = decided.rule_for(subject_of(command).path)
    return lines if rule is None else [*lines, f"**Who may here** {rule_words(rule, decided)}"]


def _menus(ctx: Context, command: Command) -> Iterator[str]:
    """Name the entries in menus of users and messages that do what the command does."""
    for menu in ctx.bot.tree.get_commands():
        if isinstance(menu, app_commands.ContextMenu) and menu.extras.get("command") == command.qualified_name:
            yield f"**Also** in the menu of a {menu.type.name}, under Apps: {menu.name}"


def option_line(option: app_commands.Parameter) -> str:
    """Describe an option, with what may be chosen for it."""
    choices = f" ({' · '.join(code(choice.name) for choice in option.choices)})" if option.choices else ""
    return f"• {code(option.display_name)} {option.description}{choices}"
