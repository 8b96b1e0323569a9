"""The page that compares the bot with four others; every command that it names is one of the bot's."""

from collections.abc import Iterable, Iterator

from comparison import BETTER_ELSEWHERE, LEFT_OUT, NONE, SECTIONS, UNKNOWN, Row

from astromorty.bot import Astromorty
from astromorty.manual import areas_of, slash_command, slash_name

PREFACE = f"""\
For moderators of a large server who think of changing their bot: what there is here, and in four others.

Looked at on 23 November 2026, in copies of public pages that may be older:

- [Tux](https://github.com/allthingslinux/tux), source and documentation after 0.1.0-rc.4;
- [Red](https://github.com/Cog-Creators/Red-DiscordBot) 3.5.23, the core and the cogs that come with it; cogs by others
  add nearly everything that is missing;
- [Dyno](https://docs.dyno.gg), a service without versions: its pages on moderation, automod, automatic answers,
  automatic roles and tickets, and a list of commands of 2023;
- [Carl-bot](https://docs.carl.gg), a service without versions: the source of its documentation.

`{NONE}`: not there, by what we read. `{UNKNOWN}`: we found nothing about it, which says nothing against it. Under our
side stand the commands with which it begins; [all of them](commands.md) are a page. Corrections are welcome.
"""


def compare_page(bot: Astromorty, note: str) -> str:
    """Return the page, with `note` on where it comes from; ValueError where it names a command that there is not."""
    known = {slash_name(command) for area in areas_of(bot.cogs) for command in area.commands if slash_command(command)}
    unknown = sorted({name for rows in SECTIONS.values() for row in rows for name in row.commands} - known)
    if unknown:
        raise ValueError(
            f"docs/compare.md names commands that there are not: {', '.join(unknown)}. See .ci/comparison.py."
        )
    lines = ["# Compared with other bots\n", note, PREFACE]
    for title, rows in SECTIONS.items():
        lines += section(title, rows)
    lines += ["## What others do better\n", *(f"- {each}" for each in BETTER_ELSEWHERE), ""]
    lines += ["## What is left out, and why\n", "| | who has it | why not here |", "| --- | --- | --- |"]
    lines += [f"| {what} | {who} | {why} |" for what, who, why in LEFT_OUT]
    return "\n".join(lines) + "\n"


def section(title: str, rows: Iterable[Row]) -> Iterator[str]:
    """Yield one table."""
    yield f"## {title}\n"
    yield "| | Astromorty | Tux | Red | Dyno | Carl-bot |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in rows:
        named = ", ".join(f"`{name}`" for name in row.commands)
        ours = f"{row.ours}<br>{named}" if named else row.ours
        yield f"| **{row.feature}** | {ours} | {row.tux} | {row.red} | {row.dyno} | {row.carl} |"
    yield ""
