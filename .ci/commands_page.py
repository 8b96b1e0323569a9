"""The page of all commands: what each is called in both forms, who may run it by default, its options and examples."""

from collections.abc import Iterable, Iterator
from typing import Any

from discord import app_commands

from astromorty.bot import Astromorty
from astromorty.gate import Command, subject_of
from astromorty.manual import (
    Area,
    areas_of,
    as_message,
    as_slash,
    examples_of,
    is_slash_only,
    message_usage,
    slash_command,
    slash_name,
)
from astromorty.services.permissions import by_default

PREFIX = "$"
PREFACE = """\
Each command works as a slash command and, behind the prefix (`$` until a server changes it) or a mention of the bot,
as a message; `–` stands where it does not. What stands in `<…>` is needed, what stands in `[…]` may be left out.
`help` lists what the asking member may run. Who may run a command is what holds until a server
[decides otherwise](permissions.md); the server's owner and administrators may run all but the operator's.
"""


def commands_page(bot: Astromorty, note: str) -> str:
    """Return the page, with `note` on where it comes from."""
    lines = ["# Commands\n", note, PREFACE, *menus(bot.tree.get_commands())]
    for area in areas_of(bot.cogs):
        lines += chapter(area)
    return "\n".join(lines) + "\n"


def menus(listed: Iterable[Any]) -> Iterator[str]:
    """Yield a table of the entries in the menus of users and messages."""
    yield "## In the menus of users and messages\n"
    yield "Under *Apps*; each does what a command does, and whoever may run that one may use it.\n"
    yield "| Entry | Menu of a | Command |"
    yield "| --- | --- | --- |"
    for menu in sorted((each for each in listed if isinstance(each, app_commands.ContextMenu)), key=lambda m: m.name):
        yield f"| {menu.name} | {menu.type.name} | `{menu.extras['command']}` |"


def chapter(area: Area) -> Iterator[str]:
    """Yield the chapter of one area: a table of its commands, then the options and examples of each."""
    yield f"\n## {area.name}\n\n{area.description}\n"
    yield "| Slash command | As a message | What it does | Who may |"
    yield "| --- | --- | --- | --- |"
    for command in area.commands:
        slash = f"`/{slash_name(command)}`" if slash_command(command) else "–"
        typed = "–" if is_slash_only(command) else f"`{message_usage(command, PREFIX)}`"
        yield f"| {slash} | {typed} | {command.short_doc} | {by_default(subject_of(command).requirement)} |"
    for command in area.commands:
        yield from details(command)


def details(command: Command) -> Iterator[str]:
    """Yield the options and examples of a command that has any."""
    form = slash_command(command)
    options = form.parameters if form else []
    given = examples_of(command)
    if not options and not given:
        return
    yield f"\n### {command.qualified_name}\n"
    more = (command.help or "").partition("\n\n")[2]
    if more:
        yield f"{more}\n"
    for option in options:
        yield f"- `{option.display_name}`: {option.description}{chosen(option)}"
    if given:
        yield "\n```text"
        for arguments in given:
            if not is_slash_only(command):
                yield as_message(command, arguments, PREFIX)
            if form is not None:
                yield as_slash(command, arguments)
        yield "```"


def chosen(option: app_commands.Parameter) -> str:
    """Name what may be chosen for an option that offers a choice."""
    return f" ({', '.join(f'`{choice.name}`' for choice in option.choices)})" if option.choices else ""
