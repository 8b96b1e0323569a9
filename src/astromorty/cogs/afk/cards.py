"""How absences look."""

from collections.abc import Sequence

import discord
from discord.utils import format_dt

from astromorty.cogs.afk.nicknames import Outcome
from astromorty.database.controllers.afk import EndedAfk
from astromorty.database.models import Afk
from astromorty.services.afk import NewAbsence
from astromorty.ui.cards import card, done, plain
from astromorty.ui.quote import link_to

# Of those whom one message mentions. A layout carries 4,000 characters in all; a line of these takes at most 300.
MOST_NAMED = 10
_RIGHTS = "That takes Manage Nicknames and a role above yours; a server's owner is beyond me."


def gone_card(absence: NewAbsence, outcome: Outcome) -> discord.ui.LayoutView:
    """Answer a member who says that they are away."""
    if absence.until is not None:
        end = f"until {format_dt(absence.until)} ({format_dt(absence.until, 'R')})"
    else:
        end = (
            "until you use `afk clear`"
            if absence.ends == "command"
            else "until your next message, 10 seconds from now on"
        )
    sentence = f"{_headline('You are away', absence.reason)}\n-# This lasts {end}."
    if outcome is Outcome.REFUSED:
        sentence += f"\n-# Your nickname was not changed: Discord does not let me. {_RIGHTS}"
    elif outcome is Outcome.UNANSWERED:
        sentence += "\n-# Your nickname may be unchanged: Discord did not answer."
    return done(sentence)


def notice_card(afks: Sequence[Afk]) -> discord.ui.LayoutView:
    """Tell who mentions members that they are away."""
    lines = [f"💤 {_headline(f'<@{afk.member_id}> is away', afk.reason)} · {format_dt(afk.since, 'R')}" for afk in afks]
    if len(lines) > MOST_NAMED:
        lines = [*lines[:MOST_NAMED], f"-# and {len(lines) - MOST_NAMED} more"]
    return card(None, "\n".join(lines))


def welcome_card(ended: EndedAfk, outcome: Outcome) -> discord.ui.LayoutView:
    """Welcome a member back and tell who mentioned them meanwhile."""
    afk = ended.afk
    parts = [f"👋 Welcome back, <@{afk.member_id}>! You left {format_dt(afk.since, 'R')}."]
    if ended.mentions:
        parts.append(_mentioned(ended))
    if outcome is Outcome.REFUSED:
        parts.append(f"-# Your nickname is still marked: Discord does not let me change it back. {_RIGHTS}")
    elif outcome is Outcome.UNANSWERED:
        parts.append("-# Discord did not answer when I changed your nickname back. I will try again.")
    return card(None, *parts)


def cleared_card(ended: EndedAfk, outcome: Outcome) -> discord.ui.LayoutView:
    """Answer a moderator who ended a member's absence."""
    sentence = f"<@{ended.afk.member_id}> is no longer away."
    if outcome is Outcome.REFUSED:
        sentence += "\n-# The nickname is still marked: Discord does not let me change it back."
    elif outcome is Outcome.UNANSWERED:
        sentence += "\n-# Discord did not answer when I changed the nickname back. I will try again."
    return done(sentence)


def list_lines(afks: Sequence[Afk]) -> list[str]:
    """Return a line for each member who is away."""
    return [f"{_headline(f'<@{afk.member_id}>', afk.reason)} · {format_dt(afk.since, 'R')}{_end(afk)}" for afk in afks]


def _end(afk: Afk) -> str:
    if afk.until is not None:
        return f" · until {format_dt(afk.until, 'R')}"
    return " · until `afk clear`" if afk.ends == "command" else ""


def _headline(who: str, reason: str | None) -> str:
    return f"{who}: {plain(reason)}" if reason else who


def _mentioned(ended: EndedAfk) -> str:
    lines = [
        f"- <@{each.author_id}> {link_to(each.guild_id, each.channel_id, each.message_id)}" for each in ended.mentions
    ]
    more = ended.mention_count - len(lines)
    if more > 0:
        lines.append(f"-# and {more:,} more before")
    return "\n".join(["You were mentioned by", *lines])
