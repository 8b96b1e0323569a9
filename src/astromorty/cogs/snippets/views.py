"""How snippets are shown."""

import io
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import discord
from discord import ui
from discord.utils import format_dt

from astromorty.context import Context
from astromorty.database.controllers.snippet import MOST_SNIPPETS
from astromorty.database.models import Snippet
from astromorty.errors import InvalidInput
from astromorty.services.similar_names import similar_names
from astromorty.services.snippets.content import Occasion
from astromorty.ui.cards import card, code, file_card, first_of

SHOWN_ALIASES = 20
SHOWN_MOST_USED = 5
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes
EMPTY_MESSAGE = 50006
_FENCE = "```"
_NOTHING = "This snippet is nothing without something behind its name, such as `snippet <name> hello`."


def occasion(ctx: Context, args: str) -> Occasion:
    """Return what placeholders stand for in a use of a snippet."""
    channel = ctx.channel.mention if isinstance(ctx.channel, discord.abc.GuildChannel | discord.Thread) else ""
    return Occasion(ctx.author.mention, ctx.server.name, channel, args)


async def send_text(ctx: Context, text: str) -> None:
    """Send a snippet as an ordinary message that mentions nobody; links in it unfold, as in a member's message.

    Raises InvalidInput for a text in which there is nothing to see.
    """
    if not text.strip():
        raise InvalidInput(_NOTHING)
    reference = ctx.message.reference
    extra: dict[str, Any] = {}
    if reference is not None and reference.type is discord.MessageReferenceType.reply:
        # What was replied to may be gone by now; the text still matters.
        extra["reference"] = discord.MessageReference(
            message_id=reference.message_id or 0, channel_id=ctx.channel.id, fail_if_not_exists=False
        )
    try:
        await ctx.send(text, allowed_mentions=discord.AllowedMentions.none(), **extra)
    except discord.HTTPException as error:
        if error.code != EMPTY_MESSAGE:
            raise
        raise InvalidInput(_NOTHING) from None  # for Discord more is white space than for Python


def listing(names: Mapping[str, str | None], uses: Mapping[str, int], search: str) -> list[str]:
    """Return a line for each name that matches `search`; `names` maps an alias to its target, a snippet to None."""
    wanted = search.strip().lower()
    shown: Sequence[str] = [name for name, target in names.items() if wanted in name or wanted in (target or "")]
    return [_line(name, names[name], uses) for name in shown or similar_names([*names], wanted)]


def _line(name: str, target: str | None, uses: Mapping[str, int]) -> str:
    return f"{code(name)} → {code(target)}" if target else f"{code(name)} · {used(uses.get(name, 0))}"


def used(uses: int) -> str:
    """Say how often."""
    return {0: "never used", 1: "used once"}.get(uses, f"used {uses:,} times")


def summary(names: Mapping[str, str | None], uses: Mapping[str, int]) -> str:
    """Say how many snippets there are and which are used most; `uses` begins with the most used."""
    aliases = sum(target is not None for target in names.values())
    text = f"**{len(names) - aliases:,}** snippets and **{aliases:,}** aliases of up to {MOST_SNIPPETS:,} in all"
    top = [f"{code(name)} ({count:,})" for name, count in islice(uses.items(), SHOWN_MOST_USED)]
    return f"{text}\nUsed most: {', '.join(top)}" if top else text


def info_card(snippet: Snippet, uses: int, aliases: Sequence[str]) -> ui.LayoutView:
    """Show all about a snippet but its text."""
    lines = [
        f"**Owner** {f'<@{snippet.owner_id}>' if snippet.owner_id else 'nobody any more'}",
        f"**Uses** {uses:,}",
        f"**Created** {format_dt(snippet.created_at, 'R')}",
    ]
    if snippet.changed_at != snippet.created_at:
        lines.append(f"**Changed** {format_dt(snippet.changed_at, 'R')}")
    if aliases:
        lines.append(f"**Aliases** {_shown(aliases)}")
    if snippet.is_locked:
        lines.append("🔒 Locked: only members who may manage messages can change it.")
    return card(snippet.name, "\n".join(lines))


def raw_card(snippet: Snippet) -> tuple[ui.LayoutView, discord.File | None]:
    """Show a snippet's text as it was written: as code, or as a file where it would break out of the code."""
    content = snippet.content or ""
    if _FENCE not in content:
        return card(snippet.name, f"{_FENCE}\n{content}\n{_FENCE}"), None
    file = discord.File(io.BytesIO(content.encode()), f"{snippet.name}.txt")
    return file_card(snippet.name, file), file


def with_aliases(aliases: Sequence[str]) -> str:
    """Return the part of a sentence that names what shares a snippet's fate; nothing where nothing does."""
    return f" with its aliases {_shown(aliases)}" if aliases else ""


def _shown(aliases: Sequence[str]) -> str:
    return first_of([code(alias) for alias in aliases], SHOWN_ALIASES)
