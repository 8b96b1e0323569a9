"""Write the pages of docs/ that come from the program; with --check only tell whether they are up to date."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
from discord.ext import commands

from astromorty.bot import Astromorty
from astromorty.cogs import EXTENSIONS
from astromorty.database.engine import Database
from astromorty.intents import IntentPlan
from astromorty.manual import message_usage
from astromorty.settings import Settings
from astromorty.settings.schema import env_example, table

ROOT = Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by `./dev shell python .ci/write_docs.py`; change the program, not this page. -->\n"
COMMANDS_PREFACE = """\
Each command works as a slash command and, behind the prefix (`$` until a server changes it) or a mention of the bot,
as a message. What stands in `<…>` is needed, what stands in `[…]` may be left out. `help` lists what the asking
member may run."""
SETTINGS_PREFACE = """\
The bot reads its settings from the environment and from a file `.env` in the folder where it is started; the
environment wins. [.env.example](../.env.example) is such a file, with every setting in it. A secret can also
come from a file: name
the file in a variable ending in `_FILE`, such as `BOT_TOKEN_FILE`. A wrong value, or a misspelt name, ends the program
with one sentence that names the variable, and exit code 2. `astromorty doctor` shows what is in effect. What a server
decides for itself is not set here but in Discord, by `/config open`.
"""
# Nothing connects: the commands are only listed.
NO_DATABASE = "postgresql://127.0.0.1:9/none"


async def commands_page() -> str:
    """Return the list of all commands, by area."""
    database = Database.from_url(NO_DATABASE, pool_size=1)
    plan = IntentPlan(discord.Intents.none(), ())
    bot = Astromorty(Settings(), database, plan, request_stop=lambda: None)
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    parts = [
        "# Commands\n",
        NOTE,
        COMMANDS_PREFACE,
    ]
    for name, cog in sorted(bot.cogs.items()):
        if cog.get_commands():
            parts += [f"\n## {name}\n", f"{cog.description}\n", *rows(cog)]
    await database.close()
    return "\n".join(parts) + "\n"


def rows(cog: commands.Cog) -> Iterator[str]:
    """Yield a table of one area's commands."""
    yield "| Slash command | As a message | What it does |"
    yield "| --- | --- | --- |"
    for command in sorted(cog.walk_commands(), key=lambda command: command.qualified_name):
        yield f"| {slash(command)} | `{message_usage(command, '$')}` | {command.short_doc} |"


def slash(command: commands.Command[Any, ..., Any]) -> str:
    """Return what a command is called as a slash command; a group is one only under a name of its own."""
    if not isinstance(command, commands.HybridGroup):
        return f"`/{command.qualified_name}`"
    return f"`/{command.qualified_name} {command.fallback}`" if command.fallback else "–"


def settings_page() -> str:
    """Return the table of all settings."""
    return f"# Settings\n\n{NOTE}\n{SETTINGS_PREFACE}\n{table()}"


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; 1 when one is not up to date."""
    pages = {
        "docs/commands.md": asyncio.run(commands_page()),
        "docs/settings.md": settings_page(),
        ".env.example": env_example(),
    }
    stale = [name for name, text in pages.items() if read(ROOT / name) != text]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is not what the program says. Remedy: ./dev shell python .ci/write_docs.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (ROOT / name).write_text(pages[name], encoding="utf-8")
        print("wrote", name)
    return 0


def read(path: Path) -> str:
    """Return a page as it is; nothing when there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
